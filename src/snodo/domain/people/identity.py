"""The sealed identity as plain data: what goes in, what comes out, by which hashes it is noticed."""

import datetime
from collections.abc import Iterable, Mapping
from typing import Any

from snodo.domain.network.models import Territory
from snodo.domain.people.models import Person
from snodo.domain.people.models.persons import DECADE, IDENTIFYING
from snodo.kernel import crypto
from snodo.kernel.text import search_form

CODES = "codes"
HOUSEHOLDS = "households"
SHORTEST_NAME = 3
_LINKS = ("municipality", "quarter")


def taken_from(person: Person) -> dict[str, Any]:
    """What the row says of who the person is, as it can be sealed; empty values left out."""
    facts: dict[str, Any] = {}
    for name in IDENTIFYING:
        value = getattr(person, f"{name}_id" if name in _LINKS else name)
        if value:
            facts[name] = value.isoformat() if isinstance(value, datetime.date) else str(value)
    return facts


def empty(person: Person) -> None:
    """Nothing identifying is left on the row."""
    for name in IDENTIFYING:
        setattr(person, name, None if name in (*_LINKS, "birth_date") else "")


def decade_of(facts: Mapping[str, Any]) -> int | None:
    """The decade of birth, all that counts may know of an age; None while the birth is not known."""
    born = str(facts.get("birth_date", ""))[:4]
    return int(born) - int(born) % DECADE if born.isdigit() else None


def give_back(person: Person, facts: Mapping[str, Any]) -> None:
    """Write on the row what was sealed."""
    for name in IDENTIFYING:
        value = facts.get(name)
        if not value:
            continue
        if name == "birth_date":
            person.birth_date = datetime.date.fromisoformat(value)
        elif name in _LINKS:
            setattr(person, name, Territory.objects.filter(pk=value).first())
        else:
            setattr(person, name, value)


def known_as(facts: Mapping[str, Any]) -> list[str]:
    """The names by which texts may speak of them, the longest first: whole, and the parts long enough."""
    last = facts.get("last_name", "")
    firsts = [facts[name] for name in ("lived_name", "first_name") if facts.get(name)]
    names = {f"{first} {last}".strip() for first in firsts} | {f"{last} {first}".strip() for first in firsts}
    names |= {part for part in (last, *firsts) if len(part) >= SHORTEST_NAME}
    return sorted(names, key=len, reverse=True)


def prints(
    first_names: Iterable[str], last_name: str, birth_date: str, codes: Iterable[str], phone: str = ""
) -> list[str]:
    """Keyed hashes: of each code (made by the caller), of name with birth date, of the telephone."""
    found = set(codes)
    for first in first_names:
        name = " ".join(sorted(search_form(f"{first} {last_name}").split()))
        if first and last_name and birth_date:
            found.add(crypto.blind_index(f"{name}|{birth_date}", "protected_name"))
        if first and last_name:
            found.add(crypto.blind_index(name, "protected_name"))
    if phone:
        found.add(crypto.blind_index(phone, "protected_phone"))
    return sorted(found)
