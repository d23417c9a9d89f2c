"""Finding the one person who was named exactly: never a list, never somebody alike."""

import datetime
from typing import Any

from django.db.models import Exists, OuterRef

from snodo.domain.people.models import Person, PersonIdentifier, ProtectedIdentity
from snodo.domain.people.queries.search import fingerprints
from snodo.kernel.text import search_form


def exactly(
    *, code: str = "", first_name: str = "", last_name: str = "", birth_date: datetime.date | None = None
) -> Person | None:
    """The only person of the network with this code, or with this whole name and birth date.

    Two with the same name and day give nobody: who asks must have the code. Asks no access rule: who calls
    must neither show nor hint what was found without one.
    """
    found: Any = Person.objects.none()
    if code.strip():
        marks = fingerprints([code])
        if marks:
            bears = PersonIdentifier.objects.filter(person=OuterRef("pk"), fingerprint__in=marks)
            found = Person.objects.filter(Exists(bears))
    elif first_name.strip() and last_name.strip() and birth_date:
        found = Person.objects.filter(birth_date=birth_date)
    people = list(found.order_by("pk"))
    if not code.strip():
        people = [person for person in people if _named(person, first_name, last_name)]
    return people[0] if len(people) == 1 else None


def protected_exactly(*, code: str = "", pseudonym: str = "") -> Person | None:
    """The only protected person with this code, or of this whole pseudonym; never found by their true name.

    Asks no access rule, like `exactly`.
    """
    found: Any = Person.objects.filter(protected=True)
    if code.strip():
        marks = fingerprints([code])
        sealed = ProtectedIdentity.objects.filter(person=OuterRef("pk"), prints__overlap=marks)
        found = found.filter(Exists(sealed)) if marks else found.none()
    else:
        found = found.filter(search_name=search_form(pseudonym)) if pseudonym.strip() else found.none()
    people = list(found.order_by("pk")[:2])
    return people[0] if len(people) == 1 else None


def _named(person: Person, first_name: str, last_name: str) -> bool:
    first = {search_form(person.first_name), search_form(person.lived_name)} - {""}
    return search_form(first_name) in first and search_form(last_name) == search_form(person.last_name)
