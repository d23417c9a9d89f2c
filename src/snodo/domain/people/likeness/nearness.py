"""How near two words are in spelling, from 0 to 1 (Jaro and Winkler). Short names, few pairs: no library."""

from functools import lru_cache

PREFIX, PREFIX_COUNTS = 4, 0.1


@lru_cache(maxsize=50_000)
def nearness(one: str, other: str) -> float:
    """1 for equal words; letters that are near their place count, a common beginning counts more."""
    if one == other:
        return 1.0
    if not one or not other:
        return 0.0
    jaro = _jaro(one, other)
    common = 0
    for left, right in zip(one[:PREFIX], other[:PREFIX], strict=False):
        if left != right:
            break
        common += 1
    return jaro + common * PREFIX_COUNTS * (1 - jaro)


def _jaro(one: str, other: str) -> float:
    reach = max(len(one), len(other)) // 2 - 1
    taken = [False] * len(other)
    matched = []
    for place, letter in enumerate(one):
        for spot in range(max(0, place - reach), min(len(other), place + reach + 1)):
            if not taken[spot] and other[spot] == letter:
                taken[spot] = True
                matched.append(letter)
                break
    if not matched:
        return 0.0
    theirs = [letter for letter, used in zip(other, taken, strict=True) if used]
    moved = sum(left != right for left, right in zip(matched, theirs, strict=True)) / 2
    count = len(matched)
    return (count / len(one) + count / len(other) + (count - moved) / count) / 3
