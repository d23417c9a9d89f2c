"""Who may see a case, which parts of it, and who may change it.

One source: `cases_with_standing` finds the cases an actor may see and writes on each row how the actor
stands to it. The booleans read the same standing, so that list and rule can never differ.
"""

from dataclasses import dataclass, field
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce, JSONObject

from snodo.domain.casework.models import Case, CaseEvent, CaseParty, CaseTeamMember, Handover, OwnNote
from snodo.domain.casework.states import (
    ALL_SECTIONS,
    Audience,
    CaseState,
    HandoverState,
    PartyFunction,
    Section,
    TeamFunction,
    Viewpoint,
)
from snodo.domain.network.models import Organisation
from snodo.domain.network.states import Capability, Role
from snodo.domain.people import duties
from snodo.domain.people import states as people
from snodo.domain.people.access import refusals
from snodo.domain.people.duties import Duty
from snodo.domain.people.models import HouseholdMember
from snodo.domain.programmes.models import ProgrammePartner
from snodo.domain.programmes.states import PartnerRole, ProgrammeState
from snodo.kernel import clock
from snodo.kernel.actor import Actor
from snodo.kernel.errors import NotAllowed

NOT_YOURS = "Questo percorso è seguito da altri: per cambiarlo bisogna far parte dell'équipe."
WORKING_ROLES = frozenset({Role.OPERATOR, Role.COORDINATOR})
HEALTH = frozenset({people.Section.HEALTH.value})
LEAD_SECTIONS = frozenset(ALL_SECTIONS) - {Section.DIARY, Section.GUIDANCE}


def require(allowed: bool, sentence: str = NOT_YOURS) -> None:
    """Raises NotAllowed with the sentence unless the rule says yes."""
    if not allowed:
        raise NotAllowed(sentence)


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


def _my_parties(actor: Actor) -> QuerySet[CaseParty]:
    return CaseParty.objects.filter(
        parties_in_force(), case=OuterRef("pk"), organisation_id=actor.organisation_id
    )


def _my_team(actor: Actor) -> QuerySet[CaseTeamMember]:
    return CaseTeamMember.objects.filter(in_force(), case=OuterRef("pk"), membership_id=actor.membership_id)


def _my_acts(actor: Actor, *roles: str) -> QuerySet[ProgrammePartner]:
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


def _kept_out(actor: Actor) -> Exists:
    """Somebody the case is about does not want the actor's body on the path.

    Parties end with a refusal by themselves; this is for who sees a case without taking part.
    """
    today = clock.today()
    members = HouseholdMember.objects.filter(
        Q(ended_on__isnull=True) | Q(ended_on__gt=today),
        household=OuterRef(OuterRef("household")),
        person=OuterRef("person"),
    )
    refused = refusals(people.SharingPurpose.PATH).filter(organisation_id=actor.organisation_id)
    return Exists(refused.filter(Q(person=OuterRef("person")) | Exists(members)))


# Which cases


def cases_visible_to(actor: Actor) -> QuerySet[Case]:
    """Operators: where they are in the team. Co-ordinators: where their body takes part or leads.

    A body that sent the person sees `progress_visible_to` only. All other roles see no case.
    """
    party = Exists(_my_parties(actor).exclude(function=PartyFunction.SENDER)) & Exists(_my_acts(actor))
    if actor.has_role(Role.OPERATOR):
        return Case.objects.filter(party, Exists(_my_team(actor)))
    if actor.has_role(Role.COORDINATOR):
        return Case.objects.filter(party | Exists(_my_acts(actor, PartnerRole.LEAD)) & ~_kept_out(actor))
    return Case.objects.none()


def cases_of_my_team(actor: Actor) -> QuerySet[Case]:
    """Those in whose team the actor is: what concerns a protected person is for them alone."""
    return cases_visible_to(actor).filter(Exists(_my_team(actor)))


def progress_visible_to(actor: Actor) -> QuerySet[Case]:
    """The body that sent the person follows how it goes: phase, lines for the network, whom to call."""
    if not actor.has_role(Role.REFERRER, *WORKING_ROLES):
        return Case.objects.none()
    sent = _my_parties(actor).filter(function=PartyFunction.SENDER)
    return Case.objects.filter(Exists(sent), Exists(_my_acts(actor)))


def cases_with_standing(actor: Actor) -> QuerySet[Case]:
    """The visible cases; each row says how the actor stands to it. Read it with `Standing.of`."""
    return cases_visible_to(actor).annotate(
        my_parties=ArraySubquery(
            _my_parties(actor).values(party=JSONObject(function="function", sees="sees"))
        ),
        my_team_function=Subquery(_my_team(actor).values("function")[:1]),
        i_lead=Exists(_my_acts(actor, PartnerRole.LEAD)),
        programme_state=F("programme__state"),
        of_protected=Coalesce(F("person__protected"), False),
    )


