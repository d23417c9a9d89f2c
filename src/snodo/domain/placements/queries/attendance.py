"""How much of what was due was done, month by month and in all.

Hours due come from the calendar of the training project: working weekdays, without national holidays,
days of pause and days on which the company was closed. Hours done come from the register.
"""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from snodo.domain.placements import calendar
from snodo.domain.placements.models import Internship, InternshipDay, InternshipPause
from snodo.domain.placements.states import NOT_DUE, PREPARING, DayKind
from snodo.kernel import clock

DayRow = tuple[datetime.date, str, Decimal]


@dataclass(frozen=True, slots=True)
class MonthAttendance:
    """One month of the register. `first` is the first day of the month."""

    first: datetime.date
    due: Decimal
    due_recorded: Decimal
    present: Decimal
    unrecorded_days: int

    @property
    def percent(self) -> int | None:
        """Hours done over hours due, among the days already recorded; None while nothing was due."""
        return _percent(self.present, self.due_recorded)


@dataclass(frozen=True, slots=True)
class Attendance:
    """The whole register."""

    months: list[MonthAttendance]
    threshold: int
    monthly_threshold: int

    @property
    def present(self) -> Decimal:
        return sum((month.present for month in self.months), Decimal(0))

    @property
    def due(self) -> Decimal:
        return sum((month.due for month in self.months), Decimal(0))

    @property
    def due_recorded(self) -> Decimal:
        return sum((month.due_recorded for month in self.months), Decimal(0))

    @property
    def unrecorded_days(self) -> int:
        return sum(month.unrecorded_days for month in self.months)

    @property
    def percent(self) -> int | None:
        """Over the days recorded so far."""
        return _percent(self.present, self.due_recorded)

    @property
    def final_percent(self) -> int | None:
        """Over all the hours due up to the end: a day nobody recorded counts as not done."""
        return _percent(self.present, self.due)

    @property
    def enough(self) -> bool:
        """Whether the attestation may be issued."""
        return self.final_percent is not None and self.final_percent >= self.threshold


def _percent(part: Decimal, whole: Decimal) -> int | None:
    """Rounded down: 69.9 is not 70."""
    return int(part * 100 / whole) if whole > 0 else None


def attendance_of(
    internship: Internship, *, threshold: int, monthly_threshold: int, until: datetime.date | None = None
) -> Attendance:
    """Reads the register and the pauses of one internship. Two statements."""
    register = read_register(internship)
    return count(internship, register, threshold, monthly_threshold, until)


@dataclass(frozen=True, slots=True)
class Register:
    """All the days written so far, and the stretches that do not count."""

    rows: list[DayRow]
    pauses: list[calendar.Span]


def read_register(internship: Internship) -> Register:
    """Two statements, for everything that is shown of a register."""
    rows = InternshipDay.objects.filter(internship=internship).values_list("day", "kind", "hours")
    pauses = InternshipPause.objects.filter(internship=internship).order_by("from_day")
    return Register(
        rows=list(rows), pauses=[(pause.from_day, pause.until_day or datetime.date.max) for pause in pauses]
    )


def last_day(internship: Internship, until: datetime.date | None = None) -> datetime.date:
    """Up to when hours were due."""
    if internship.state in PREPARING:
        return internship.starts_on - datetime.timedelta(days=1)
    return min(until or clock.today(), internship.ended_on or internship.ends_on)


def count(
    internship: Internship,
    register: Register,
    threshold: int,
    monthly_threshold: int,
    until: datetime.date | None = None,
) -> Attendance:
    """Month by month and in all, from a register already read."""
    recorded = {day: (kind, hours) for day, kind, hours in register.rows}
    last = last_day(internship, until)
    expected = calendar.working_days(internship.starts_on, last, internship.weekdays, register.pauses)
    due_days = [day for day in expected if recorded.get(day, ("", 0))[0] not in NOT_DUE]
    months = {day.replace(day=1) for day in [*due_days, *recorded]}
    return Attendance(
        months=[_month(first, due_days, recorded, internship.hours_a_day) for first in sorted(months)],
        threshold=threshold,
        monthly_threshold=monthly_threshold,
    )


def _month(
    first: datetime.date,
    due_days: Iterable[datetime.date],
    recorded: dict[datetime.date, tuple[str, Decimal]],
    hours_a_day: Decimal,
) -> MonthAttendance:
    due = [day for day in due_days if day.replace(day=1) == first]
    known = [day for day in due if day in recorded]
    present = sum(
        (
            hours
            for day, (kind, hours) in recorded.items()
            if kind == DayKind.PRESENT and day.replace(day=1) == first
        ),
        Decimal(0),
    )
    return MonthAttendance(
        first=first,
        due=hours_a_day * len(due),
        due_recorded=hours_a_day * len(known),
        present=present,
        unrecorded_days=len(due) - len(known),
    )


def recorded_share(internship: Internship, rows: Iterable[DayRow]) -> int | None:
    """The percentage so far, from rows already read: for lists."""
    done, due = Decimal(0), 0
    for day, kind, hours in rows:
        if kind == DayKind.PRESENT:
            done += hours
        if kind not in NOT_DUE and day.weekday() in internship.weekdays and not calendar.is_holiday(day):
            due += 1
    return _percent(done, internship.hours_a_day * due)
