"""What is written of a person and of a household."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import BooleanField, Exists, ExpressionWrapper, OuterRef, Q, QuerySet

from snodo.domain.network.models import Organisation
from snodo.domain.people import access
from snodo.domain.people.models import (
    Household,
    HouseholdMember,
    InformationGiven,
    Person,
    PersonCircle,
    PersonIdentifier,
    SharingChoice,
)
from snodo.domain.people.states import Relation
from snodo.kernel import clock
from snodo.kernel.actor import Actor

# One person


def identifiers_of(person: Person) -> list[PersonIdentifier]:
    """All codes a person has had, the present ones first. Opening `value` is a read to be written down."""
    return list(person.identifiers.order_by("ended_on", "-started_on").defer("value"))


def information_given_to(person: Person) -> list[InformationGiven]:
    """What was explained, the latest first."""
    return list(
        InformationGiven.objects.filter(person=person)
        .select_related("given_by__user", "given_by__organisation")
        .order_by("-given_on", "-created_at")
    )


def sharing_choices_of(person: Person, *, history: bool = False) -> list[SharingChoice]:
    """What the person chose, body by body."""
    choices = SharingChoice.objects.filter(person=person).select_related("organisation")
    if not history:
        choices = choices.filter(superseded=False)
    return list(choices.order_by("superseded", "organisation__name", "-decided_on", "-created_at"))


def sharing_allowed(person: Person, organisation: Organisation, purpose: str) -> bool | None:
    """Whether the person agreed to this; None when they were never asked."""
    choice = (
        SharingChoice.objects.filter(
            person=person, organisation=organisation, purpose=purpose, superseded=False
        )
        .order_by("-decided_on")
        .first()
    )
    if choice is None:
        return None
    expired = choice.valid_until is not None and choice.valid_until < clock.today()
    return choice.choice == "agreed" and not expired


def circle_of(person: Person) -> list[PersonCircle]:
    """The bodies that may see the person today, and why."""
    return list(
        PersonCircle.objects.filter(access.circle_in_force(), person=person)
        .select_related("organisation")
        .order_by("organisation__name", "reason")
    )


# Households


def present() -> Q:
    """Members of a household who have not left."""
    return Q(ended_on__isnull=True) | Q(ended_on__gt=clock.today())


def together() -> Q:
    """Members of whom a path of the household speaks: who is hidden from the others stays out of it.

    The reference adult is never left out: the household was taken in charge around them.
    """
    return present() & (Q(hidden=False) | Q(relation=Relation.REFERENCE))


ORDER = {"reference": 0, "partner": 1, "parent": 2, "child": 3, "sibling": 4, "other": 5}


@dataclass(frozen=True, slots=True)
class Member:
    """A place in a household; `person` is None when the actor may not see them."""

    row: HouseholdMember
    person: Person | None
    kept: bool = False  # the actor decides who may know of them
    since: datetime.date | None = None  # in the household without a break, whatever their place in it
    together_since: datetime.date | None = None  # and living with the others


def members_seen_by(actor: Actor, household: Household) -> list[Member]:
    """Who is in the household today: those one may see by name, the others only as members.

    Who is hidden from those who follow the others is not even counted.
    """
    return members_over_time(actor, household)[0]


def members_over_time(actor: Actor, household: Household) -> tuple[list[Member], list[Member]]:
    """Who is in the household today, and who was before.

    Of those who left only who may be seen by name is told; of a protected person who left, only their team
    knows: an old family beside a pseudonym would say who they are.
    """
    rows = list(
        access.members_visible_to(actor)
        .filter(household=household)
        .select_related("person")
        .order_by("-relation", "started_on", "created_at")
    )
    visible = access.people_visible_to(actor).filter(pk__in=[row.person_id for row in rows])
    mine = ExpressionWrapper(access.kept_by(actor), output_field=BooleanField())
    seen = dict(visible.annotate(mine=mine).values_list("pk", "mine"))
    rows.sort(key=lambda row: ORDER.get(row.relation, 9))
    places = [
        Member(
            row,
            row.person if row.person_id in seen else None,
            seen.get(row.person_id, False),
            _unbroken(row, rows),
            _unbroken(row, [one for one in rows if one.cohabiting]) if row.cohabiting else None,
        )
        for row in rows
    ]
    today = clock.today()
    inside = [one for one in places if one.row.ended_on is None or one.row.ended_on > today]
    gone = [one for one in places if one.row.ended_on is not None and one.row.ended_on <= today]
    told = [one for one in gone if one.kept or (one.person is not None and not one.person.protected)]
    return inside, sorted(told, key=lambda one: one.row.ended_on or today, reverse=True)


def _unbroken(row: HouseholdMember, rows: Iterable[HouseholdMember]) -> datetime.date:
    """Since when, through rows of the same person of which each begins where the one before ended."""
    since: datetime.date = row.started_on
    ended = {one.ended_on: one.started_on for one in rows if one.person_id == row.person_id and one.ended_on}
    while since in ended and ended[since] < since:
        since = ended[since]
    return since


def references_of(household: str = "pk") -> QuerySet[HouseholdMember]:
    """Adults of reference that stand today, seen or not; `household` is the name of the link, for Exists."""
    return HouseholdMember.objects.filter(
        present(), household=OuterRef(household), relation=Relation.REFERENCE
    )


def has_reference(household: Household) -> bool:
    """Whether an adult of reference stands in it today, seen or not. Asks no access rule."""
    return Household.objects.filter(Exists(references_of()), pk=household.pk).exists()
