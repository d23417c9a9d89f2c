"""What activities do when people announce something."""

from typing import Any

from django.db.models import F, Q
from django.dispatch import receiver

from snodo.domain.activities.actions.appointments import call_off
from snodo.domain.activities.actions.groups import take_out
from snodo.domain.activities.models import Appointment, GroupMember
from snodo.domain.activities.states import AppointmentState
from snodo.domain.people import events as people_events
from snodo.domain.people.models import HouseholdMember, SharingChoice
from snodo.domain.people.states import SharingPurpose
from snodo.kernel.actor import Actor


@receiver(people_events.sharing_refused, dispatch_uid="activities.leave_groups")
def leave_groups(*, choice: SharingChoice, actor: Actor, **_: Any) -> None:
    """Nobody stays in a group of a body they keep out, nor waits for a colleague of it."""
    if choice.purpose not in (SharingPurpose.PATH, SharingPurpose.EVERYTHING):
        return
    places = GroupMember.objects.filter(
        person=choice.person, group__organisation=choice.organisation, left_on__isnull=True
    )
    for member in places.select_related("group"):
        take_out(member=member, reason="Scelta della persona", actor=actor)
    for appointment in _appointments(choice):
        call_off(appointment, actor)


def _appointments(choice: SharingChoice) -> list[Appointment]:
    """Those still to come with that body. Who answers for the path goes on until another body accepts."""
    households = HouseholdMember.objects.filter(person=choice.person, ended_on__isnull=True)
    about = Q(person=choice.person) | Q(case__person=choice.person)
    about |= Q(case__household__in=households.values("household"))
    due = Appointment.objects.filter(
        about, state=AppointmentState.PLANNED, operator__organisation=choice.organisation
    ).exclude(case__organisation=F("operator__organisation"))
    return list(due.select_for_update(of=("self",)).select_related("kind", "case"))
