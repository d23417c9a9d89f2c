"""Lists of internships with what deserves attention, and the month of the register."""

import datetime
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import Count, F, Max, OuterRef, Q, QuerySet, Subquery

from snodo.domain.casework.models import Case
from snodo.domain.placements import access, calendar
from snodo.domain.placements.models import Internship, InternshipDay, MonitoringMeeting
from snodo.domain.placements.queries.attendance import DayRow, Register, recorded_share
from snodo.domain.placements.queries.checks import threshold
from snodo.domain.placements.states import PREPARING, RUNNING, DayKind, InternshipState, MeetingState
from snodo.kernel import clock
from snodo.kernel.actor import Actor
from snodo.kernel.text import search_form

ENDING_SOON_DAYS = 30
REGISTER_IDLE_DAYS = 10


@dataclass(frozen=True, slots=True)
class Signal:
    """What deserves attention, in words. `tone` is good, warn, bad or empty."""

    text: str
    tone: str = ""


def internship_list(
    actor: Actor,
    *,
    text: str = "",
    state: str = "",
    kind: str = "",
    programme: UUID | None = None,
    attention: str = "",
) -> QuerySet[Internship]:
    """Internships with `next_meeting`, `late_meetings` and `last_recorded`; running ones first, then by end.

    `attention`: "late" (meetings past their day), "ending" (within 30 days), "over" (past the end).
    """
    today = clock.today()
    planned = MonitoringMeeting.objects.filter(internship=OuterRef("pk"), state=MeetingState.PLANNED)
    late = planned.filter(planned_on__lt=today).order_by().values("internship").annotate(n=Count("pk"))
    days = InternshipDay.objects.filter(internship=OuterRef("pk")).order_by().values("internship")
    rows = (
        access.internships_visible_to(actor)
        .select_related("person", "host", "promoter", "rule", "case__programme", "case__action")
        .annotate(
            next_meeting=Subquery(planned.order_by("planned_on").values("planned_on")[:1]),
            late_meetings=Subquery(late.values("n")[:1]),
            last_recorded=Subquery(days.annotate(last=Max("day")).values("last")[:1]),
        )
        .order_by(F("ended_on").desc(nulls_first=True), "ends_on", "pk")
    )
    if text:
        rows = rows.filter(
            Q(person__search_name__contains=search_form(text))
            | Q(host__name__icontains=text)
            | Q(job__icontains=text)
        )
    if state:
        rows = rows.filter(state__in=_states(state))
    if kind:
        rows = rows.filter(kind=kind)
    if programme is not None:
        rows = rows.filter(case__programme=programme)
    return _attention(rows, attention, today)


def _states(state: str) -> Sequence[str]:
    return {"running": RUNNING, "preparing": PREPARING}.get(state, (state,))


def _attention(
    rows: QuerySet[Internship, Any], attention: str, today: datetime.date
) -> QuerySet[Internship, Any]:
    if attention == "late":
        return rows.filter(Q(late_meetings__gt=0), state__in=RUNNING)
    if attention == "ending":
        soon = today + datetime.timedelta(days=ENDING_SOON_DAYS)
        return rows.filter(state__in=RUNNING, ends_on__range=(today, soon))
    if attention == "over":
        return rows.filter(state__in=RUNNING, ends_on__lt=today)
    return rows


def shares_of(internships: Sequence[Internship]) -> dict[UUID, int | None]:
    """Attendance so far of each internship of a page. One statement."""
    rows: dict[UUID, list[DayRow]] = defaultdict(list)
    found = InternshipDay.objects.filter(internship__in=[row.pk for row in internships])
    for internship_id, day, kind, hours in found.values_list("internship_id", "day", "kind", "hours"):
        rows[internship_id].append((day, kind, hours))
    return {row.pk: recorded_share(row, rows[row.pk]) for row in internships}


