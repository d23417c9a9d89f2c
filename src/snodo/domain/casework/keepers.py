"""Who keeps the secrets of a person: the team of the body that answers for their path."""

from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from snodo.domain.casework import access
from snodo.domain.casework.models import Case, CaseParty, CaseTeamMember
from snodo.domain.casework.states import PartyFunction
from snodo.domain.network.models import Membership
from snodo.domain.people.models import HouseholdMember
from snodo.domain.people.states import Relation
from snodo.kernel.actor import Actor


def in_my_hands(actor: Actor) -> QuerySet[Case]:
    """Cases the actor is at work on, in the team of the body that answers for them."""
    rows = {"case": OuterRef("pk")}
    team = CaseTeamMember.objects.filter(access.in_force(), membership_id=actor.membership_id, **rows)
    answers = CaseParty.objects.filter(
        access.in_force(), organisation_id=actor.organisation_id, function=PartyFunction.RESPONSIBLE, **rows
    )
    return Case.objects.filter(Exists(team), Exists(answers))


def persons_in_my_hands(actor: Actor) -> Q:
    """The persons of those cases; of a household in charge the reference adult, and who is not hidden."""
    cases = in_my_hands(actor)
    members = HouseholdMember.objects.filter(
        Q(hidden=False) | Q(relation=Relation.REFERENCE), household__in=cases.values("household")
    )
    return Q(pk__in=cases.values("person")) | Q(pk__in=members.values("person"))


def persons_with_path() -> QuerySet[Any]:
    """Ids of persons who have a path of their own."""
    return Case.objects.filter(person__isnull=False).values("person")


def keeping_team(person_id: UUID) -> QuerySet[Membership]:
    """Who accompanies a person today, in the team of the body that answers for the path."""
    answers = CaseParty.objects.filter(
        access.in_force(),
        case=OuterRef("case"),
        organisation=OuterRef("membership__organisation"),
        function=PartyFunction.RESPONSIBLE,
    )
    team = CaseTeamMember.objects.filter(access.in_force(), Exists(answers), case__person=person_id)
    return Membership.objects.filter(pk__in=team.values("membership"))
