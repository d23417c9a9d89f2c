"""What pages and reports read of tables, promises and protocols."""

import datetime
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count, Exists, IntegerField, Max, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce, JSONObject

from snodo.domain.casework import access as casework_access
from snodo.domain.casework.models import Case
from snodo.domain.casework.states import CaseState
from snodo.domain.network.models import Organisation
from snodo.domain.programmes.models import Programme
from snodo.domain.tables import access, states
from snodo.domain.tables.models import (
    Decision,
    Dissent,
    MinutesApproval,
    Position,
    Protocol,
    ProtocolApproval,
    ProtocolParty,
    Table,
    TableCase,
    TableCommitment,
    TableGuest,
    TableOpportunity,
)
from snodo.kernel import clock
from snodo.kernel.actor import Actor
from snodo.kernel.text import search_form

DUE_AGAIN_AFTER = datetime.timedelta(days=60)
SHOWN_DUE = 30

# Calendar


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


# Preparing


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


# Conducting


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


def sitting(table: Table, item_id: UUID | None = None) -> Sitting:
    """Six statements, whatever the size of the table. The caller has asked who may see it."""
    guests = list(
        TableGuest.objects.filter(table=table)
        .select_related("organisation", "membership__user")
        .order_by("created_at", "id")
    )
    agenda = list(TableCase.objects.filter(table=table).order_by("position", "id"))
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


# Promises


@dataclass(frozen=True, slots=True)
class PromiseMeter:
    """How one body keeps what it promises."""

    label: str
    kept: int = 0
    not_kept: int = 0
    open: int = 0
    late: int = 0
    dropped: int = 0

    @property
    def settled(self) -> int:
        return self.kept + self.not_kept

    @property
    def share(self) -> int | None:
        """Kept out of settled, as a whole percentage; None when nothing is settled."""
        return round(100 * self.kept / self.settled) if self.settled else None


def promise_list(
    actor: Actor, *, state: str = "", organisation: UUID | None = None, mine: bool = False
) -> QuerySet[TableCommitment]:
    """Promises one may see; state is one of the four, or "late"."""
    promises = access.commitments_visible_to(actor)
    if state == "late":
        promises = promises.filter(state=states.CommitmentState.OPEN, due_on__lt=clock.today())
    elif state:
        promises = promises.filter(state=state)
    if organisation:
        promises = promises.filter(organisation_id=organisation)
    if mine:
        promises = promises.filter(
            Q(membership_id=actor.membership_id)
            | Q(membership__isnull=True, organisation_id=actor.organisation_id)
        )
    return promises.select_related(
        "organisation", "membership__user", "table__organisation", "table_case__case"
    ).order_by("due_on", "id")


def promise_meters(actor: Actor, *, programme: UUID | None = None) -> list[PromiseMeter]:
    """One line per body, by name; in one statement."""
    promises = access.commitments_visible_to(actor).filter(organisation__isnull=False)
    if programme:
        promises = promises.filter(table__programme_id=programme)
    late = Q(state=states.CommitmentState.OPEN, due_on__lt=clock.today())
    rows = (
        promises.order_by()
        .values("organisation__name", "organisation__short_name", "state")
        .annotate(n=Count("pk"), overdue=Count("pk", filter=late))
    )
    totals: dict[str, Counter[str]] = defaultdict(Counter)
    for row in rows:
        label = row["organisation__short_name"] or row["organisation__name"]
        totals[label][row["state"]] += row["n"]
        totals[label]["late"] += row["overdue"]
    return [
        PromiseMeter(
            label=label,
            kept=count[states.CommitmentState.KEPT],
            not_kept=count[states.CommitmentState.NOT_KEPT],
            open=count[states.CommitmentState.OPEN],
            late=count["late"],
            dropped=count[states.CommitmentState.DROPPED],
        )
        for label, count in sorted(totals.items())
    ]


# Protocols


@dataclass(frozen=True, slots=True)
class ApprovalRow:
    """A body that must approve, and when it did."""

    organisation: Organisation
    approved_on: datetime.date | None = None
    by: str = ""


@dataclass(frozen=True, slots=True)
class ProtocolStanding:
    """How far a protocol has come."""

    rows: list[ApprovalRow] = field(default_factory=list)

    @property
    def given(self) -> int:
        return sum(row.approved_on is not None for row in self.rows)


def protocol_list(actor: Actor, *, programme: UUID | None = None, state: str = "") -> QuerySet[Protocol]:
    """Protocols one may see with how many bodies have approved."""
    protocols = access.protocols_visible_to(actor)
    if programme:
        protocols = protocols.filter(programme_id=programme)
    if state:
        protocols = protocols.filter(state=state)
    return (
        protocols.annotate(needed_count=_count_of(ProtocolParty), given_count=_count_of(ProtocolApproval))
        .select_related("programme", "organisation")
        .order_by("title", "-version")
    )


def _count_of(model: type[Any]) -> Coalesce:
    rows = model.objects.filter(protocol=OuterRef("pk")).order_by()
    counted = rows.values("protocol").annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)


def protocol_standing(protocol: Protocol) -> ProtocolStanding:
    """Body by body. Two statements."""
    given = {
        row.organisation_id: row
        for row in ProtocolApproval.objects.filter(protocol=protocol).select_related("membership__user")
    }
    parties = protocol.parties.select_related("organisation").order_by("organisation__name")
    rows = []
    for party in parties:
        approval = given.get(party.organisation_id)
        rows.append(
            ApprovalRow(party.organisation, approval.approved_on, str(approval.membership.user))
            if approval is not None
            else ApprovalRow(party.organisation)
        )
    return ProtocolStanding(rows)


# For reports


def tables_held(programme: Programme, *, kinds: Iterable[str] = ()) -> QuerySet[Table]:
    """Sittings that ended with minutes."""
    tables = Table.objects.filter(programme=programme, state__in=states.HELD)
    wanted = list(kinds)
    return tables.filter(kind__in=wanted) if wanted else tables


def protocols_in_force(programme: Programme, *, approved_by: Iterable[UUID] = ()) -> QuerySet[Protocol]:
    """Protocols in force that all these bodies have approved."""
    protocols = Protocol.objects.filter(
        programme=programme, state__in=[states.ProtocolState.IN_FORCE, states.ProtocolState.REPLACED]
    )
    for organisation_id in approved_by:
        given = ProtocolApproval.objects.filter(protocol=OuterRef("pk"), organisation_id=organisation_id)
        protocols = protocols.filter(Exists(given))
    return protocols


def last_discussed(cases: QuerySet[Case]) -> dict[UUID, datetime.datetime]:
    """Case → when a table last spoke of it."""
    rows = TableCase.objects.filter(case__in=cases.values("pk"), table__state__in=states.HELD)
    return dict(rows.values("case").annotate(last=Max("table__starts_at")).values_list("case", "last"))
