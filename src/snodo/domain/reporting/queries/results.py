"""Each promise to the funder: what is counted, how much was promised, how much there is, and why."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import F, QuerySet

from snodo.domain.programmes.models import ExpectedResult, Programme
from snodo.domain.programmes.states import Comparison
from snodo.domain.reporting.queries import desk_sources, outreach_sources, people_sources, work_sources
from snodo.domain.reporting.queries.scope import Evidence, Scope, Source, Total, totals_of
from snodo.kernel import clock

SOURCES: dict[str, Source] = {
    **people_sources.SOURCES,
    **work_sources.SOURCES,
    **desk_sources.SOURCES,
    **outreach_sources.SOURCES,
}


@dataclass(frozen=True, slots=True)
class Result:
    """A promise and where it stands. `actual` is None while nothing can be measured, or when `hidden`.

    `people` is how many stand behind the number, where it was asked for.
    """

    expected: ExpectedResult
    actual: Decimal | None
    people: int | None = None
    hidden: str = ""

    @property
    def target(self) -> Decimal | None:
        return self.expected.target

    @property
    def at_most(self) -> bool:
        """Whether less is better: days to answer, hours not to be exceeded."""
        return self.expected.comparison == Comparison.AT_MOST

    @property
    def reached(self) -> bool | None:
        """None where nothing was promised or nothing can be said yet."""
        if self.target is None or self.actual is None:
            return None
        if self.expected.comparison == Comparison.EXACTLY:
            return self.actual == self.target
        return self.actual <= self.target if self.at_most else self.actual >= self.target

    @property
    def percent(self) -> int:
        """How much of the bar is full, 0 to 100."""
        if not self.target or self.actual is None:
            return 0
        return max(0, min(100, int(self.actual * 100 / self.target)))


def scope_of(expected: ExpectedResult, programme: Programme, until: datetime.date) -> Scope:
    """What the definition of a result looks at. Needs the action loaded."""
    return Scope(programme, expected.action, until, expected.measure.get("distinct", "row"))


def rows_of(expected: ExpectedResult, programme: Programme, until: datetime.date) -> QuerySet[Any] | None:
    """The rows that count, or None where the product has no such source yet."""
    source = SOURCES.get(expected.measure["count"])
    if source is None:
        return None
    scope = scope_of(expected, programme, until)
    return source.rows(scope, expected.measure.get("where", {})).filter(on__lte=until)


def results_of(
    programme: Programme, *, until: datetime.date | None = None, with_people: bool = False
) -> list[Result]:
    """Every promise of a programme, counted in one statement (and one for the promises)."""
    day = until or clock.today()
    promises = list(
        ExpectedResult.objects.filter(programme=programme).select_related("action").order_by("position")
    )
    return list(_count(promises, programme, day, with_people))


def _count(
    promises: list[ExpectedResult], programme: Programme, day: datetime.date, with_people: bool = False
) -> Iterable[Result]:
    columns: dict[str, Total] = {}
    for place, promise in enumerate(promises):
        rows = rows_of(promise, programme, day)
        if rows is not None:
            source = SOURCES[promise.measure["count"]]
            columns[f"r{place}"] = Total(rows, source.aggregate)
            if with_people and source.people:
                columns[f"p{place}"] = Total(rows.annotate(key=F(source.people)), "count")
    totals = totals_of(programme, columns)
    for place, promise in enumerate(promises):
        actual = totals.get(f"r{place}")
        people = totals.get(f"p{place}")
        yield Result(
            promise,
            None if actual is None else Decimal(actual).normalize() + 0,
            None if people is None else int(people),
        )


def result_of(
    expected: ExpectedResult, programme: Programme, *, until: datetime.date | None = None
) -> Result:
    """One promise, counted."""
    return next(iter(_count([expected], programme, until or clock.today())))


def evidence_rows(expected: ExpectedResult, programme: Programme, until: datetime.date) -> QuerySet[Any]:
    """What stands behind a number, newest first, for a page."""
    source = SOURCES[expected.measure["count"]]
    rows = rows_of(expected, programme, until)
    assert rows is not None
    return rows.select_related(*_related(source, rows)).order_by("-on", "pk")


def near_rows(expected: ExpectedResult, programme: Programme, until: datetime.date) -> QuerySet[Any] | None:
    """What almost counts."""
    source = SOURCES[expected.measure["count"]]
    if source.near is None:
        return None
    rows = source.near(scope_of(expected, programme, until), expected.measure.get("where", {}))
    return rows.select_related(*_related(source, rows)).order_by("pk")


def _related(source: Source, rows: QuerySet[Any]) -> tuple[str, ...]:
    if source.related:
        return source.related
    names = {field.name for field in rows.model._meta.fields}
    if "member" in names:
        return ("member__person", "session__group")
    return tuple(name for name in ("person", "household", "organisation") if name in names)


def tell(expected: ExpectedResult, row: Any) -> Evidence:
    """One row in words."""
    return SOURCES[expected.measure["count"]].tell(row)


def why_not(expected: ExpectedResult) -> str:
    """Why the near rows do not count."""
    return SOURCES[expected.measure["count"]].why_not
