"""What the sub-pages of a case read: plan, readings, outcomes, team, progress."""

from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Prefetch, Q, QuerySet

from snodo.domain.casework import access, states
from snodo.domain.casework.models import (
    Assessment,
    Case,
    CaseEvent,
    CaseParty,
    CaseTeamMember,
    Commitment,
    CriticalIssue,
    Goal,
    NextStep,
    Outcome,
    Plan,
    PlanSignature,
    Support,
)
from snodo.domain.instruments.models import Instrument
from snodo.domain.network.models import Membership, Organisation
from snodo.domain.network.states import Role
from snodo.domain.people import queries as people
from snodo.domain.people.models import HouseholdMember, Person
from snodo.domain.people.states import GuardianPower
from snodo.domain.programmes.models import ActivityKind, Phase, ProgrammeInstrument
from snodo.kernel import clock
from snodo.kernel.actor import Actor


def plans_of(case: Case) -> list[Plan]:
    """All versions, the latest first."""
    return list(case.plans.order_by("-number"))


def whole_plan(plan: Plan) -> list[Goal]:
    """Goals with their commitments and supports. Three statements, whatever the length."""
    commitments = Commitment.objects.select_related("member").order_by("created_at")
    supports = Support.objects.select_related("organisation", "activity_kind").order_by("created_at")
    return list(
        plan.goals.order_by("position").prefetch_related(
            Prefetch("commitments", commitments), Prefetch("supports", supports)
        )
    )


def signatures_of(plan: Plan) -> list[PlanSignature]:
    """Who signed."""
    return list(plan.signatures.select_related("organisation", "plan__case__person").order_by("created_at"))


def goals_visible_to(actor: Actor) -> QuerySet[Goal]:
    """Goals of plans the actor may see."""
    return Goal.objects.filter(plan__case__in=access.cases_visible_to(actor)).select_related("plan__case")


def persons_in(case: Case) -> QuerySet[Person]:
    """Whom the case is about: one person, or the present members of the household."""
    if case.person_id is not None:
        return Person.objects.filter(pk=case.person_id)
    members = HouseholdMember.objects.filter(people.together(), household=case.household)
    return Person.objects.filter(pk__in=members.values("person"))


def bodies_around(case: Case) -> QuerySet[Organisation]:
    """Bodies that take part, for choosing who gives a support."""
    parties = CaseParty.objects.filter(access.parties_in_force(), case=case).exclude(
        function=states.PartyFunction.SENDER
    )
    return Organisation.objects.filter(pk__in=parties.values("organisation")).order_by("name")


def bodies_of_programme(case: Case) -> QuerySet[Organisation]:
    """Bodies with an act in force in the programme."""
    acts = access.acts_in_force().filter(programme_id=case.programme_id)
    return Organisation.objects.filter(pk__in=acts.values("organisation")).order_by("name")


def _workers() -> QuerySet[Membership]:
    return (
        Membership.objects.filter(role__in=[Role.OPERATOR, Role.COORDINATOR], ended_on__isnull=True)
        .select_related("user", "organisation")
        .order_by("organisation__name", "user__last_name", "user__first_name")
    )


def team_of(case: Case) -> list[CaseTeamMember]:
    """Present and past, the present first."""
    return list(
        case.team.select_related("membership__user", "membership__organisation").order_by(
            "-ended_on", "started_on", "created_at"
        )
    )


def parties_of(case: Case) -> list[CaseParty]:
    """Present and past bodies."""
    return list(case.parties.select_related("organisation").order_by("-ended_on", "started_on", "created_at"))


def colleagues_in_team(case: Case) -> QuerySet[Membership]:
    """Who is in the team today."""
    team = CaseTeamMember.objects.filter(access.in_force(), case=case)
    return _workers().filter(pk__in=team.values("membership"))


def colleagues_to_add(case: Case) -> QuerySet[Membership]:
    """Who works in a body around the case and is not in the team."""
    team = CaseTeamMember.objects.filter(access.in_force(), case=case)
    around = bodies_around(case).order_by()
    return _workers().filter(organisation__in=around.values("pk")).exclude(pk__in=team.values("membership"))


