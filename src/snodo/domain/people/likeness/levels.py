"""How near two descriptions are, respect by respect: words, not numbers."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import NamedTuple

from snodo.domain.people.likeness.nearness import nearness
from snodo.domain.people.likeness.sounds import form_of, sound, words_of

EXACT, SOUND, NEAR, ENDING, PART = "exact", "sound", "near", "ending", "part"
FAINT, DIFFER, MISSING = "faint", "differ", "missing"
SWAPPED, DIGIT, CLOSE, SAME = "swapped", "digit", "close", "same"
STRAIGHT, CROSSED = "straight", "crossed"
FEW, SOME, SEVERAL, MANY, UNASKED = "few", "some", "several", "many", "unasked"
# Up to so many people of one name in the network the name tells nearly by itself; above, hardly.
_NAMESAKES = ((2, FEW), (4, SOME), (10, SEVERAL))
# Above this, two spellings are a slip of one; below the other, the same sound is a coincidence.
SLIP, COINCIDENCE = 0.88, 0.7
# Two slips in a short name; below this it is another name.
TWO_SLIPS = 0.76
_RANK = {EXACT: 6, PART: 5, SOUND: 4, NEAR: 3, ENDING: 2, FAINT: 1, MISSING: 0, DIFFER: -1}


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of somebody, as it is compared. Codes are keyed prints, places and homes are ids."""

    first_name: str
    last_name: str
    lived_name: str = ""
    born: datetime.date | None = None
    phone: str = ""
    codes: frozenset[str] = frozenset()
    tax_codes: frozenset[str] = frozenset()  # the definitive ones among them
    sex: str = ""
    birth_place: str = ""
    municipality: str = ""
    households: frozenset[str] = frozenset()
    firsts: tuple[str, ...] = field(init=False)
    last: str = field(init=False)

    def __post_init__(self) -> None:
        firsts = (form_of(name) for name in (self.first_name, self.lived_name))
        object.__setattr__(self, "firsts", tuple(dict.fromkeys(name for name in firsts if name)))
        object.__setattr__(self, "last", form_of(self.last_name))

    def at_home(self, households: Iterable[str]) -> "Facts":
        """The same, with whom they live."""
        return replace(self, households=frozenset(households))

    def said(self) -> list[str]:
        """All that is compared, always in the same order."""
        parts = (self.first_name, self.last_name, self.lived_name, str(self.born or ""), self.phone)
        places = (self.sex, self.birth_place, self.municipality)
        return [*parts, *places, *sorted(self.codes), *sorted(self.households)]


class Levels(NamedTuple):
    """One word for each respect."""

    first: str
    last: str
    order: str
    date: str
    code: str
    phone: str
    sex: str
    place: str
    municipality: str
    household: str
    namesakes: str


def compare(one: Facts, other: Facts, namesakes: int = 0) -> Levels:
    """Respect by respect. `namesakes`: how many of the network are called like either, as it is heard."""
    first, last, order = _names(one, other)
    date = _date(one.born, other.born)
    return Levels(
        first=first,
        last=last,
        order=order,
        date=date,
        code=_code(one, other),
        phone=_equal(one.phone, other.phone),
        sex=_equal(one.sex, other.sex),
        place=_place(one.birth_place, other.birth_place),
        municipality=_equal(one.municipality, other.municipality),
        household=SAME if one.households & other.households else MISSING,
        namesakes=_rarity(namesakes) if date in (MISSING, DIGIT, CLOSE) else UNASKED,
    )


def _rarity(namesakes: int) -> str:
    """Asked where the date does not tell: a rare name twice is one person, a common one is two."""
    return next((level for most, level in _NAMESAKES if namesakes <= most), MANY)


def _names(one: Facts, other: Facts) -> tuple[str, str, str]:
    """First name, surname, and whether they had to be exchanged to agree."""
    first = _best(one.firsts, other.firsts)
    last = name_level(one.last, other.last)
    if _RANK[first] + _RANK[last] >= _RANK[NEAR] * 2:
        return first, last, STRAIGHT
    crossed_first = _best(one.firsts, (other.last,))
    if _RANK[crossed_first] < _RANK[NEAR]:
        return first, last, STRAIGHT
    crossed_last = _best((one.last,), other.firsts)
    if _RANK[crossed_last] < _RANK[NEAR]:
        return first, last, STRAIGHT
    return crossed_first, crossed_last, CROSSED


def _best(ones: tuple[str, ...], others: tuple[str, ...]) -> str:
    if len(ones) == len(others) == 1:  # hardly anybody has a lived name
        return name_level(ones[0], others[0])
    found = [name_level(one, other) for one in ones for other in others]
    return max(found, key=_RANK.__getitem__, default=MISSING)


@lru_cache(maxsize=50_000)
def name_level(one: str, other: str) -> str:
    """How near two names are, each of one or more words."""
    if not one or not other:
        return MISSING
    if one == other:
        return EXACT
    mine, theirs = words_of(one), words_of(other)
    whole, whole_other = "".join(mine), "".join(theirs)
    if whole == whole_other:
        return EXACT
    if set(mine) <= set(theirs) or set(theirs) <= set(mine):
        return PART
    near = nearness(whole, whole_other)
    if near >= SLIP and whole[:-1] == whole_other[:-1] and {whole[-1], whole_other[-1]} <= set("aeio"):
        return ENDING
    heard, heard_other = [sound(word) for word in mine], [sound(word) for word in theirs]
    if near >= COINCIDENCE and "".join(heard) == "".join(heard_other):
        return SOUND
    if near >= SLIP:
        return NEAR
    return _word_level(mine, theirs)


def _word_level(mine: tuple[str, ...], theirs: tuple[str, ...]) -> str:
    """Of several words, one may have been left out and the other written otherwise."""
    if len(mine) == len(theirs) == 1:
        return FAINT if nearness(mine[0], theirs[0]) >= TWO_SLIPS else DIFFER
    best = max((nearness(word, other) for word in mine for other in theirs if len(word) > 2), default=0.0)
    return PART if best >= SLIP else DIFFER


def _date(one: datetime.date | None, other: datetime.date | None) -> str:
    if one is None or other is None:
        return MISSING
    if one == other:
        return EXACT
    if (one.year, one.month, one.day) == (other.year, other.day, other.month):
        return SWAPPED
    left, right = one.isoformat(), other.isoformat()
    wrong = [place for place in range(len(left)) if left[place] != right[place]]
    if len(wrong) == 1 or (
        len(wrong) == 2 and left[wrong[0]] == right[wrong[1]] and left[wrong[1]] == right[wrong[0]]
    ):
        return DIGIT
    same = (one.year == other.year) + (one.month == other.month) + (one.day == other.day)
    return CLOSE if same == 2 else DIFFER


def _code(one: Facts, other: Facts) -> str:
    if one.codes & other.codes:
        return SAME
    return DIFFER if one.tax_codes and other.tax_codes else MISSING


def _equal(one: str, other: str) -> str:
    if not one or not other:
        return MISSING
    return SAME if one == other else DIFFER


def _place(one: str, other: str) -> str:
    if not one or not other:
        return MISSING
    left, right = form_of(one), form_of(other)
    return SAME if left == right or nearness(left, right) >= SLIP else DIFFER
