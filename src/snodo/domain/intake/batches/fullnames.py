"""Surname and name written in one cell: taken apart where something says how, else left to a person.

What says it, the strongest first: a comma, the letters of the codice fiscale, a surname in capitals, the
particle of an Italian surname, the heading of the column. A list of given names would guess about who has a
foreign one; it is not among them.
"""

import re
from dataclasses import dataclass

from snodo.domain.intake.batches.unclear import Unclear
from snodo.kernel import identifiers
from snodo.kernel.text import search_form

# Words that begin an Italian surname, hence say where it is. `d'` is written with what follows it.
_ITALIAN = frozenset(
    {"da", "dal", "dalla", "dalle", "de", "degli", "dei", "del", "della", "delle", "dello", "di", "lo"}
)
# They go with the word after them, but may as well be a name by themselves (Li Wei, Nguyen Van Anh).
_AMBIGUOUS = ("la", "le", "li", "el", "al", "ben", "bin", "van", "von", "der", "den", "san", "santa")
_CUT_OFF = ("d", "dell", "dall")  # before an apostrophe
_WITH_NEXT = _ITALIAN.union(_AMBIGUOUS, _CUT_OFF)
_TITLES = frozenset({"sig", "sigra", "signor", "signora", "signore", "dott", "dottssa", "dr", "avv", "ing"})
_TWO_PEOPLE = re.compile(r"[;/&\n+]|\s(?:e|ed)\s")
MOST_WORDS = 6
NUMBERS = "Qui ci sono anche numeri o segni: lascia solo cognome e nome."
TWO = "Sembrano due persone: scrivi una riga per ciascuna."
COMMAS = "C'è più di una virgola: scrivi «Cognome, Nome»."
TOO_LONG = "Ci sono troppe parole per un nome: scrivi «Cognome, Nome»."


@dataclass(frozen=True, slots=True)
class FullName:
    """One way of reading the cell."""

    last: str
    first: str

    @property
    def written(self) -> str:
        """As a list may bear it, so that nobody asks again."""
        return f"{self.last}, {self.first}".strip()


def as_written(written: str) -> FullName:
    """The reading a list bears with a comma."""
    last, _, first = written.partition(",")
    return FullName(last.strip(), first.strip())


def readings(typed: str, *, code: str = "", surname_first: bool | None = None) -> list[FullName]:
    """The ways of reading a cell: one where something says which, more where a person must say it.

    `surname_first`: what the heading of the column says, if it says it. Raises Unclear.
    """
    words = _words(typed)
    if "," in typed:
        return [_at_comma(typed)]
    if len(words) == 1:
        return [FullName(words[0], ""), FullName("", words[0])]
    groups = _groups(words)
    all_ways = _ways(groups, None)
    judged = _by_code(all_ways, code)
    if len(judged) == 1:
        return judged
    told = _by_capitals(words) or _by_particle(groups)
    if told and (not judged or told in judged):
        return [told]
    ways = judged or _ways(groups, surname_first)
    ordered = [one for one in ways if one in _ways(groups, surname_first)]
    return ordered or ways


def _words(typed: str) -> list[str]:
    if _TWO_PEOPLE.search(typed):
        raise Unclear(TWO)
    if typed.count(",") > 1:
        raise Unclear(COMMAS)
    if re.search(r"[\d()@*:_=]", typed):
        raise Unclear(NUMBERS)
    words = typed.split()
    while len(words) > 1 and search_form(words[0]).replace(" ", "") in _TITLES:
        words.pop(0)
    if len(words) > MOST_WORDS:
        raise Unclear(TOO_LONG)
    return words


def _at_comma(typed: str) -> FullName:
    last, _, first = typed.partition(",")
    return FullName(" ".join(_words(last)), " ".join(_words(first)))


def _groups(words: list[str]) -> list[str]:
    """The words between which a surname may end: a particle stays with what follows it."""
    groups: list[str] = []
    open_group = ""
    for word in words:
        open_group = f"{open_group} {word}".strip()
        if search_form(word) not in _WITH_NEXT:
            groups.append(open_group)
            open_group = ""
    if open_group:
        groups.append(open_group)
    return groups if len(groups) > 1 else words


def _ways(groups: list[str], surname_first: bool | None) -> list[FullName]:
    """All of them, the likelier first: of three words the surname is one more often than two."""
    cuts = range(1, len(groups))
    before = [FullName(" ".join(groups[:at]), " ".join(groups[at:])) for at in cuts]
    after = [FullName(" ".join(groups[-at:]), " ".join(groups[:-at])) for at in cuts]
    if surname_first is None:
        return [way for pair in zip(before, after, strict=True) for way in pair]
    return before if surname_first else after


def _by_code(ways: list[FullName], code: str) -> list[FullName]:
    """Those whose letters the code bears; where names were registered otherwise, the surname's alone."""
    parts = identifiers.name_parts_of(code)
    if parts is None:
        return []
    of_last = [one for one in ways if identifiers.surname_letters(one.last) == parts[0]]
    return [one for one in of_last if identifiers.name_letters(one.first) == parts[1]] or of_last


def _by_capitals(words: list[str]) -> FullName | None:
    """ROSSI Maria, Maria DE LUCA: the capitals are the surname, when they stand together at one end."""
    loud = [len(word) > 1 and word.isupper() for word in words]
    number = sum(loud)
    if not 0 < number < len(words):
        return None
    for at, ordered in ((number, loud), (len(words) - number, [not one for one in loud])):
        if all(ordered[:at]) and not any(ordered[at:]):
            begins, ends = " ".join(words[:at]), " ".join(words[at:])
            return FullName(begins, ends) if ordered is loud else FullName(ends, begins)
    return None


def _by_particle(groups: list[str]) -> FullName | None:
    """Maria De Luca, D'Angelo Maria: of two parts, the one with the particle of an Italian surname."""
    if len(groups) != 2:
        return None
    marked = [_has_particle(one) for one in groups]
    if sum(marked) != 1:
        return None
    return FullName(groups[0], groups[1]) if marked[0] else FullName(groups[1], groups[0])


def _has_particle(group: str) -> bool:
    first, *others = search_form(group).split()
    return bool(others) and (first in _ITALIAN or first in _CUT_OFF)
