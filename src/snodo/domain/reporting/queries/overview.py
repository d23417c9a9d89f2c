"""What the co-ordination looks at first: what waits, how fast each body answers, which acts end."""

import datetime
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Count, Q, QuerySet

from snodo.domain.casework.models import NextStep
from snodo.domain.casework.states import CaseState, StepState
from snodo.domain.intake.models import Referral
from snodo.domain.intake.states import OPEN
from snodo.domain.programmes import queries as programmes
from snodo.domain.programmes.models import Programme, ProgrammePartner
from snodo.domain.reporting.queries.scope import Scope, Total, totals_of
from snodo.domain.reporting.queries.work_sources import SOURCES
from snodo.kernel import clock

WINDOW = datetime.timedelta(days=90)
ACT_NOTICE_DAYS = 60
STEPS = {
    "first_answer": "prima risposta",
    "first_appointment": "primo colloquio",
    "first_opportunity": "prima opportunità",
}


@dataclass(frozen=True, slots=True)
class StepTime:
    """Median days from the referral to a step: lately, and before."""

    label: str
    lately: Decimal | None
    before: Decimal | None
    lately_of: int | None = None
    before_of: int | None = None


def response_times(
    programme: Programme, *, day: datetime.date | None = None, counted: bool = False
) -> list[StepTime]:
    """Lately is the last 90 days of the programme, before is all that came earlier. One statement.

    `counted` also says how many referrals each median is of.
    """
    until = min(day or clock.today(), programme.ends_on)
    scope = Scope(programme, None, until)
    columns: dict[str, Total] = {}
    for step in STEPS:
        rows = SOURCES["response_time"].rows(scope, {"step": step})
        spans = {
            "lately": rows.filter(on__gt=until - WINDOW, on__lte=until),
            "before": rows.filter(on__lte=until - WINDOW),
        }
        for span, within in spans.items():
            columns[f"{step}_{span}"] = Total(within, "median")
            if counted:
                columns[f"{step}_{span}_of"] = Total(within, "count")
    found = totals_of(programme, columns)
    return [
        StepTime(
            label,
            found[f"{step}_lately"],
            found[f"{step}_before"],
            found.get(f"{step}_lately_of"),
            found.get(f"{step}_before_of"),
        )
        for step, label in STEPS.items()
    ]


def turning_day(programme: Programme) -> datetime.date:
    """Where before ends, unless somebody chooses: the same ninety days of `response_times`."""
    return min(clock.today(), programme.ends_on) - WINDOW + datetime.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Watch:
    """Numbers that ask for a look today."""

    late_referrals: int
    unassigned_referrals: int
    late_steps: int
    people_with_late_steps: int


def watch(programme: Programme) -> Watch:
    """Referrals beyond the promised days, and steps nobody has done. Two statements."""
    today = clock.today()
    referrals = Referral.objects.filter(programme=programme, state__in=OPEN).aggregate(
        late=Count("pk", filter=Q(due_answer_on__lt=today, first_answer_at__isnull=True)),
        unassigned=Count("pk", filter=Q(assigned_membership__isnull=True)),
    )
    late = NextStep.objects.filter(
        case__programme=programme, case__state=CaseState.OPEN, state=StepState.DUE, due_on__lt=today
    )
    steps = late.aggregate(steps=Count("pk"), cases=Count("case", distinct=True))
    return Watch(referrals["late"], referrals["unassigned"], steps["steps"], steps["cases"])


def acts_ending(programme: Programme) -> QuerySet[ProgrammePartner]:
    """Acts that end within sixty days and that nothing carries on: with them ends what the body may see."""
    return programmes.acts_ending(ACT_NOTICE_DAYS, programme=programme)
