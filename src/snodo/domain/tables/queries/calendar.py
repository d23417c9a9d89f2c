"""Lists of tables, what should come to one, what reports count."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, IntegerField, Max, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from snodo.domain.casework import access as casework_access
from snodo.domain.casework.models import Case
from snodo.domain.casework.states import CaseState
from snodo.domain.programmes.models import Programme
from snodo.domain.tables import access, states
from snodo.domain.tables.models import (
    Table,
    TableCase,
    TableCommitment,
    TableGuest,
)
from snodo.kernel import clock
from snodo.kernel.actor import Actor

DUE_AGAIN_AFTER = datetime.timedelta(days=60)
SHOWN_DUE = 30


def table_list(
    actor: Actor, *, programme: UUID | None = None, kind: str = "", when: str = "", text: str = ""
) -> QuerySet[Table]:
    """Tables one may see with what a line shows; `when` is a key of WHEN."""
    tables = access.tables_visible_to(actor)
    if programme:
        tables = tables.filter(programme_id=programme)
    if kind:
        tables = tables.filter(kind=kind)
    if text:
        tables = tables.filter(title__icontains=text)
    if when:
        tables = tables.filter(state__in=WHEN[when])
    order = ["starts_at", "id"] if when == "coming" else ["-starts_at", "id"]
    return (
        tables.annotate(
            cases_count=_count(TableCase),
            guests_count=_count(TableGuest),
            present_count=_count(TableGuest, present=True),
            open_commitments=_count(TableCommitment, state=states.CommitmentState.OPEN),
        )
        .select_related("programme", "organisation", "convened_by__user")
        .order_by(*order)
    )


WHEN: dict[str, list[str]] = {
    "coming": [states.TableState.PREPARED, states.TableState.CONVENED, states.TableState.IN_PROGRESS],
    "minutes": [states.TableState.MINUTED],
    "held": [states.TableState.MINUTED, states.TableState.APPROVED],
    "cancelled": [states.TableState.CANCELLED],
}


def _count(model: type[Any], **conditions: object) -> Coalesce:
    rows = model.objects.filter(table=OuterRef("pk"), **conditions).order_by()
    counted = rows.values("table").annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)


@dataclass(frozen=True, slots=True)
class DueCase:
    """A case that should come to a table, and why."""

    case: Case
    reasons: tuple[str, ...]
    last_on: datetime.date | None


def cases_due(actor: Actor, table: Table) -> list[DueCase]:
    """Open cases the actor may bring: first those never discussed, long ago, or with late promises."""
    there = TableCase.objects.filter(table=table, case=OuterRef("pk"))
    held = TableCase.objects.filter(case=OuterRef("pk"), table__state__in=states.HELD)
    late = TableCommitment.objects.filter(
        table_case__case=OuterRef("pk"), state=states.CommitmentState.OPEN, due_on__lt=clock.today()
    )
    cases = (
        casework_access.cases_visible_to(actor)
        .filter(programme=table.programme_id, state=CaseState.OPEN)
        .filter(~Exists(there))
        .annotate(
            last_table=Subquery(held.order_by("-table__starts_at").values("table__starts_at")[:1]),
            late_promises=Coalesce(
                Subquery(
                    late.order_by().values("table_case__case").annotate(n=Count("pk")).values("n"),
                    output_field=IntegerField(),
                ),
                0,
            ),
        )
        .select_related("person", "household", "phase", "responsible__user")
    )
    found = [_due(case) for case in cases[:300]]
    ranked = sorted(
        found, key=lambda due: (not due.reasons, due.last_on or datetime.date.min, due.case.opened_on)
    )
    return ranked[:SHOWN_DUE]


def _due(case: Case) -> DueCase:
    last: datetime.datetime | None = case.last_table  # type: ignore[attr-defined]
    late: int = case.late_promises  # type: ignore[attr-defined]
    last_on = clock.local_date(last) if last is not None else None
    reasons = []
    if last_on is None:
        reasons.append("mai discusso")
    elif clock.today() - last_on > DUE_AGAIN_AFTER:
        reasons.append("ultimo tavolo da più di due mesi")
    if late:
        reasons.append("un impegno scaduto" if late == 1 else f"{late} impegni scaduti")
    return DueCase(case, tuple(reasons), last_on)


def tables_held(programme: Programme, *, kinds: Iterable[str] = ()) -> QuerySet[Table]:
    """Sittings that ended with minutes."""
    tables = Table.objects.filter(programme=programme, state__in=states.HELD)
    wanted = list(kinds)
    return tables.filter(kind__in=wanted) if wanted else tables


def last_discussed(cases: QuerySet[Case]) -> dict[UUID, datetime.datetime]:
    """Case → when a table last spoke of it."""
    rows = TableCase.objects.filter(case__in=cases.values("pk"), table__state__in=states.HELD)
    return dict(rows.values("case").annotate(last=Max("table__starts_at")).values_list("case", "last"))
