"""Who may see and change what is known of a person: the bodies of the person's circle, and no one else."""

from collections.abc import Callable
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from snodo.domain.network.access import require
from snodo.domain.network.states import Role
from snodo.domain.people.models import Household, HouseholdMember, Person, PersonCircle
from snodo.kernel import clock
from snodo.kernel.actor import Actor

__all__ = [
    "can_edit_household",
    "can_edit_person",
    "can_open_identifiers",
    "can_register",
    "circle_in_force",
    "households_visible_to",
    "people_visible_to",
    "require",
]

SEES_PEOPLE = (Role.COORDINATOR, Role.OPERATOR, Role.REFERRER)
WORKS_WITH_PEOPLE = (Role.COORDINATOR, Role.OPERATOR)


_HELD_UP_BY: list[Callable[[], QuerySet[Any]]] = []


def hold_circle_to(acts: Callable[[], QuerySet[Any]]) -> None:
    """Called once by the context that owns acts: rows of which one must exist, named through OuterRef."""
    _HELD_UP_BY[:] = [acts]


def circle_in_force() -> Q:
    """Rows of a circle that hold today: begun, not ended, and held up by an act where they stand on one."""
    today = clock.today()
    held = Q(started_on__lte=today) & (Q(ended_on__isnull=True) | Q(ended_on__gt=today))
    for acts in _HELD_UP_BY:
        held &= Q(ground_id__isnull=True) | Q(Exists(acts()))
    return held


def _in_circle(actor: Actor) -> Exists:
    return Exists(
        PersonCircle.objects.filter(
            circle_in_force(), organisation_id=actor.organisation_id, person=OuterRef("pk")
        )
    )


def people_visible_to(actor: Actor) -> QuerySet[Person]:
    """Persons in whose circle the actor's body is today, for roles that work with people."""
    people: QuerySet[Person] = Person.objects.filter(network_id=actor.network_id)
    if not actor.has_role(*SEES_PEOPLE):
        return people.none()
    return people.filter(_in_circle(actor))


def households_visible_to(actor: Actor) -> QuerySet[Household]:
    """Households of which the actor may see at least one present member."""
    households: QuerySet[Household] = Household.objects.filter(network_id=actor.network_id)
    if not actor.has_role(*SEES_PEOPLE):
        return households.none()
    today = clock.today()
    members = HouseholdMember.objects.filter(
        Q(ended_on__isnull=True) | Q(ended_on__gt=today),
        household=OuterRef("pk"),
        person__in=people_visible_to(actor),
    )
    return households.filter(Exists(members))


def can_register(actor: Actor) -> bool:
    """Who receives people may write down a new one; who only refers does so with a referral."""
    return actor.has_role(*WORKS_WITH_PEOPLE)


def can_edit_person(actor: Actor, person: Person) -> bool:
    """Who works with people, in a body of the person's circle."""
    return can_register(actor) and people_visible_to(actor).filter(pk=person.pk).exists()


def can_edit_household(actor: Actor, household: Household) -> bool:
    """Who works with people, where at least one member is in their body's circle."""
    return can_register(actor) and households_visible_to(actor).filter(pk=household.pk).exists()


def can_open_identifiers(actor: Actor, person: Person) -> bool:
    """Codes are read in full only by who works with the person; each reading is written down."""
    return can_edit_person(actor, person)
