"""The case with all that hangs on it, in one statement: each part a column of rows."""

from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import CharField, Count, Exists, F, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce, Concat, JSONObject, NullIf

from snodo.domain.casework import access, states
from snodo.domain.casework.models import (
    Assessment,
    Case,
    CaseParty,
    CasePhase,
    CaseSeen,
    CaseSuspension,
    CaseTeamMember,
    CriticalIssue,
    Goal,
    Handover,
    NextStep,
    Outcome,
    Plan,
)
from snodo.domain.documents.models import Document
from snodo.domain.people import queries as people
from snodo.domain.people.models import HouseholdMember, InformationGiven
from snodo.domain.people.states import ALL_SECTIONS
from snodo.domain.programmes.models import NoticeVersion, Phase
from snodo.kernel import clock
from snodo.kernel.actor import Actor

READINGS = 40
WORDS = ("target_groups", "barriers", "outcome_kinds")
OUTER = OuterRef("pk")


def full_name(path: str) -> Concat:
    """Name and surname of a user, in SQL."""
    return Concat(F(f"{path}__first_name"), Value(" "), F(f"{path}__last_name"), output_field=CharField())


def label(path: str) -> Coalesce:
    """The short name of a body where there is one, in SQL."""
    return Coalesce(NullIf(F(f"{path}__short_name"), Value("")), F(f"{path}__name"))


def true_label(path: str) -> Coalesce:
    """The name behind the mask of a sensitive body, for the team of the path."""
    own = (NullIf(F(f"{path}__{name}"), Value("")) for name in ("own_short_name", "own_name"))
    return Coalesce(*own, label(path))


def heads(cases: QuerySet[Case]) -> QuerySet[Case]:
    """With everything a header says, and without the heavy definition of the programme."""
    return cases.select_related(
        "programme",
        "action",
        "phase",
        "person__municipality",
        "household__municipality",
        "parent__household",
        "organisation",
        "responsible__user",
    ).defer("programme__definition", "programme__summary")


def everything(actor: Actor) -> QuerySet[Case]:
    seen = CaseSeen.objects.filter(case=OUTER, membership_id=actor.membership_id)
    suspension = CaseSuspension.objects.filter(case=OUTER, until_day__isnull=True)
    return heads(access.cases_with_standing(actor)).annotate(
        seen_at=Subquery(seen.values("seen_at")[:1]),
        phase_rows=ArraySubquery(phases()),
        stay_rows=ArraySubquery(stays()),
        suspension_row=Subquery(
            suspension.values(row=JSONObject(reason="reason", from_day="from_day", note="note"))[:1]
        ),
        step_rows=ArraySubquery(_steps(actor)),
        team_rows=ArraySubquery(_team()),
        party_rows=ArraySubquery(_parties()),
        reading_rows=ArraySubquery(_readings()),
        radar_row=Subquery(_radar_definition()),
        plan_rows=ArraySubquery(_plans()),
        outcome_rows=ArraySubquery(_outcomes()),
        issue_rows=ArraySubquery(_issues()),
        paper_rows=ArraySubquery(_papers()),
        member_rows=ArraySubquery(_members(actor)),
        handover_row=Subquery(_handover(actor)[:1]),
        notice_now=Subquery(_notice().values("version")[:1]),
        notice_told=Subquery(_told().values("notice_version")[:1]),
        safe_row=people.safe_row("person"),
        word_rows=JSONObject(**{name: f"programme__definition__{name}" for name in WORDS}),
    )


def _notice() -> QuerySet[NoticeVersion]:
    """The notice on data that holds in the programme today."""
    notices = NoticeVersion.objects.filter(programme=OuterRef("programme"))
    return notices.filter(in_force_from__lte=clock.today()).order_by("-version")


def _told() -> QuerySet[InformationGiven]:
    """What the person, or somebody of the household, was told in the programme."""
    members = HouseholdMember.objects.filter(household=OuterRef(OuterRef("household")), ended_on__isnull=True)
    them = Q(person=OuterRef("person")) | Q(person__in=members.values("person"))
    told = InformationGiven.objects.filter(them, ground_id=OuterRef("programme"))
    return told.order_by("-notice_version")


def phases() -> QuerySet[Any]:
    rows = Phase.objects.filter(action=OuterRef("action")).order_by("position")
    return rows.values(row=JSONObject(id="id", title="title", days="expected_days"))


def stays() -> QuerySet[Any]:
    rows = CasePhase.objects.filter(case=OUTER).order_by("entered_on", "created_at")
    return rows.values(row=JSONObject(phase="phase_id", entered="entered_on", left="left_on"))


