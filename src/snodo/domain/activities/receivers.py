"""What activities do when people announce something."""

from typing import Any

from django.dispatch import receiver

from snodo.domain.activities.actions.groups import take_out
from snodo.domain.activities.models import GroupMember
from snodo.domain.people import events as people_events
from snodo.domain.people.models import SharingChoice
from snodo.domain.people.states import SharingPurpose
from snodo.kernel.actor import Actor


@receiver(people_events.sharing_refused, dispatch_uid="activities.leave_groups")
def leave_groups(*, choice: SharingChoice, actor: Actor, **_: Any) -> None:
    """Nobody stays in a group of a body they keep out."""
    if choice.purpose not in (SharingPurpose.PATH, SharingPurpose.EVERYTHING):
        return
    places = GroupMember.objects.filter(
        person=choice.person, group__organisation=choice.organisation, left_on__isnull=True
    )
    for member in places.select_related("group"):
        take_out(member=member, reason="Scelta della persona", actor=actor)
