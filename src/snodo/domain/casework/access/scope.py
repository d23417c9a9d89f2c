"""Which cases an actor may see, and in which relation a body may stand to one today."""

from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from snodo.domain.casework.models import Case, CaseParty, CaseTeamMember, OwnNote
from snodo.domain.casework.states import PartyFunction
from snodo.domain.network.states import Role
from snodo.domain.people import states as people
from snodo.domain.people.access import refusals
from snodo.domain.people.models import HouseholdMember
from snodo.domain.programmes.models import ProgrammePartner
from snodo.domain.programmes.states import PartnerRole
from snodo.kernel import clock
from snodo.kernel.actor import Actor

WORKING_ROLES = frozenset({Role.OPERATOR, Role.COORDINATOR})

# In force today


def in_force() -> Q:
    """Team members who are there today; from the day of the end they are not."""
    today = clock.today()
    return Q(started_on__lte=today) & (Q(ended_on__isnull=True) | Q(ended_on__gt=today))


def parties_in_force() -> Q:
    """Bodies around a case today: not gone, and within the time they were let in for."""
    return in_force() & (Q(until__isnull=True) | Q(until__gte=clock.today()))


def acts_in_force() -> QuerySet[ProgrammePartner]:
    """Partners of a programme whose act holds today."""
    today = clock.today()
    return ProgrammePartner.objects.filter(act_from__lte=today, act_until__gte=today)


def organisation_has_act(programme_id: UUID, organisation_id: UUID) -> bool:
    """Whether a body works in a programme today."""
    return acts_in_force().filter(programme_id=programme_id, organisation_id=organisation_id).exists()


def my_parties(actor: Actor) -> QuerySet[CaseParty]:
    return CaseParty.objects.filter(
        parties_in_force(), case=OuterRef("pk"), organisation_id=actor.organisation_id
    )


def my_team(actor: Actor) -> QuerySet[CaseTeamMember]:
    return CaseTeamMember.objects.filter(in_force(), case=OuterRef("pk"), membership_id=actor.membership_id)


def my_acts(actor: Actor, *roles: str) -> QuerySet[ProgrammePartner]:
    acts = acts_in_force().filter(programme=OuterRef("programme"), organisation_id=actor.organisation_id)
    return acts.filter(role__in=roles) if roles else acts


def act_over(actor: Actor, programme: str = "programme") -> Q:
    """Rows of a programme in which the actor's body had an act and has none today.

    Whoever never had one (a guest at a table, a school) is let in by other rules, and is not touched.
    """
    mine = ProgrammePartner.objects.filter(
        programme=OuterRef(programme), organisation_id=actor.organisation_id
    )
    today = clock.today()
    holds = mine.filter(act_from__lte=today, act_until__gte=today)
    return Q(Exists(mine.filter(act_until__lt=today))) & ~Q(Exists(holds))


def _kept_out(actor: Actor, purpose: str = people.SharingPurpose.PATH) -> Exists:
    """Somebody the case is about does not want the actor's body on the path.

    Parties end with a refusal by themselves; this is for who sees a case without taking part.
    """
    today = clock.today()
    members = HouseholdMember.objects.filter(
        Q(ended_on__isnull=True) | Q(ended_on__gt=today),
        household=OuterRef(OuterRef("household")),
        person=OuterRef("person"),
    )
    refused = refusals(purpose).filter(organisation_id=actor.organisation_id)
    return Exists(refused.filter(Q(person=OuterRef("person")) | Exists(members)))


def cases_kept_from(actor: Actor, purpose: str) -> QuerySet[Case]:
    """Cases of which somebody keeps the actor's body out, for this purpose."""
    return Case.objects.filter(_kept_out(actor, purpose))


# Which cases


def cases_visible_to(actor: Actor) -> QuerySet[Case]:
    """Operators: where they are in the team. Co-ordinators: where their body takes part or leads.

    A body that sent the person sees `progress_visible_to` only. All other roles see no case.
    """
    party = Exists(my_parties(actor).exclude(function=PartyFunction.SENDER)) & Exists(my_acts(actor))
    if actor.has_role(Role.OPERATOR):
        return Case.objects.filter(party, Exists(my_team(actor)), frozen=False)
    if actor.has_role(Role.COORDINATOR):
        return Case.objects.filter(frozen=False).filter(
            party | Exists(my_acts(actor, PartnerRole.LEAD)) & ~_kept_out(actor)
        )
    return Case.objects.none()


def cases_in_reach(actor: Actor) -> QuerySet[Any]:
    """Ids, some perhaps twice, among which a co-ordinator's cases are: where the body takes part or leads.

    A place to look, quick even where few of very many are theirs. It says nothing of who may see them.
    """
    parties = CaseParty.objects.filter(parties_in_force(), organisation_id=actor.organisation_id)
    led = acts_in_force().filter(organisation_id=actor.organisation_id, role=PartnerRole.LEAD)
    cases = Case.objects.filter(programme__in=led.values("programme"))
    return parties.values_list("case_id").union(cases.values_list("pk"), all=True)


def cases_of_my_team(actor: Actor) -> QuerySet[Case]:
    """Those in whose team the actor is: what concerns a protected person is for them alone."""
    return cases_visible_to(actor).filter(Exists(my_team(actor)))


def progress_visible_to(actor: Actor) -> QuerySet[Case]:
    """The body that sent the person follows how it goes: phase, lines for the network, whom to call."""
    if not actor.has_role(Role.REFERRER, *WORKING_ROLES):
        return Case.objects.none()
    sent = my_parties(actor).filter(function=PartyFunction.SENDER)
    return Case.objects.filter(Exists(sent), Exists(my_acts(actor)), frozen=False)


def own_notes_of(actor: Actor) -> QuerySet[OwnNote]:
    """The actor's own working notes, on cases they may still see. Nobody else's, for any role."""
    mine = OwnNote.objects.filter(membership_id=actor.membership_id, case__in=cases_visible_to(actor))
    return mine.select_related("case")
