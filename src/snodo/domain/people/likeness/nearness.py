"""How near two words are in spelling, from 0 to 1 (Jaro and Winkler)."""

from functools import lru_cache

from rapidfuzz.distance import Jaro

PREFIX, PREFIX_COUNTS = 4, 0.1


@lru_cache(maxsize=50_000)
def nearness(one: str, other: str) -> float:
    """1 for equal words; letters that are near their place count, a common beginning counts more.

    Winkler lets the beginning count from 0.7 on; here it always does, so that no pair falls over an edge.
    """
    jaro = Jaro.similarity(one, other)
    common = 0
    for left, right in zip(one[:PREFIX], other[:PREFIX], strict=False):
        if left != right:
            break
        common += 1
    return jaro + common * PREFIX_COUNTS * (1 - jaro)
