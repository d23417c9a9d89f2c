"""What a person chose about a body, asked by everything that would let that body see them."""

import datetime
from collections.abc import Collection

from django.db.models import Q

from snodo.domain.network.models import Organisation
from snodo.domain.people import access
from snodo.domain.people.models import Person, SharingChoice
from snodo.domain.people.states import Choice, SharingPurpose
from snodo.kernel import clock


def refusal_sentence(persons: Collection[Person], organisation: Organisation, purpose: str = "") -> str:
    """Why this body may not be told of these persons for this purpose; empty when nothing stands against.

    Without a purpose only a refusal of everything counts. One statement, whatever the number of persons.
    """
    refused = (
        access.refusals(purpose or SharingPurpose.EVERYTHING)
        .filter(person__in=[person.pk for person in persons], organisation=organisation)
        .order_by("decided_on")
        .first()
    )
    if refused is None:
        return ""
    about = next(person for person in persons if person.pk == refused.person_id)
    return (
        f"{about.name} ha scelto di non condividere con {organisation.label} "
        f"({refused.get_purpose_display()}, {refused.decided_on:%d/%m/%Y}). "
        "Se cambia idea, registra la nuova scelta nella sua scheda."
    )


def refused_bodies(persons: Collection[Person], purpose: str) -> set[object]:
    """The bodies that any of these persons keeps out for this purpose."""
    choices = access.refusals(purpose).filter(person__in=[person.pk for person in persons])
    return set(choices.values_list("organisation_id", flat=True))


def agreed_until(person: Person, organisation: Organisation, purpose: str) -> datetime.date | None:
    """Until when the person's explicit yes holds (for ever: the last of days); None without one."""
    agreed = SharingChoice.objects.filter(
        Q(valid_until__isnull=True) | Q(valid_until__gte=clock.today()),
        person=person,
        organisation=organisation,
        purpose=purpose,
        choice=Choice.AGREED,
        superseded=False,
    ).first()
    if agreed is None:
        return None
    return agreed.valid_until or datetime.date.max
