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

from snodo.domain.people.likeness.sounds import heard

UNDATED = "undated"
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
        del found["pair"]
        # Who is stored without a date, and who has the two names exchanged.
        found["pair_days"] += [_number("pair_days", *pair, UNDATED) for pair in _pairs(firsts, lasts)]
        date = _date(born)
        found["first_date"] += [_number("first_date", word, date) for word in lasts]
        found["last_date"] += [_number("last_date", word, date) for word in firsts]
    return {name: sorted(set(numbers)) for name, numbers in found.items() if numbers}


def _blocks(
    firsts: tuple[str, ...], lasts: tuple[str, ...], born: datetime.date | None, phone: str
) -> dict[str, list[int]]:
    pairs = list(_pairs(firsts, lasts))
    found: dict[str, list[int]] = {name: [] for name in COLUMNS}
    found["pair"] = [_number("pair", *pair) for pair in pairs]
    if phone:
        found["phone"] = [_number("phone", phone)]
    if born is None:
        found["pair_days"] = [_number("pair_days", *pair, UNDATED) for pair in pairs]
        return found
    day, month, year = str(born.day), str(born.month), str(born.year)
    days = "-".join(sorted((day, month)))
    date = _date(born)
    found["pair_days"] = [_number("pair_days", *pair, days) for pair in pairs]
    found["pair_month"] = [_number("pair_month", *pair, month, year) for pair in pairs]
    found["pair_day"] = [_number("pair_day", *pair, day, year) for pair in pairs]
    found["first_date"] = [_number("first_date", word, date) for word in firsts]
    found["last_date"] = [_number("last_date", word, date) for word in lasts]
    return found


def _pairs(firsts: tuple[str, ...], lasts: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    for first, last in product(firsts or [""], lasts or [""]):
        if first or last:
            yield (first, last) if first < last else (last, first)


def _date(born: datetime.date) -> str:
    return f"{born.year}-{'-'.join(sorted((str(born.day), str(born.month))))}"


@lru_cache(maxsize=50_000)
def _number(*parts: str) -> int:
    """64 bits, signed as PostgreSQL keeps them. Not secret: the names lie beside it in the same database."""
    return int.from_bytes(blake2b("|".join(parts).encode(), digest_size=8).digest(), "big", signed=True)
