"""Promises made at tables, and how each body keeps them."""

from collections import Counter, defaultdict
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from snodo.domain.tables import access, states
from snodo.domain.tables.models import (
    TableCommitment,
)
from snodo.kernel import clock
from snodo.kernel.actor import Actor


@dataclass(frozen=True, slots=True)
class PromiseMeter:
    """How one body keeps what it promises."""

    organisation_id: UUID
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
    actor: Actor,
    *,
    state: str = "",
    organisation: UUID | None = None,
    programme: UUID | None = None,
    mine: bool = False,
) -> QuerySet[TableCommitment]:
    """Promises one may see; state is one of the four, or "late"."""
    promises = access.commitments_visible_to(actor)
    if state == "late":
        promises = promises.filter(state=states.CommitmentState.OPEN, due_on__lt=clock.today())
    elif state:
        promises = promises.filter(state=state)
    if organisation:
        promises = promises.filter(organisation_id=organisation)
    if programme:
        promises = promises.filter(table__programme_id=programme)
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
        .values("organisation_id", "organisation__name", "organisation__short_name", "state")
        .annotate(n=Count("pk"), overdue=Count("pk", filter=late))
    )
    totals: dict[tuple[str, UUID], Counter[str]] = defaultdict(Counter)
    for row in rows:
        label = row["organisation__short_name"] or row["organisation__name"]
        body = (label, row["organisation_id"])
        totals[body][row["state"]] += row["n"]
        totals[body]["late"] += row["overdue"]
    return [
        PromiseMeter(
            organisation_id=organisation_id,
            label=label,
            kept=count[states.CommitmentState.KEPT],
            not_kept=count[states.CommitmentState.NOT_KEPT],
            open=count[states.CommitmentState.OPEN],
            late=count["late"],
            dropped=count[states.CommitmentState.DROPPED],
        )
        for (label, organisation_id), count in sorted(totals.items())
    ]
