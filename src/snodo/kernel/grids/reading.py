"""What kind of table a file is, by its content; and the reader for it."""

from snodo.kernel.grids import archive, delimited, ods, xlsx
from snodo.kernel.grids.archive import LOCKED
from snodo.kernel.grids.shapes import NOTHING, UNKNOWN, Grid, refused

MAX_BYTES = 10 * 1024 * 1024
_OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_LOCKED_NAME = "EncryptedPackage".encode("utf-16-le")
TOO_HEAVY = f"Il file pesa più di {MAX_BYTES // 1_048_576} MB: dividilo in più file."
OLD = "Questo è un file XLS di una vecchia versione di Excel: aprilo e salvalo come XLSX."


def read_grid(content: bytes, *, most: int) -> Grid:
    """The first sheet that has something written, at most `most` lines. Raises InputRefused under "file"."""
    if not content:
        raise refused("Il file è vuoto: controlla di aver scelto quello giusto.")
    if len(content) > MAX_BYTES:
        raise refused(TOO_HEAVY)
    if content.startswith(_OLD_OFFICE):
        raise refused(LOCKED if _LOCKED_NAME in content else OLD)
    if content.startswith(b"PK"):
        return _office(content, most)
    if content.startswith((b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"{\\rtf", b"MZ", b"\x7fELF", b"\x1f\x8b")):
        raise refused(UNKNOWN)
    grid = delimited.read(content, most)
    if not grid.lines:
        raise refused(NOTHING)
    return grid


def _office(content: bytes, most: int) -> Grid:
    with archive.opened(content) as parts:
        if parts.has("xl/workbook.xml"):
            return xlsx.read(parts, most)
        if parts.has("content.xml"):
            if b"encryption-data" in parts.read("META-INF/manifest.xml"):
                raise refused(LOCKED)
            return ods.read(parts, most)
    raise refused(UNKNOWN)
