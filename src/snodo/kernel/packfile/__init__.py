"""Programme packs as files: reading, checking, loading and writing them. No tables, no network."""

from snodo.kernel.packfile.loading import (
    PACKS,
    build,
    check_pack,
    library_instruments,
    load_instrument,
    load_pack,
    pack_folder,
    shipped_packs,
    to_data,
    write_pack,
)
from snodo.kernel.packfile.measures import DISTINCT_LABELS, MEASURE_SOURCES, MeasureSource
from snodo.kernel.packfile.problems import PackProblem, PackRefused
from snodo.kernel.packfile.shapes import Instrument, Pack

__all__ = [
    "DISTINCT_LABELS",
    "MEASURE_SOURCES",
    "PACKS",
    "Instrument",
    "MeasureSource",
    "Pack",
    "PackProblem",
    "PackRefused",
    "build",
    "check_pack",
    "library_instruments",
    "load_instrument",
    "load_pack",
    "pack_folder",
    "shipped_packs",
    "to_data",
    "write_pack",
]
