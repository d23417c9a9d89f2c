"""Where a person's file stands on its way out. Services: data protection has checked and written down."""

import datetime

from django.db import transaction

from snodo.domain.people import events
from snodo.domain.people.actions.checks import save_checked
from snodo.domain.people.actions.naming import sort_key
from snodo.domain.people.models import Person
from snodo.domain.people.models.persons import IDENTIFYING
from snodo.domain.people.states import KEEPING
from snodo.kernel import clock
from snodo.kernel.actor import Actor

# What statistics need, and nothing that tells who it was: sex, year of birth, municipality.
_BLANK = tuple(name for name in IDENTIFYING if name not in ("birth_date", "municipality", "quarter"))


@transaction.atomic
def freeze_person(*, person: Person, actor: Actor) -> Person:
    """From now on nobody reads the file; nothing is lost. Raises TransitionRefused."""
    return _move(person, "freeze", actor)


@transaction.atomic
def thaw_person(*, person: Person, actor: Actor) -> Person:
    """The file is in use again, as it was. Raises TransitionRefused."""
    return _move(person, "thaw", actor)


@transaction.atomic
def leave_to_statistics(*, person: Person, actor: Actor) -> Person:
    """The row stays, and with it the numbers; who it was is gone for good. Raises TransitionRefused."""
    found = _locked(person)
    found.keeping = KEEPING.target(found.keeping, "strip")
    for one in (found, *Person.objects.select_for_update(of=("self",)).filter(merged_into=found)):
        _strip(one)
    events.keeping_changed.send(sender=Person, person=found, actor=actor)
    return found


def _strip(person: Person) -> None:
    for name in _BLANK:
        setattr(person, name, "")
    person.language, person.quarter, person.restricted_since = "", None, None
    if person.birth_date is not None:
        person.birth_date = datetime.date(person.birth_date.year, 1, 1)
    alias = f"Persona {person.pk.hex[-8:].upper()}"
    person.last_name, person.pseudonym = ("", alias) if person.protected else (alias, "")
    person.search_name = sort_key(person)
    save_checked(person)


@transaction.atomic
def restrict_person(*, person: Person, actor: Actor) -> Person:
    """Kept and shown, used by nobody (GDPR art. 18)."""
    found = _locked(person)
    if found.restricted_since is None:
        found.restricted_since = clock.today()
        found.save(update_fields=["restricted_since"])
    return found


@transaction.atomic
def lift_restriction(*, person: Person, actor: Actor) -> Person:
    """What was only kept may be used again."""
    found = _locked(person)
    found.restricted_since = None
    found.save(update_fields=["restricted_since"])
    return found


def _move(person: Person, verb: str, actor: Actor) -> Person:
    found = _locked(person)
    found.keeping = KEEPING.target(found.keeping, verb)
    found.save(update_fields=["keeping"])
    events.keeping_changed.send(sender=Person, person=found, actor=actor)
    return found


def _locked(person: Person) -> Person:
    found: Person = Person.objects.select_for_update(of=("self",)).get(pk=person.pk)
    return found