@dataclass(frozen=True, slots=True)
class Standing:
    """How an actor stands to one case they may see."""

    role: str
    organisation_id: UUID
    state: str
    concluded: bool
    team_function: str | None = None
    leads: bool = False
    protected: bool = False
    functions: frozenset[str] = frozenset()
    sections: frozenset[str] = field(default_factory=frozenset)

    @classmethod
    def of(cls, actor: Actor, case: Case) -> "Standing":
        """From a row of `cases_with_standing`."""
        parties = case.my_parties  # type: ignore[attr-defined]
        functions = frozenset(party["function"] for party in parties)
        team: str | None = case.my_team_function  # type: ignore[attr-defined]
        leads = bool(case.i_lead) and actor.has_role(Role.COORDINATOR)  # type: ignore[attr-defined]
        return cls(
            role=actor.role,
            organisation_id=actor.organisation_id,
            state=case.state,
            concluded=case.programme_state == ProgrammeState.CONCLUDED,  # type: ignore[attr-defined]
            team_function=team,
            leads=leads,
            protected=case.of_protected,  # type: ignore[attr-defined]
            functions=functions,
            sections=_sections(functions, [s for party in parties for s in party["sees"]], team, leads),
        )

    @property
    def in_team(self) -> bool:
        return self.team_function is not None

    @property
    def is_responsible(self) -> bool:
        return self.team_function == TeamFunction.RESPONSIBLE

    @property
    def coordinates(self) -> bool:
        """Co-ordinates the body that is responsible for the case."""
        return self.role == Role.COORDINATOR and PartyFunction.RESPONSIBLE in self.functions

    @property
    def closed(self) -> bool:
        return self.state == CaseState.CLOSED

    # Rules

    @property
    def sees_work(self) -> bool:
        """Where the person works: of a protected one only the team knows."""
        return self.in_team or not self.protected

    @property
    def can_write(self) -> bool:
        return (self.in_team or self.coordinates) and not self.closed and not self.concluded

    @property
    def can_follow_up(self) -> bool:
        """What comes after the end (an outcome, a note) can still be written."""
        return (self.in_team or self.coordinates) and not self.concluded

    @property
    def can_steer(self) -> bool:
        """Phase, suspension, closing, team and sharing: the responsible one or who co-ordinates."""
        return (self.is_responsible or self.coordinates) and not self.closed and not self.concluded

    @property
    def can_hand_over(self) -> bool:
        return (self.can_steer or self.leads) and not self.closed and not self.concluded

    def sees(self, section: str) -> bool:
        return section in self.sections

    @property
    def restricted(self) -> frozenset[str]:
        """Reserved sections that may be opened on purpose: each opening is written down."""
        if not self.in_team:
            return frozenset()
        if PartyFunction.RESPONSIBLE in self.functions:
            return people.ALL_SECTIONS
        return HEALTH if PartyFunction.CLINICAL in self.functions else frozenset()


def _sections(functions: frozenset[str], sees: list[str], team: str | None, leads: bool) -> frozenset[str]:
    """All for the responsible body; for others what was agreed, and the diary for those in the team."""
    if PartyFunction.RESPONSIBLE in functions:
        return frozenset(ALL_SECTIONS)
    seen = {Section.PROGRESS.value, *sees}
    if team is not None:
        seen.add(Section.DIARY)
    if PartyFunction.CLINICAL in functions:
        seen.add(Section.GUIDANCE)
    if leads:
        seen |= LEAD_SECTIONS
    return frozenset(seen)


def standing(actor: Actor, case: Case) -> Standing | None:
    """How the actor stands to a case today, read afresh; None for a case they may not see."""
    row = cases_with_standing(actor).filter(pk=case.pk).first()
    return Standing.of(actor, row) if row is not None else None


def viewpoints_of(actor: Actor, case: Case) -> frozenset[str]:
    """From which side the actor may write what matters for work.

    Who cares: the team of a body with the clinical side of the case that is entitled to it. Who follows the
    work: the team of the responsible body; of both, where that body is a health service.
    """
    found = standing(actor, case)
    if found is None or not found.in_team or not found.can_write:
        return frozenset()
    sides = set()
    clinical = Organisation.objects.get(pk=actor.organisation_id).can(Capability.CLINICAL)
    if clinical and found.functions & {PartyFunction.CLINICAL, PartyFunction.RESPONSIBLE}:
        sides.add(Viewpoint.CLINICAL.value)
    if PartyFunction.RESPONSIBLE in found.functions:
        sides.add(Viewpoint.WORK.value)
    return frozenset(sides)


def own_notes_of(actor: Actor) -> QuerySet[OwnNote]:
    """The actor's own working notes, on cases they may still see. Nobody else's, for any role."""
    mine = OwnNote.objects.filter(membership_id=actor.membership_id, case__in=cases_visible_to(actor))
    return mine.select_related("case")


# The person's file: what people ask of who knows the paths