def _steps(actor: Actor) -> QuerySet[Any]:
    rows = NextStep.objects.filter(case=OUTER, state=states.StepState.DUE).order_by("due_on", "created_at")
    return rows.values(
        row=JSONObject(
            id="id",
            kind="kind",
            title="title",
            due_on="due_on",
            who=full_name("membership__user"),
            membership="membership_id",
            organisation=label("organisation"),
            organisation_id="organisation_id",
            ref_kind="ref_kind",
            ref_id="ref_id",
        )
    )[:30]


def _team() -> QuerySet[Any]:
    rows = CaseTeamMember.objects.filter(access.in_force(), case=OUTER).order_by("started_on", "created_at")
    return rows.values(
        row=JSONObject(
            id="id",
            name=full_name("membership__user"),
            function="function",
            job_title="membership__job_title",
            organisation=label("membership__organisation"),
            true_organisation=true_label("membership__organisation"),
        )
    )


def _parties() -> QuerySet[Any]:
    rows = CaseParty.objects.filter(access.parties_in_force(), case=OUTER).order_by(
        "started_on", "created_at"
    )
    return rows.values(
        row=JSONObject(
            id="id",
            organisation=label("organisation"),
            true_organisation=true_label("organisation"),
            function="function",
            sees="sees",
        )
    )


def _readings() -> QuerySet[Any]:
    rows = Assessment.objects.filter(case=OUTER).order_by("-read_on", "-created_at")
    return rows.values(
        row=JSONObject(
            id="id",
            instrument="response__instrument_id",
            code="response__instrument__code",
            title="response__instrument__title",
            filler="response__filler",
            moment="moment",
            read_on="read_on",
            scores="response__scores",
        )
    )[:READINGS]


def _radar_definition() -> QuerySet[Any]:
    """Of the instrument with a radar that was used last: areas, scores, title."""
    rows = Assessment.objects.filter(case=OUTER, response__instrument__definition__has_key="radar").order_by(
        "-read_on", "-created_at"
    )
    return rows.values(
        row=JSONObject(
            code="response__instrument__code",
            title="response__instrument__title",
            radar="response__instrument__definition__radar",
            scores="response__instrument__definition__scores",
        )
    )[:1]


def _plans() -> QuerySet[Any]:
    goals = Goal.objects.filter(plan=OuterRef("pk")).order_by("position").values("text")[:3]
    rows = Plan.objects.filter(case=OUTER).exclude(state=states.PlanState.REPLACED).order_by("-number")
    return rows.annotate(goal_count=Count("goals")).values(
        row=JSONObject(
            id="id",
            number="number",
            state="state",
            signed_on="signed_on",
            review_on="review_on",
            document="document_id",
            goal_count="goal_count",
            goals=ArraySubquery(goals),
        )
    )


def _outcomes() -> QuerySet[Any]:
    rows = Outcome.objects.filter(case=OUTER, withdrawn_on__isnull=True).order_by(
        "-happened_on", "-created_at"
    )
    return rows.values(
        row=JSONObject(
            id="id",
            kind="kind",
            family="family",
            happened_on="happened_on",
            employer="employer",
            evidence="evidence_id",
        )
    )[:10]


def _issues() -> QuerySet[Any]:
    rows = CriticalIssue.objects.filter(case=OUTER).exclude(state=states.IssueState.CLOSED).order_by("due_on")
    return rows.values(
        row=JSONObject(
            id="id",
            title="title",
            severity="severity",
            due_on="due_on",
            owner=full_name("owner__user"),
        )
    )[:10]


def _papers() -> QuerySet[Any]:
    """What is closed elsewhere is not even named here."""
    rows = Document.objects.filter(subject_kind="casework.case", subject_id=OUTER).exclude(
        section__in=sorted(ALL_SECTIONS)
    )
    rows = rows.order_by("-created_at")
    return rows.values(row=JSONObject(id="id", title="title", made="created_at"))[:10]


def _members(actor: Actor) -> QuerySet[Any]:
    """Everyone in the household, with the linked path where the actor may open it."""
    path = access.cases_visible_to(actor).filter(
        parent__household_id=OuterRef("household_id"), person=OuterRef("person")
    )
    rows = HouseholdMember.objects.filter(people.together(), household=OuterRef("household")).order_by(
        "-relation", "started_on"
    )
    return rows.values(
        row=JSONObject(
            first="person__first_name",
            lived="person__lived_name",
            last="person__last_name",
            protected="person__protected",
            pseudonym="person__pseudonym",
            relation="relation",
            case_id=Subquery(path.order_by("-opened_on").values("pk")[:1]),
        )
    )


def _handover(actor: Actor) -> QuerySet[Any]:
    rows = Handover.objects.filter(case=OUTER, state=states.HandoverState.PROPOSED)
    return rows.annotate(mine=Exists(access.handovers_to_answer(actor).filter(pk=OuterRef("pk")))).values(
        row=JSONObject(id="id", to=full_name("to_membership__user"), on="proposed_on", mine="mine")
    )
