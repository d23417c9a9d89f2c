"""What a count looks at, and how counts become one statement."""

import datetime
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import DecimalField, Model, QuerySet, Subquery

from snodo.domain.programmes.models import Programme, ProgrammeAction

Where = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Scope:
    """A programme, maybe one of its actions, up to a day included."""

    programme: Programme
    action: ProgrammeAction | None
    until: datetime.date
    distinct: str = "row"

    @property
    def by_case(self) -> dict[str, Any]:
        """Filters for rows that hang on a case."""
        filters: dict[str, Any] = {"case__programme_id": self.programme.pk}
        if self.action is not None:
            filters["case__action_id"] = self.action.pk
        return filters

    @property
    def own(self) -> dict[str, Any]:
        """Filters for rows that name programme and action themselves."""
        filters: dict[str, Any] = {"programme_id": self.programme.pk}
        if self.action is not None:
            filters["action_id"] = self.action.pk
        return filters


@dataclass(frozen=True, slots=True)
class Evidence:
    """One line behind a number. `near` lines do not count, and say why."""

    label: str
    detail: str
    on: datetime.date | None
    case_id: UUID | None = None
    document_id: UUID | None = None
    path_kind: str = ""
    path_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Source:
    """How one kind of thing is counted.

    `rows` gives a queryset annotated with `key` (what is counted once), `on` (its day) and, where the
    aggregate needs one, `value`. `near` gives what almost counts, with the sentence that says why not.
    `people` names the field that tells apart the people or paths behind a number, where there are any.
    """

    rows: Callable[[Scope, Where], QuerySet[Any]]
    tell: Callable[[Any], Evidence]
    aggregate: str = "count"
    related: tuple[str, ...] = ()
    near: Callable[[Scope, Where], QuerySet[Any]] | None = None
    why_not: str = ""
    people: str = ""


AGGREGATES = {
    "count": "(SELECT count(DISTINCT t.key) FROM (%(subquery)s) t)",
    "sum": "(SELECT coalesce(sum(t.value), 0) FROM (%(subquery)s) t)",
    "median": "(SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY t.value) FROM (%(subquery)s) t)",
    "share": "(SELECT round(100.0 * avg(t.value)) FROM (%(subquery)s) t)",
}


def totals_of(programme: Programme, columns: "Mapping[str, Total]") -> dict[str, Any]:
    """Many totals in one statement."""
    rows: Any = Programme.objects.filter(pk=programme.pk)
    found: dict[str, Any] = rows.values(**columns).get() if columns else {}
    return found


class Total(Subquery):
    """A count, sum, median or percentage of a source's rows, as one column of a bigger statement."""

    output_field = DecimalField(max_digits=14, decimal_places=2)

    def __init__(self, rows: QuerySet[Model], aggregate: str) -> None:
        self.template = AGGREGATES[aggregate]
        columns = ["key"] if aggregate == "count" else ["key", "value"]
        super().__init__(rows.order_by().values(*columns))
