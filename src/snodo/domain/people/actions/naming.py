"""How a person is sorted, found, and found alike: rewritten whenever what it is made of changes."""

import datetime
from dataclasses import asdict

from django.db.models import Q

from snodo.domain.people.keys import list_key, name_keys
from snodo.domain.people.likeness import blocks_of
from snodo.domain.people.models import (
    MatchKeys,
    PairQuestion,
    Person,
    PersonIdentifier,
    PersonNameKey,
    PossiblePair,
)
from snodo.domain.people.states import IdentifierKind
from snodo.kernel import identifiers
from snodo.kernel.tenancy import erase


def sort_key(person: Person) -> str:
    """The place in lists: by surname; of a protected person by the pseudonym."""
    if person.protected:
        return list_key(person.pseudonym, "")
    return list_key(person.last_name, person.lived_name or person.first_name)


def rewrite_keys(person: Person) -> None:
    """A protected person is found by the pseudonym only, and is never alike to anybody."""
    wanted = name_keys((person.pseudonym, "")) if person.protected else name_keys(*_names(person))
    standing = set(PersonNameKey.objects.filter(person=person).values_list("key", flat=True))
    PersonNameKey.objects.filter(person=person, key__in=standing - wanted).delete()
    PersonNameKey.objects.bulk_create(
        [PersonNameKey(person=person, key=key) for key in sorted(wanted - standing)]
    )
    rewrite_match_keys(person)


def _names(person: Person) -> list[tuple[str, str]]:
    """Those of the person, and those of the files that became part of theirs."""
    names = []
    for one in (person, *Person.objects.filter(merged_into=person)):
        names.append((one.first_name, one.last_name))
        if one.lived_name:
            names.append((one.lived_name, one.last_name))
    return names


def rewrite_match_keys(person: Person) -> None:
    """The numbers by which somebody alike is found; those that changed are looked at again in the night."""
    if person.protected:
        erase(MatchKeys.objects.filter(person=person))
        pairs = PossiblePair.objects.filter(Q(one=person) | Q(other=person))
        erase(PairQuestion.objects.filter(pair__in=list(pairs)))
        erase(pairs)
        return
    told = None if person.birth_date is not None else _told_by_code(person)
    wanted = asdict(blocks_of(person.first_name, person.last_name, person.birth_date or told, person.phone))
    standing = MatchKeys.objects.filter(person=person).first() or MatchKeys(person=person)
    for name, number in wanted.items():
        setattr(standing, name, number)
    standing.born, standing.compared = told, False
    standing.save()


def _told_by_code(person: Person) -> datetime.date | None:
    codes = PersonIdentifier.objects.filter(person=person, kind=IdentifierKind.CODICE_FISCALE)
    code = codes.order_by("ended_on", "-started_on").first()
    return identifiers.birth_date_of(code.value) if code is not None else None
