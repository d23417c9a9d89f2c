"""Who reads the diary, who writes in it, and who reads which persons were there."""

from django.db.models import QuerySet

from snodo.domain.community.models import ActivityParticipant, NetworkActivity
from snodo.domain.network.access import require
from snodo.domain.network.states import Role
from snodo.domain.people.access import people_visible_to
from snodo.kernel.actor import Actor

__all__ = [
    "activities_visible_to",
    "can_change",
    "can_mark",
    "can_plan",
    "participants_visible_to",
    "require",
]

WORKING = (Role.COORDINATOR, Role.OPERATOR)
PLANS = (*WORKING, Role.ADMINISTRATOR, Role.REFERRER)


def activities_visible_to(actor: Actor) -> QuerySet[NetworkActivity]:
    """The diary holds nobody's data: all the network reads it."""
    return NetworkActivity.objects.filter(network_id=actor.network_id)


def can_plan(actor: Actor) -> bool:
    """Whoever works in a body of the network."""
    return actor.has_role(*PLANS)


def can_change(actor: Actor, activity: NetworkActivity) -> bool:
    """The body that promotes it."""
    return can_plan(actor) and activity.organisation_id == actor.organisation_id


def can_mark(actor: Actor) -> bool:
    """Each body marks its own people, at any activity: who was there is not the promoter's to know."""
    return actor.has_role(*WORKING)


def participants_visible_to(actor: Actor) -> QuerySet[ActivityParticipant]:
    """Marked by one's own body, of persons one sees. A protected person is in no list of who was where."""
    rows: QuerySet[ActivityParticipant] = ActivityParticipant.objects.filter(
        organisation_id=actor.organisation_id, person__protected=False
    )
    if not can_mark(actor):
        return rows.none()
    return rows.filter(person__in=people_visible_to(actor))
