"""When a person becomes protected, the desk keeps nothing that says who they are."""

import re
from collections.abc import Iterable

from django.db import transaction
from django.db.models import F, Func, TextField, Value

from snodo.domain.desk.models import Access, Contact
from snodo.domain.people.models import Person
from snodo.kernel.actor import Actor


@transaction.atomic
def conceal_contact(*, person: Person, known_as: Iterable[str], actor: Actor) -> None:
    """The chosen name goes; where notes say a name they say the pseudonym.

    A service: it follows `people.protect_person`, which has checked and logged.
    """
    Contact.objects.filter(person=person).update(nickname="", nickname_key="")
    accesses = Access.objects.filter(person=person)
    for name in sorted(known_as, key=len, reverse=True):
        found = rf"\m{re.escape(name)}\M"
        accesses.filter(note__iregex=found).update(note=_said("note", found, person.pseudonym))
        accesses.filter(next_step__iregex=found).update(next_step=_said("next_step", found, person.pseudonym))


def _said(field: str, found: str, instead: str) -> Func:
    return Func(
        F(field),
        Value(found),
        Value(instead),
        Value("gi"),
        function="regexp_replace",
        output_field=TextField(),
    )