def colleagues_for_handover(case: Case) -> QuerySet[Membership]:
    """Who could take the responsibility: those who work in a body of the programme."""
    return (
        _workers()
        .filter(organisation__in=bodies_of_programme(case).order_by().values("pk"))
        .exclude(pk=case.responsible_id)
    )


def phases_of(case: Case) -> list[Phase]:
    return list(Phase.objects.filter(action_id=case.action_id).order_by("position"))


def activity_kinds_of(case: Case) -> QuerySet[ActivityKind]:
    return ActivityKind.objects.filter(programme_id=case.programme_id).order_by("title")


# Readings


def instruments_of(case: Case) -> list[Instrument]:
    """The instruments of the action that are filled in on a case; referral and territory sheets are not."""
    return [
        use.instrument
        for use in ProgrammeInstrument.objects.filter(action_id=case.action_id)
        .exclude(purpose__in=["referral_sheet", "territory_sheet", "territory_collection"])
        .select_related("instrument")
        .order_by("purpose", "instrument__title")
    ]


def readings_of(case: Case) -> QuerySet[Assessment]:
    """All readings of a case, the latest first."""
    return (
        Assessment.objects.filter(case=case)
        .select_related("response__instrument", "author__user", "author__organisation")
        .order_by("-read_on", "-created_at")
    )


@dataclass(slots=True)
class Comparison:
    """Several readings with one instrument, side by side."""

    instrument: Instrument
    readings: list[Assessment] = field(default_factory=list)


def comparison(case: Case, code: str) -> Comparison | None:
    """All readings made with an instrument, oldest first."""
    readings = list(
        readings_of(case).filter(response__instrument__code=code).order_by("read_on", "created_at")
    )
    return Comparison(readings[-1].response.instrument, readings) if readings else None


# Outcomes, issues, progress


def outcome_kinds(case: Case) -> dict[str, dict[str, Any]]:
    """The kinds of outcome of the programme, by code. Needs the programme loaded."""
    return {word["code"]: word for word in case.programme.definition.get("outcome_kinds") or []}


def outcomes_of(case: Case) -> list[Outcome]:
    return list(
        Outcome.objects.filter(case=case)
        .select_related("evidence", "person")
        .order_by("-happened_on", "-created_at")
    )


def outcomes_visible_to(actor: Actor) -> QuerySet[Outcome]:
    return Outcome.objects.filter(case__in=access.cases_visible_to(actor)).select_related("case__programme")


def issues_of(case: Case) -> list[CriticalIssue]:
    return list(
        CriticalIssue.objects.filter(case=case)
        .select_related("owner__user", "owner__organisation")
        .order_by("closed_on", "due_on", "created_at")
    )


def network_story(case: Case) -> QuerySet[CaseEvent]:
    """What the body that sent the person reads."""
    return CaseEvent.objects.filter(case=case, audience=states.Audience.NETWORK).order_by(
        "-at", "-created_at"
    )


def words_of(programme_definition: dict[str, Any], field_name: str) -> dict[str, str]:
    """Code and title of a list of words of the programme: target groups, barriers, outcome kinds."""
    return {word["code"]: word["title"] for word in programme_definition.get(field_name) or []}


def promises_kept(plan: Plan) -> dict[str, int]:
    """How many promises of a plan stand in each state."""
    tally: dict[str, int] = defaultdict(int)
    for model in (Commitment, Support):
        for state in model.objects.filter(goal__plan=plan).values_list("state", flat=True):
            tally[state] += 1
    return dict(tally)


def due_steps(case: Case) -> QuerySet[NextStep]:
    """What is due on a case, soonest first."""
    return (
        NextStep.objects.filter(case=case, state=states.StepState.DUE)
        .select_related("membership__user", "organisation")
        .order_by("due_on", "created_at")
    )


def steps_open(case: Case) -> int:
    return int(case.steps.filter(Q(state=states.StepState.DUE)).count())


def who_signs_for(actor: Actor, case: Case) -> str:
    """Who decides of the path for the person of a case, to be proposed where the plan is signed."""
    if case.person is None:
        return ""
    rows = people.guardians_of(actor, case.person).filter(people.holding_on(clock.today()))
    return next((str(one.name) for one in rows if GuardianPower.PATH in one.powers), "")