def file_duties(actor: Actor) -> list[Duty]:
    """Who is in the team of the responsible body has the whole file, who has the clinical side the health.

    Both read after the end of a path as `Standing.restricted` lets them; they write while it is open.
    """
    if not actor.has_role(*WORKING_ROLES):
        return []
    mine = Case.objects.filter(Exists(_my_team(actor)), Exists(_my_acts(actor)))
    open_ = ~Q(state=CaseState.CLOSED)
    keeps = mine.filter(Exists(_my_parties(actor).filter(function=PartyFunction.RESPONSIBLE)))
    cares = mine.filter(Exists(_my_parties(actor).filter(function=PartyFunction.CLINICAL)))
    return [
        Duty(_people_of(mine), frozenset({duties.KNOW}), frozenset()),
        Duty(_people_of(keeps), frozenset({duties.READ}), people.ALL_SECTIONS),
        Duty(_people_of(keeps.filter(open_)), frozenset({duties.WRITE, duties.GRANT}), people.ALL_SECTIONS),
        Duty(_people_of(cares), frozenset({duties.READ}), HEALTH),
        Duty(_people_of(cares.filter(open_)), frozenset({duties.WRITE}), HEALTH),
    ]


def _people_of(cases: QuerySet[Case]) -> Q:
    """Whom these cases are about: a condition on persons."""
    today = clock.today()
    members = HouseholdMember.objects.filter(
        Q(ended_on__isnull=True) | Q(ended_on__gt=today),
        household__in=cases.filter(household__isnull=False).values("household"),
    )
    return Q(pk__in=cases.filter(person__isnull=False).values("person")) | Q(pk__in=members.values("person"))


# Booleans


def can_see_case(actor: Actor, case: Case) -> bool:
    return cases_visible_to(actor).filter(pk=case.pk).exists()


def can_write_case(actor: Actor, case: Case) -> bool:
    """Write the plan, readings, notes: the team, and who co-ordinates the responsible body."""
    found = standing(actor, case)
    return found is not None and found.can_write


def can_follow_up(actor: Actor, case: Case) -> bool:
    """Write what came after the end too."""
    found = standing(actor, case)
    return found is not None and found.can_follow_up


def can_move_phase(actor: Actor, case: Case) -> bool:
    found = standing(actor, case)
    return found is not None and found.can_steer


def can_suspend_case(actor: Actor, case: Case) -> bool:
    return can_move_phase(actor, case)


def can_close_case(actor: Actor, case: Case) -> bool:
    return can_move_phase(actor, case)


def can_manage_team(actor: Actor, case: Case) -> bool:
    return can_move_phase(actor, case)


def can_propose_handover(actor: Actor, case: Case) -> bool:
    """The responsible one, who co-ordinates their body, or the lead of the programme."""
    found = standing(actor, case)
    return found is not None and found.can_hand_over


def handovers_to_answer(actor: Actor) -> QuerySet[Handover]:
    """Offers of responsibility that wait for this actor: to them, or to their body if they co-ordinate it."""
    offers = Handover.objects.filter(state=HandoverState.PROPOSED)
    if actor.has_role(Role.COORDINATOR):
        return offers.filter(
            Q(to_membership_id=actor.membership_id) | Q(to_organisation_id=actor.organisation_id)
        )
    if actor.has_role(Role.OPERATOR):
        return offers.filter(to_membership_id=actor.membership_id)
    return offers.none()


def can_answer_handover(actor: Actor, handover: Handover) -> bool:
    return handovers_to_answer(actor).filter(pk=handover.pk).exists()


def can_open_case(actor: Actor, programme_id: UUID, organisation_id: UUID) -> bool:
    """Who works in the body that takes charge, or co-ordinates the lead of the programme."""
    if not actor.has_role(*WORKING_ROLES):
        return False
    if actor.organisation_id == organisation_id:
        return organisation_has_act(programme_id, organisation_id)
    lead = acts_in_force().filter(
        programme_id=programme_id, organisation_id=actor.organisation_id, role=PartnerRole.LEAD
    )
    return actor.has_role(Role.COORDINATOR) and lead.exists()


def can_message(actor: Actor, case: Case) -> bool:
    """The team and the body that sent the person write to each other."""
    return can_follow_up(actor, case) or progress_visible_to(actor).filter(pk=case.pk).exists()


# Parts of a case


def sections_seen(actor: Actor, case: Case) -> frozenset[str]:
    """Which sections of a case the actor reads; the sender reads the progress only."""
    found = standing(actor, case)
    if found is not None:
        return found.sections
    if progress_visible_to(actor).filter(pk=case.pk).exists():
        return frozenset({Section.PROGRESS.value})
    return frozenset()


def audiences_seen(sections: frozenset[str]) -> list[str]:
    """Which lines of the story these sections let one read."""
    if Section.DIARY in sections:
        return [Audience.TEAM.value, Audience.NETWORK.value]
    return [Audience.NETWORK.value] if Section.PROGRESS in sections else []


def events_visible_to(actor: Actor, case: Case) -> QuerySet[CaseEvent]:
    """The lines of the story this actor may read."""
    return CaseEvent.objects.filter(case=case, audience__in=audiences_seen(sections_seen(actor, case)))
