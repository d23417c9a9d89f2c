"""What a desk tells: by quarter and by reason, who came again, and the two levels of a programme.

Small numbers follow the rule of `small_numbers` (ADR-0015). An access without a name may be anybody's: in
the count of people behind a number it stands for one.
"""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass, field

from django.db.models import Count, Q, QuerySet

from snodo.domain.casework.models import Case
from snodo.domain.casework.states import CaseState
from snodo.domain.desk import access as desks
from snodo.domain.desk.models import Access, Desk
from snodo.domain.network.access import organisations_visible_to
from snodo.domain.people.access import people_visible_to
from snodo.domain.people.models import HouseholdMember, Person
from snodo.domain.programmes.models import Programme
from snodo.domain.reporting import access
from snodo.domain.reporting.queries.desk_sources import WHO
from snodo.domain.reporting.queries.small_numbers import FEW, GUARDED, guarded, is_small
from snodo.kernel import clock
from snodo.kernel.actor import Actor

__all__ = ["DeskReport", "Line", "Streams", "desk_report", "desks_told_to", "opens", "streams"]

NOT_SAID = "Altro o non detto"


# One desk


@dataclass(frozen=True, slots=True)
class Line:
    """A bar: how many accesses, or the words instead of a number that would tell of few."""

    label: str
    value: int | None
    hidden: str = ""
    code: str = ""

    @property
    def words(self) -> str:
        """What is written next to the bar."""
        return self.hidden or str(self.value)


@dataclass(slots=True)
class DeskReport:
    """A time at a desk."""

    total: Line
    anonymous: Line
    people: Line
    returning: Line
    quarters: list[Line] = field(default_factory=list)
    reasons: list[Line] = field(default_factory=list)
    results: list[Line] = field(default_factory=list)
    crossed: list[tuple[str, list[int]]] = field(default_factory=list)  # only for who opens the register


def desks_told_to(actor: Actor) -> QuerySet[Desk]:
    """Whose figures one may read: the whole network, as with programmes. Not the registers."""
    bodies = organisations_visible_to(actor).values("pk")
    return Desk.objects.filter(network_id=actor.network_id, organisation__in=bodies)


def opens(actor: Actor, desk: Desk) -> bool:
    """Who reads the register reads every number of it."""
    if access.sees_every_number(actor, desk.programme):
        return True
    return desks.desks_visible_to(actor).filter(pk=desk.pk).exists()


def desk_report(
    desk: Desk, *, since: datetime.date | None = None, until: datetime.date | None = None, every: bool
) -> DeskReport:
    """Counts of one desk. `every`: no number is hidden. Five statements."""
    rows = Access.objects.filter(desk=desk, withdrawn_on__isnull=True)
    rows = rows.filter(happened_on__lte=until or clock.today())
    if since is not None:
        rows = rows.filter(happened_on__gte=since)
    quarters = _by(rows, "quarter__name")
    reasons, results = _by(rows, "reason"), _by(rows.exclude(result=""), "result")
    known = rows.filter(Q(contact__isnull=False) | Q(person__isnull=False))
    times = known.annotate(who=WHO).values("who").annotate(many=Count("pk")).values_list("many", flat=True)
    visits = list(times)
    again = sum(many > 1 for many in visits)
    total = sum(accesses for accesses, _ in quarters.values())
    everybody = sum(people for _, people in quarters.values())
    report = DeskReport(
        total=_alone("Accessi", total, everybody, every),
        anonymous=_alone("Senza nome", total - sum(visits), total - sum(visits), every),
        people=_alone("Persone riconosciute", len(visits), len(visits), every),
        returning=_alone("Tornate almeno una volta", again, again, every),
        quarters=_lines(quarters, {name: name or NOT_SAID for name in quarters}, every),
        reasons=_lines(reasons, dict(desk.choices("reasons")), every),
        results=_lines(results, dict(desk.choices("results")), every),
    )
    if every:
        report.crossed = _crossed(rows, desk, [line.label for line in report.quarters])
    else:
        _hide_the_rest(report)
    return report


Counted = dict[str, tuple[int, int]]


def _by(rows: QuerySet[Access], field_name: str) -> Counted:
    """Value → accesses, people behind them."""
    counted = rows.order_by().values(field_name).annotate(many=Count("pk"), people=Count(WHO, distinct=True))
    return {row[field_name] or "": (row["many"], row["people"]) for row in counted}


