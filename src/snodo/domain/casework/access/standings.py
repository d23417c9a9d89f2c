"""How an actor stands to one case: read with the row, asked by every rule.

`cases_with_standing` finds the cases an actor may see and writes on each row how the actor stands to it. The
booleans read the same standing, so that list and rule can never differ.
"""

from dataclasses import dataclass, field
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, F, QuerySet, Subquery
from django.db.models.functions import Coalesce, JSONObject

from snodo.domain.casework.access.scope import cases_visible_to, my_acts, my_parties, my_team
from snodo.domain.casework.models import Case
from snodo.domain.casework.states import ALL_SECTIONS, CaseState, PartyFunction, Section, TeamFunction
from snodo.domain.network.states import Role
from snodo.domain.people import states as people
from snodo.domain.programmes.states import PartnerRole, ProgrammeState
from snodo.kernel.actor import Actor

HEALTH = frozenset({people.Section.HEALTH.value})
LEAD_SECTIONS = frozenset(ALL_SECTIONS) - {Section.DIARY, Section.GUIDANCE}


def cases_with_standing(actor: Actor) -> QuerySet[Case]:
    """The visible cases; each row says how the actor stands to it. Read it with `Standing.of`."""
    return cases_visible_to(actor).annotate(
        my_parties=ArraySubquery(
            my_parties(actor).values(party=JSONObject(function="function", sees="sees"))
        ),
        my_team_function=Subquery(my_team(actor).values("function")[:1]),
        i_lead=Exists(my_acts(actor, PartnerRole.LEAD)),
        programme_state=F("programme__state"),
        of_protected=Coalesce(F("person__protected"), False),
        restricted_since=F("person__restricted_since"),
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
    held_still: bool = False  # the person wants it kept and not used (GDPR art. 18)
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
            held_still=case.restricted_since is not None,  # type: ignore[attr-defined]
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
        return self.can_follow_up and not self.closed

    @property
    def can_follow_up(self) -> bool:
        """What comes after the end (an outcome, a note) can still be written."""
        return (self.in_team or self.coordinates) and not self.concluded and not self.held_still

    @property
    def can_steer(self) -> bool:
        """Phase, suspension, closing, team and sharing: the responsible one or who co-ordinates."""
        may = self.is_responsible or self.coordinates
        return may and not self.closed and not self.concluded and not self.held_still

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
