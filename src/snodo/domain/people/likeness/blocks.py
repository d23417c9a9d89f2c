"""The few numbers by which somebody alike is found among a million, each an indexed column.

Two descriptions of one person are hardly ever wrong in everything at once. So each number joins two or
three things that are seldom wrong together: both names as they are heard, with one part of the birth date;
one name with the whole date; the telephone. Days and months are joined in either order, for they are
exchanged often. Names are exchanged too: the two are sorted.
"""

import datetime
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields
from functools import lru_cache
from hashlib import blake2b
from itertools import product
from typing import NamedTuple

from snodo.domain.people.likeness.sounds import heard

UNDATED = 1  # as no date is
# Of one number so many are looked at: a telephone of a whole house tells nothing any more.
MOST = 100


@dataclass(frozen=True, slots=True)
class Blocks:
    """One value for each column; None where what it is made of is not known."""

    pair: int | None = None  # both names
    pair_days: int | None = None  # both names, day and month in either order; or: no date known
    pair_month: int | None = None  # both names, month and year
    pair_day: int | None = None  # both names, day and year
    first_date: int | None = None
    last_date: int | None = None
    phone: int | None = None


COLUMNS = tuple(one.name for one in fields(Blocks))


def blocks_of(first_name: str, last_name: str, born: datetime.date | None, phone: str) -> Blocks:
    """What is stored of a person."""
    first, last = heard(first_name)[:1], heard(last_name)[:1]
    values = {name: found[0] for name, found in _blocks(first, last, born, phone).items() if found}
    return Blocks(**values)


def sought_blocks(
    first_names: Iterable[str], last_name: str, born: datetime.date | None, phone: str
) -> dict[str, list[int]]:
    """Where to look for somebody: every word of the names may be the one that is stored.

    Who is called so and was born on a day in nothing alike is somebody else, unless code or telephone tell.
    Of a common name there are hundreds: where the date is known, they are not even fetched.
    """
    firsts = tuple(word for name in first_names for word in heard(name))
    lasts = heard(last_name)
    found = _blocks(firsts, lasts, born, phone)
    if born is not None:
        # Who is stored without a date, and who has the two names exchanged.
        found["pair_days"] += [_dated("pair_days", pair, UNDATED) for pair in found.pop("pair")]
        date = _date(born)
        found["first_date"] += [_dated("first_date", _number(word), date.whole) for word in lasts]
        found["last_date"] += [_dated("last_date", _number(word), date.whole) for word in firsts]
    return {name: sorted(set(numbers)) for name, numbers in found.items() if numbers}


def _blocks(
    firsts: tuple[str, ...], lasts: tuple[str, ...], born: datetime.date | None, phone: str
) -> dict[str, list[int]]:
    pairs = [_number(*pair) for pair in _pairs(firsts, lasts)]
    found = {"pair": pairs, "phone": [_number("phone", phone)] if phone else []}
    if born is None:
        return {**found, "pair_days": [_dated("pair_days", pair, UNDATED) for pair in pairs]}
    date = _date(born)
    return {
        **found,
        "pair_days": [_dated("pair_days", pair, date.days) for pair in pairs],
        "pair_month": [_dated("pair_month", pair, date.month) for pair in pairs],
        "pair_day": [_dated("pair_day", pair, date.day) for pair in pairs],
        "first_date": [_dated("first_date", _number(word), date.whole) for word in firsts],
        "last_date": [_dated("last_date", _number(word), date.whole) for word in lasts],
    }


def _pairs(firsts: tuple[str, ...], lasts: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    for first, last in product(firsts or [""], lasts or [""]):
        if first or last:
            yield (first, last) if first < last else (last, first)


class _Date(NamedTuple):
    """A birth date as small numbers: day and month in either order, each with the year, and all of it."""

    days: int
    month: int
    day: int
    whole: int


@lru_cache(maxsize=50_000)
def _date(born: datetime.date) -> _Date:
    low, high = sorted((born.day, born.month))
    days = low * 32 + high
    return _Date(days, born.year * 32 + born.month, born.year * 32 + born.day, born.year * 1_024 + days)


@lru_cache(maxsize=50_000)
def _number(*words: str) -> int:
    """64 bits. Not secret: the names lie beside it in the same database."""
    return int.from_bytes(blake2b("|".join(words).encode(), digest_size=8).digest(), "big", signed=True)


def _dated(column: str, number: int, date: int) -> int:
    """Number and date as one number, spread over 64 bits, signed as PostgreSQL keeps them."""
    return (number + date * _SPREAD[column] + _HALF) % _WHOLE - _HALF


_HALF, _WHOLE = 1 << 63, 1 << 64
# Odd, so that no two dates become one; of each column its own.
_SPREAD = {name: _number("spread", name) | 1 for name in COLUMNS}
