"""Finding persons by name or code."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, TypeVar

from django.db.models import Exists, Model, OuterRef, Q, QuerySet

from snodo.domain.people import access
from snodo.domain.people.keys import Span
from snodo.domain.people.models import (
    Person,
    PersonIdentifier,
    PersonNameKey,
)
from snodo.domain.people.states import IdentifierKind
from snodo.kernel import crypto, identifiers
from snodo.kernel.actor import Actor
from snodo.kernel.text import search_form

MOST_WORDS = 6

Row = TypeVar("Row", bound=Model)

# Search


def search_people(actor: Actor, text: str, limit: int = 20) -> list[Person]:
    """Persons of mine whose name has all the words typed (as beginnings), or who bear this code."""
    return list(matching(access.people_visible_to(actor), text).order_by("search_name", "id")[:limit])


@dataclass(frozen=True, slots=True)
class Sought:
    """What was typed, as it is compared: the words as beginnings of names, the whole as a code."""

    words: tuple[Span, ...] = ()
    fingerprint: str = ""

    @classmethod
    def of(cls, text: str) -> "Sought":
        words = search_form(text).split()[:MOST_WORDS]
        fingerprint = code_fingerprint(IdentifierKind.CODICE_FISCALE, text) if words else ""
        return cls(tuple(Span.of(word) for word in words), fingerprint)


def matching(rows: QuerySet[Row], sought: str | Sought, *, person: str = "pk") -> QuerySet[Row]:
    """Those of `rows` whose person is found by these words; all of them when nothing is typed.

    `person` is the column that leads to the person: rows of a circle are found as people are.
    """
    sought = Sought.of(sought) if isinstance(sought, str) else sought
    if not sought.words:
        return rows
    found: Any = Q()
    for word in sought.words:
        found &= Exists(PersonNameKey.objects.filter(person=OuterRef(person), key__from=word))
    if sought.fingerprint:
        found |= Exists(
            PersonIdentifier.objects.filter(
                person=OuterRef(person), fingerprint=sought.fingerprint, person__protected=False
            )
        )
    return rows.filter(found)


# Codes


def code_fingerprint(kind: str, value: str) -> str:
    """What is stored to find a code again: equal for all variants of one codice fiscale; "" if malformed."""
    if kind == IdentifierKind.NONE or not value.strip():
        return ""
    checked = identifiers.person_code(kind, value)
    return crypto.blind_index(checked.canonical, kind) if checked.ok else ""


def code_warnings(person: Person, kind: str, value: str) -> list[str]:
    """What is worth a second look about a code, beside what is known of the person. Never bars the way."""
    if kind == IdentifierKind.NONE:
        return []
    checked = identifiers.person_code(
        kind,
        value,
        birth_date=person.birth_date,
        sex=person.sex,
        birth_place=person.birth_place,
        first_name=person.first_name,
        last_name=person.last_name,
    )
    warnings = checked.warnings
    fingerprint = code_fingerprint(kind, value)
    others = PersonIdentifier.objects.filter(fingerprint=fingerprint, person__protected=False)
    if fingerprint and others.exclude(person=person).exists():
        warnings.append("Questo codice risulta già di un'altra persona della rete: controlla che sia giusto.")
    return warnings


def fingerprints(codes: Iterable[str]) -> list[str]:
    """The fingerprints of codes of unknown kind."""
    found = [
        code_fingerprint(kind, code)
        for code in codes
        for kind in IdentifierKind.values
        if kind != IdentifierKind.NONE
    ]
    return [fingerprint for fingerprint in found if fingerprint]
