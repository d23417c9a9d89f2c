"""A whole crowd judged on every core: each process is born of this one, and has the crowd already.

What goes between them is as little as can be: numbers in rows, one sign for each pair.
"""

from __future__ import annotations

import gc
from array import array
from collections.abc import Callable, Iterable
from itertools import chain
from multiprocessing import get_context
from typing import Any

from snodo.domain.people.likeness import Tier, compare, likeness
from tests.bench.crowd import Row
from tests.bench.learning import Keys, Pair, candidates, facts_of, keys_of, namesakes

TIERS = list(Tier)
SIGNS = {tier: place for place, tier in enumerate(TIERS)}
SLICES = 8  # for each core: who is done first takes the next
_held: dict[str, Any] = {}


def judged(rows: list[Row], cores: int) -> list[tuple[Pair, Tier]]:
    """Every pair the blocks bring together, each once, with how sure it is."""
    gc.collect()
    gc.freeze()
    gc.disable()  # nothing here points back at itself; to look through a million numbers takes a second
    try:
        _held["rows"] = rows
        keys = list(chain.from_iterable(map(_opened, _shared(_keys, _slices(len(rows), cores), cores))))
        pairs = candidates(keys)
        _held.update(pairs=pairs, alike=namesakes(keys))
        signs = b"".join(_shared(_tiers, _slices(len(pairs), cores), cores))
        return [(pair, TIERS[sign]) for pair, sign in zip(pairs, signs, strict=True)]
    finally:
        _held.clear()
        gc.enable()
        gc.unfreeze()


def _shared(work: Callable[[range], Any], slices: list[range], cores: int) -> Iterable[Any]:
    with get_context("fork").Pool(cores) as pool:
        return pool.map(work, slices, chunksize=1)


def _slices(count: int, cores: int) -> list[range]:
    size = max(1, -(-count // (cores * SLICES)))
    return [range(start, min(start + size, count)) for start in range(0, count, size)]


def _keys(places: range) -> array[int]:
    """Of each: the pair of names, how many numbers it lies under and is looked for by, and all of those."""
    flat: array[int] = array("q")
    for place in places:
        keys = keys_of(_held["rows"][place])
        flat.extend((keys.pair or 0, len(keys.stored), len(keys.sought), *keys.stored, *keys.sought))
    return flat


def _opened(flat: array[int]) -> Iterable[Keys]:
    start = 0
    while start < len(flat):
        pair, lies, looked = flat[start : start + 3]
        middle = start + 3 + lies
        end = middle + looked
        yield Keys(pair or None, flat[start + 3 : middle], flat[middle:end])
        start = end


def _tiers(places: range) -> bytes:
    rows, alike = _held["rows"], _held["alike"]
    pairs = _held["pairs"][places.start : places.stop]
    known = {place: facts_of(rows[place]) for pair in pairs for place in pair}
    return bytes(
        SIGNS[likeness(compare(known[one], known[other], max(alike[one], alike[other]))).tier]
        for one, other in pairs
    )