def _lines(counted: Counted, words: dict[str, str], every: bool) -> list[Line]:
    codes = sorted(counted, key=lambda code: -counted[code][0])
    hidden = set() if every else guarded([counted[code][1] for code in codes])
    lines = []
    for place, code in enumerate(codes):
        many, people = counted[code]
        label = words.get(code, code)
        if place in hidden:
            lines.append(Line(label, None, FEW if is_small(people) else GUARDED, code))
        else:
            lines.append(Line(label, many, code=code))
    return lines


def _alone(label: str, many: int, people: int, every: bool) -> Line:
    if every or not is_small(people):
        return Line(label, many)
    return Line(label, None, FEW)


def _hide_the_rest(report: DeskReport) -> None:
    """With or without a name adds up to all: where one is small the other would tell it."""
    few = [report.anonymous, report.people]
    if report.total.hidden or any(line.hidden for line in few):
        report.anonymous, report.people, report.returning = (
            line if line.hidden else Line(line.label, None, GUARDED)
            for line in (report.anonymous, report.people, report.returning)
        )


def _crossed(rows: QuerySet[Access], desk: Desk, quarters: Sequence[str]) -> list[tuple[str, list[int]]]:
    """Reason × quarter, for who may open every access behind it."""
    counted = rows.order_by().values("reason", "quarter__name").annotate(many=Count("pk"))
    cells = {(row["reason"], row["quarter__name"] or NOT_SAID): row["many"] for row in counted}
    return [
        (title, [cells.get((code, quarter), 0) for quarter in quarters])
        for code, title in desk.choices("reasons")
        if any(cells.get((code, quarter)) for quarter in quarters)
    ]


# The two levels


@dataclass(frozen=True, slots=True)
class Streams:
    """Who is in charge, who comes to the desk, and who is in both."""

    in_charge: Line
    closed: Line
    target: int | None
    accesses: Line
    people: Line
    shared: Line
    shared_people: tuple[Person, ...] = ()

    @property
    def household(self) -> bool:
        """Whether what is taken in charge is a household."""
        return self.in_charge.code == "household"


def streams(actor: Actor, programme: Programme, *, every: bool) -> Streams:
    """Taken in charge on one side, the open desk on the other, and the people of both. Four statements."""
    lines = [one for one in programme.definition["actions"] if one.get("target_cases")]
    household = any(one.get("case_unit") == "household" for one in programme.definition["actions"])
    cases = Case.objects.filter(programme=programme, parent__isnull=True)
    if household:
        cases = cases.filter(household__isnull=False)
    taken = cases.aggregate(many=Count("pk"), closed=Count("pk", filter=Q(state=CaseState.CLOSED)))
    rows = Access.objects.filter(desk__programme=programme, withdrawn_on__isnull=True)
    counted = rows.aggregate(
        many=Count("pk"), people=Count(WHO, distinct=True), known=Count("person", distinct=True)
    )
    shared = _in_both(programme, rows)
    number = shared.count()
    seen = people_visible_to(actor).filter(pk__in=shared.values("pk")) if every else Person.objects.none()
    kind = "household" if household else "person"
    return Streams(
        in_charge=_coded(_alone("In carico", taken["many"], taken["many"], every), kind),
        closed=_alone("Conclusi", taken["closed"], taken["closed"], every),
        target=sum(one["target_cases"] for one in lines) or None,
        accesses=_alone("Accessi", counted["many"], counted["people"], every),
        people=_alone("Con un nome", counted["known"], counted["known"], every),
        shared=_alone("In tutti e due", number, number, every),
        shared_people=tuple(seen.order_by("search_name")[:50]),
    )


def _coded(line: Line, code: str) -> Line:
    return Line(line.label, line.value, line.hidden, code)


def _in_both(programme: Programme, rows: QuerySet[Access]) -> QuerySet[Person]:
    cases = Case.objects.filter(programme=programme)
    members = HouseholdMember.objects.filter(household__in=cases.values("household"), ended_on__isnull=True)
    return Person.objects.filter(
        Q(pk__in=cases.values("person")) | Q(pk__in=members.values("person")),
        pk__in=rows.filter(person__isnull=False).values("person"),
    )
