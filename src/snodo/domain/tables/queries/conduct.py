"""One table with everything its page shows."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, Q, QuerySet
from django.db.models.functions import JSONObject

from snodo.domain.casework.models import Case
from snodo.domain.network.models import Organisation
from snodo.domain.tables import access, states
from snodo.domain.tables.models import (
    Decision,
    Dissent,
    MinutesApproval,
    Position,
    Table,
    TableCase,
    TableCommitment,
    TableGuest,
    TableOpportunity,
)
from snodo.kernel.actor import Actor
from snodo.kernel.text import search_form


@dataclass(frozen=True, slots=True)
class PositionRow:
    """What one guest said, and whether the area is read differently."""

    position: Position
    guest: TableGuest
    diverges: bool


@dataclass(frozen=True, slots=True)
class Sitting:
    """Everything a page in progress shows of one table and one of its cases."""

    table: Table
    guests: list[TableGuest]
    agenda: list[TableCase]
    item: TableCase | None
    positions: list[PositionRow]
    diverging: dict[str, int]
    decisions: list[Decision]
    commitments: list[TableCommitment]
    earlier: list[TableCommitment]
    opportunities: list[TableOpportunity]

    @property
    def decision(self) -> Decision | None:
        return self.decisions[0] if self.decisions else None

    @property
    def present(self) -> list[TableGuest]:
        return [guest for guest in self.guests if guest.present]

    @property
    def next_item(self) -> TableCase | None:
        """The case that follows on the agenda."""
        if self.item is None:
            return None
        later = [
            item for item in self.agenda if (item.position, item.pk) > (self.item.position, self.item.pk)
        ]
        return later[0] if later else None

    @property
    def number(self) -> int:
        return self.agenda.index(self.item) + 1 if self.item is not None else 0

    @property
    def kept(self) -> list[TableCommitment]:
        return [row for row in self.earlier if row.state == states.CommitmentState.KEPT]

    @property
    def not_kept(self) -> list[TableCommitment]:
        return [row for row in self.earlier if row.state == states.CommitmentState.NOT_KEPT]


def sitting(table: Table, item_id: UUID | None = None, *, actor: Actor) -> Sitting:
    """Six statements, whatever the size of the table. The caller has asked who may see it."""
    guests = list(
        TableGuest.objects.filter(table=table)
        .select_related("organisation", "membership__user")
        .order_by("created_at", "id")
    )
    agenda = list(access.agenda_for(actor, table).order_by("position", "id"))
    item = next((row for row in agenda if row.pk == item_id), agenda[0] if agenda else None)
    by_id = {guest.pk: guest for guest in guests}
    positions = list(Position.objects.filter(table_case=item)) if item is not None else []
    diverging = divergences(positions)
    earlier, commitments = _promises(table, item)
    return Sitting(
        table=table,
        guests=guests,
        agenda=agenda,
        item=item,
        positions=[
            PositionRow(row, by_id[row.guest_id], any(area in diverging for area in areas_of(row)))
            for row in positions
        ],
        diverging={_written(area, positions): count for area, count in diverging.items()},
        decisions=_decisions(table, item, by_id),
        commitments=commitments,
        earlier=earlier,
        opportunities=list(
            TableOpportunity.objects.filter(table=table)
            .filter(Q(table_case=item) | Q(table_case__isnull=True))
            .select_related("organisation")
        ),
    )


def areas_of(position: Position) -> list[str]:
    """The needs a position speaks of, in a form that compares: "Casa, reddito" is two."""
    return [found for part in position.need_area.split(",") if (found := search_form(part))]


def divergences(positions: Iterable[Position]) -> dict[str, int]:
    """Area → how many readings, where somebody said that they see it differently from the others."""
    readings: dict[str, int] = Counter()
    differs: set[str] = set()
    for position in positions:
        for area in areas_of(position):
            readings[area] += 1
            if position.differs:
                differs.add(area)
    return {area: readings[area] for area in sorted(differs) if readings[area] > 1}


def _written(area: str, positions: list[Position]) -> str:
    """The area as somebody typed it."""
    for position in positions:
        for part in position.need_area.split(","):
            if search_form(part) == area:
                return part.strip().lower()
    return area


def _decisions(table: Table, item: TableCase | None, guests: dict[UUID, TableGuest]) -> list[Decision]:
    """With their dissents on `said_otherwise`, in the same statement."""
    dissents = Dissent.objects.filter(decision=OuterRef("pk")).order_by("created_at", "id")
    rows = Decision.objects.filter(table=table, table_case=item).annotate(
        dissent_rows=ArraySubquery(dissents.values(row=JSONObject(guest="guest_id", text="text")))
    )
    found: list[Decision] = list(rows)
    for decision in found:
        decision.said_otherwise = [  # type: ignore[attr-defined]
            {"guest": guests[UUID(row["guest"])], "text": row["text"]}
            for row in decision.dissent_rows  # type: ignore[attr-defined]
        ]
    return found


def _promises(table: Table, item: TableCase | None) -> tuple[list[TableCommitment], list[TableCommitment]]:
    """Those of the last table that spoke of this, and those of today."""
    here = Q(table=table, table_case=item)
    if item is not None:
        before = Q(table_case__case=item.case_id, table__starts_at__lt=table.starts_at)
    else:
        before = Q(
            table__programme=table.programme_id,
            table__kind=table.kind,
            table_case__isnull=True,
            table__starts_at__lt=table.starts_at,
        )
    rows = list(
        TableCommitment.objects.filter(here | before)
        .select_related("organisation", "membership__user", "table")
        .order_by("-table__starts_at", "due_on", "id")
    )
    older = [row for row in rows if row.table_id != table.pk]
    last = older[0].table_id if older else None
    return [row for row in older if row.table_id == last], [row for row in rows if row.table_id == table.pk]


def approvals_missing(table: Table) -> list[Organisation]:
    """Bodies that were present and have not recognised the minutes."""
    given = MinutesApproval.objects.filter(table=table).values("organisation_id")
    present = TableGuest.objects.filter(table=table, present=True, organisation__isnull=False)
    return list(
        Organisation.objects.filter(pk__in=present.values("organisation_id"))
        .exclude(pk__in=given)
        .order_by("name")
    )


def tables_of_case(case: Case) -> QuerySet[TableCase]:
    """Where a case was discussed, newest first; the caller has asked who may see the case."""
    return TableCase.objects.filter(case=case).select_related("table").order_by("-table__starts_at")