def signals(internship: Internship, share: int | None) -> list[Signal]:
    """What deserves attention. Needs a row of `internship_list`."""
    if internship.state not in RUNNING:
        return [Signal(internship.get_state_display(), _ended_tone(internship.state))]
    today = clock.today()
    found = [
        *_meeting_signals(internship),
        *_end_signals(internship, today),
        *_register_signals(internship, share, today),
    ]
    if internship.state == InternshipState.SUSPENDED:
        found.insert(0, Signal("sospeso", "warn"))
    return found or [Signal("tutto in regola", "good")]


def _ended_tone(state: str) -> str:
    return {InternshipState.COMPLETED.value: "good", InternshipState.INTERRUPTED.value: "warn"}.get(state, "")


def _meeting_signals(internship: Internship) -> list[Signal]:
    late = internship.late_meetings or 0  # type: ignore[attr-defined]
    if not late:
        return []
    return [Signal("1 incontro in ritardo" if late == 1 else f"{late} incontri in ritardo", "bad")]


def _end_signals(internship: Internship, today: datetime.date) -> list[Signal]:
    left = (internship.ends_on - today).days
    if left < 0:
        return [Signal("da concludere", "bad")]
    if left == 0:
        return [Signal("finisce oggi", "warn")]
    if left <= ENDING_SOON_DAYS:
        return [Signal("finisce domani" if left == 1 else f"finisce tra {left} giorni", "warn")]
    return []


def _register_signals(internship: Internship, share: int | None, today: datetime.date) -> list[Signal]:
    found = []
    wanted = threshold(internship)[0]
    if share is not None and share < wanted:
        found.append(Signal(f"presenze {share} %, ne servono {wanted}", "bad"))
    last = internship.last_recorded  # type: ignore[attr-defined]
    since = last or internship.starts_on
    if internship.state == InternshipState.ACTIVE and (today - since).days > REGISTER_IDLE_DAYS:
        found.append(
            Signal(f"registro fermo al {since.day}/{since.month}" if last else "registro vuoto", "warn")
        )
    return found


def internships_of_case(actor: Actor, case: Case) -> QuerySet[Internship]:
    """The modules of one path, the latest first."""
    return (
        access.internships_visible_to(actor)
        .filter(case=case)
        .select_related("host", "promoter", "person")
        .order_by("-starts_on", "-pk")
    )


def meetings_of(actor: Actor, internship: Internship) -> QuerySet[MonitoringMeeting]:
    """All meetings in order, with how many times each was moved."""
    return (
        access.meetings_visible_to(actor)
        .filter(internship=internship)
        .select_related("membership__user")
        .annotate(times_moved=Count("moves"))
        .order_by("planned_on", "number")
    )


@dataclass(frozen=True, slots=True)
class GridDay:
    """A day of the register's month."""

    day: datetime.date
    kind: str
    hours: Decimal
    due: bool
    open: bool
    why_closed: str = ""

    @property
    def label(self) -> str:
        """How the day went, in words."""
        return str(DayKind(self.kind).label) if self.kind else ""


def month_grid(internship: Internship, first: datetime.date, register: Register) -> list[GridDay]:
    """Every day of a month that belongs to the internship."""
    last = calendar.add_months(first, 1) - datetime.timedelta(days=1)
    recorded = {day: (kind, hours) for day, kind, hours in register.rows}
    return [
        _grid_day(internship, day, recorded.get(day, ("", Decimal(0))), register.pauses)
        for day in calendar.days_between(first, last)
        if internship.holds_on(day)
    ]


def _grid_day(
    internship: Internship, day: datetime.date, row: tuple[str, Decimal], pauses: list[calendar.Span]
) -> GridDay:
    why = ""
    if calendar.inside(day, pauses):
        why = "sospeso"
    elif calendar.is_holiday(day):
        why = "festa"
    elif day.weekday() not in internship.weekdays:
        why = "non previsto"
    return GridDay(
        day=day,
        kind=row[0],
        hours=row[1],
        due=not why,
        open=day <= clock.today() and why != "sospeso" and internship.state not in PREPARING,
        why_closed=why,
    )
