"""What a funder may count: interviews, households, hours. Each number has its list; no list has a name."""

import datetime
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Sum

from snodo.domain.outreach import access
from snodo.domain.outreach.models import PriorInterview
from snodo.domain.outreach.states import Ending, InterviewKind, Unit
from snodo.domain.programmes.models import Programme
from snodo.kernel.actor import Actor


@dataclass(frozen=True, slots=True)
class Line:
    """One interview as it is proved: when, how long, who held it, of which unit; never with whom."""

    held_on: datetime.date
    unit: str
    kind: str
    mode: str
    minutes: int
    people: int
    held_by: str
    body: str
    paper_at: str
    counted_elsewhere: bool


@dataclass(frozen=True, slots=True)
class Book:
    """The interviews of a programme before any path."""

    lines: list[Line]
    households: int
    persons: int
    families: int
    minutes: int

    @property
    def hours(self) -> str:
        """As it is said: 12 h 30."""
        whole, rest = divmod(self.minutes, 60)
        return f"{whole} h {rest:02d}" if rest else f"{whole} h"


def held(programme: Programme) -> list[PriorInterview]:
    """All of them, by all bodies: facts without a name. The caller has asked who may count."""
    rows = PriorInterview.objects.filter(programme=programme).defer("answers", "who", "notes")
    return list(
        rows.select_related("conducted_by__user", "organisation").order_by("held_on", "created_at", "pk")
    )


def _of(row: PriorInterview) -> UUID | tuple[UUID, int]:
    """Whom an interview is of: where two bodies met one household that has a path, the path says so."""
    return row.household_id or row.person_id or (row.organisation_id, row.unit_number)


def book_of(programme: Programme) -> Book:
    """The book of interviews. A household counts once, however often and by whomever it was met: where no
    path says so yet, because it was asked whether another body had met them.
    """
    rows = held(programme)
    new = [row for row in rows if not row.met_elsewhere]
    families = {_of(row) for row in new if row.kind == InterviewKind.FAMILY}
    return Book(
        lines=[_line(row) for row in rows],
        households=len({_of(row) for row in new if row.unit == Unit.HOUSEHOLD}),
        persons=len({_of(row) for row in new if row.unit == Unit.PERSON}),
        families=len(families),
        minutes=sum(row.minutes for row in rows),
    )


def _line(row: PriorInterview) -> Line:
    return Line(
        held_on=row.held_on,
        unit=unit_of(row),
        kind=str(row.get_kind_display()),
        mode=str(row.get_mode_display()),
        minutes=row.minutes,
        people=row.people,
        held_by=row.conducted_by.user.get_full_name(),
        body=row.organisation.label,
        paper_at=row.paper_at,
        counted_elsewhere=row.met_elsewhere,
    )


def unit_of(row: PriorInterview) -> str:
    """N03: tells one household of a body from another, and leads to no name."""
    return f"{'N' if row.unit == Unit.HOUSEHOLD else 'P'}{row.unit_number:02d}"


def endings_of(actor: Actor, programme: Programme) -> list[tuple[str, int]]:
    """How it ended with those one's own body no longer keeps."""
    rows = access.tallies_visible_to(actor).filter(programme=programme)
    sums = dict(rows.values_list("ending").annotate(total=Sum("number")))
    return [(str(ending.label), sums[ending]) for ending in Ending if sums.get(ending)]
