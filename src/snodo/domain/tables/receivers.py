"""What tables do when people announce something."""

from typing import Any

from django.db.models import Q, QuerySet
from django.dispatch import receiver

from snodo.domain.audit import actions as audit
from snodo.domain.casework import actions as casework
from snodo.domain.people import events as people_events
from snodo.domain.people.models import HouseholdMember, SharingChoice
from snodo.domain.people.states import SharingPurpose
from snodo.domain.tables import states
from snodo.domain.tables.actions import guests
from snodo.domain.tables.actions.common import locked
from snodo.domain.tables.models import TableCase, TableGuest
from snodo.kernel.actor import Actor


@receiver(people_events.sharing_refused, dispatch_uid="tables.keep_away")
def keep_away(*, choice: SharingChoice, actor: Actor, **_: Any) -> None:
    """Before the sitting the body's invitations are taken back; its own table loses the case instead."""
    if choice.purpose not in (SharingPurpose.TABLE, SharingPurpose.EVERYTHING):
        return
    guests.shut_points(choice, _items(choice))
    items = (
        _items(choice)
        .filter(table__state__in=states.BEFORE, table__guests__organisation=choice.organisation)
        .distinct()
    )
    for item in items.select_related("table", "case"):
        table = locked(item.table)
        if table.organisation_id == choice.organisation_id:
            casework.close_step(ref=item, outcome="dropped", actor=actor)
            guests.forget_point(item)
        else:
            for guest in TableGuest.objects.filter(table=table, organisation=choice.organisation):
                guests.forget_guest(guest)
        audit.record(
            actor=actor,
            verb="table.refused_by_person",
            subject=table,
            person_id=choice.person_id,
            changes={"organisation": choice.organisation_id},
        )


def _items(choice: SharingChoice) -> QuerySet[TableCase]:
    """Where the person is on an agenda, alone or with the family."""
    households = HouseholdMember.objects.filter(person=choice.person, ended_on__isnull=True)
    about = Q(case__person=choice.person) | Q(case__household__in=households.values("household"))
    return TableCase.objects.filter(about)
