"""Today at the desk: hours, who is on shift, who waits, what was done, what was promised."""

import datetime
from dataclasses import dataclass, field

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Subquery

from snodo.domain.desk import access, states
from snodo.domain.desk.models import Access, Desk, Opening, Shift, Visit
from snodo.domain.desk.states import VisitState
from snodo.kernel import clock
from snodo.kernel.actor import Actor

WEEK = datetime.timedelta(days=7)
ONE_DAY = datetime.timedelta(days=1)
LONG_WAIT = 30


@dataclass(frozen=True, slots=True)
class Turn:
    """A visit as the board shows it."""

    visit: Visit
    label: str
    reason: str
    minutes: int

    @property
    def long(self) -> bool:
        """Too long a wait to be left without a word."""
        return self.minutes >= LONG_WAIT and self.visit.state == VisitState.WAITING


@dataclass(slots=True)
class Board:
    """One day of one desk."""

    day: datetime.date
    openings: list[Opening] = field(default_factory=list)
    shifts: list[Shift] = field(default_factory=list)
    waiting: list[Turn] = field(default_factory=list)
    with_us: list[Turn] = field(default_factory=list)
    expected: list[Turn] = field(default_factory=list)
    ended: int = 0
    gone: int = 0

    @property
    def open_now(self) -> bool:
        """Whether a place is open at this moment."""
        now = clock.now().astimezone(clock.ROME).time()
        return any(one.opens <= now < one.closes for one in self.openings)


def board(actor: Actor, desk: Desk) -> Board:
    """Three statements, whatever the queue."""
    today = clock.today()
    found = Board(today, openings_on(desk, today), list(shifts_on(desk, today)))
    visits = access.visits_visible_to(actor).filter(desk=desk, day=today)
    rows = visits.select_related("place", "taken_by__user", "contact", "person").order_by("number")
    for visit in rows:
        if visit.state not in states.OPEN_VISITS:
            found.ended += visit.state == VisitState.DONE
            found.gone += visit.state in (VisitState.LEFT, VisitState.MISSED)
            continue
        turn = _turn(visit, desk)
        column = {VisitState.WAITING: found.waiting, VisitState.WITH_US: found.with_us}
        column.get(VisitState(visit.state), found.expected).append(turn)
    found.expected.sort(key=lambda one: one.visit.due_at or clock.now())
    found.waiting.sort(key=lambda one: one.visit.due_at or one.visit.arrived_at or clock.now())
    return found


def _turn(visit: Visit, desk: Desk) -> Turn:
    since = visit.arrived_at or visit.due_at or clock.now()
    minutes = max(0, int((clock.now() - since).total_seconds() // 60))
    reason = desk.word("reasons", visit.reason) if visit.reason else ""
    return Turn(visit, visit.called or str(visit.contact or visit.person or ""), reason, minutes)


def openings_on(desk: Desk, day: datetime.date) -> list[Opening]:
    """When the desk is open on a day."""
    return [one for one in openings_of(desk, day) if one.weekday == day.weekday()]


def openings_of(desk: Desk, day: datetime.date) -> list[Opening]:
    """The hours of the week in force on a day."""
    rows = Opening.objects.filter(
        Q(ended_on__isnull=True) | Q(ended_on__gt=day), desk=desk, started_on__lte=day
    )
    return list(rows.select_related("place").order_by("weekday", "opens"))


def shifts_on(desk: Desk, day: datetime.date, days: int = 1) -> QuerySet[Shift]:
    """Who is at the desk on a day, or on the days that follow."""
    since, until = clock.at(day, 0), clock.at(day + days * ONE_DAY, 0)
    return (
        Shift.objects.filter(desk=desk, starts_at__gte=since, starts_at__lt=until)
        .select_related("membership__user", "place")
        .order_by("starts_at", "membership__user__last_name")
    )


@dataclass(frozen=True, slots=True)
class OnShift:
    """A desk at which somebody works today, for their home."""

    desk: Desk
    shift: Shift
    waiting: int
    expected: int


def shifts_of(actor: Actor) -> list[OnShift]:
    """The shifts of the actor today, with who waits there. One statement."""
    today = clock.today()
    shifts = (
        Shift.objects.filter(
            membership_id=actor.membership_id,
            starts_at__gte=clock.at(today, 0),
            starts_at__lt=clock.at(today + ONE_DAY, 0),
            desk__in=access.desks_worked_at(actor).values("pk"),
        )
        .select_related("desk", "place")
        .annotate(
            waiting=_in_queue(today, VisitState.WAITING), expected=_in_queue(today, VisitState.EXPECTED)
        )
        .order_by("starts_at")
    )
    return [OnShift(one.desk, one, one.waiting or 0, one.expected or 0) for one in shifts]


def _in_queue(today: datetime.date, state: str) -> Subquery:
    rows = Visit.objects.filter(desk=OuterRef("desk"), day=today, state=state).order_by()
    return Subquery(rows.values("desk").annotate(many=Count("pk")).values("many"))


def next_steps_of(actor: Actor, until: datetime.date) -> QuerySet[Access]:
    """What the actor promised at the desk and has not said to be done, the oldest first."""
    return promised(actor).filter(operator_id=actor.membership_id, next_on__lte=until)


def promised(actor: Actor) -> QuerySet[Access]:
    """Next steps with a day, still to be done, at the desks one works at."""
    return (
        access.accesses_told_to(actor)
        .filter(next_on__isnull=False, next_done_on__isnull=True, withdrawn_on__isnull=True)
        .select_related("desk", "contact", "person", "operator__user")
        .order_by("next_on", "pk")
    )


def desk_list(actor: Actor) -> QuerySet[Desk]:
    """Desks one may see, open ones first, with who waits today."""
    today = clock.today()
    on_shift = Shift.objects.filter(
        desk=OuterRef("pk"),
        membership_id=actor.membership_id,
        starts_at__gte=clock.at(today, 0),
        starts_at__lt=clock.at(today + ONE_DAY, 0),
    )
    return (
        access.desks_visible_to(actor)
        .select_related("organisation", "programme")
        .defer("programme__definition", "programme__summary")
        .annotate(on_shift=Exists(on_shift))
        .order_by(F("closed_on").asc(nulls_first=True), "-on_shift", "programme__state", "title")
    )
