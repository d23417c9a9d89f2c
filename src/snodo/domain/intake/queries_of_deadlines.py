"""What pages read of promises near their end or past it."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db.models import QuerySet

from snodo.domain.intake import escalation_access as access
from snodo.domain.intake.clocks import Clock, countdown
from snodo.domain.intake.escalation_states import EscalationState
from snodo.domain.intake.models import Escalation
from snodo.domain.network.calendars import Calendars
from snodo.kernel import clock
from snodo.kernel.actor import Actor


@dataclass(frozen=True, slots=True)
class Deadline:
    """One escalation with its clock. `mine`: the reader owns it."""

    row: Escalation
    clock: Clock
    mine: bool

    @property
    def can_be_taken(self) -> bool:
        """By whoever may open what it is about, while nobody has said "prendo io"."""
        return bool(self.row.named) and not (self.mine and self.row.state == EscalationState.TAKEN)  # type: ignore[attr-defined]


def open_deadlines(actor: Actor) -> QuerySet[Escalation]:
    """Those that still ask for somebody, the oldest promise first. One statement."""
    rows = access.escalations_visible_to(actor).filter(access.OPEN)
    rows = rows.select_related(
        *(f"referral__{name}" for name in ("action", "programme", "sender_organisation")),
        "owner__user",
        "organisation",
    )
    return rows.defer(
        "referral__programme__definition",
        "referral__programme__summary",
        "referral__criteria",
        "referral__sheet_draft",
        "referral__codice_fiscale",
        "referral__sealed",
    ).order_by("due_on", "opened_at", "pk")


def told(rows: Iterable[Escalation], actor: Actor) -> list[Deadline]:
    """Each with its clock, in the working days of the body that has to move. At most one statement."""
    listed = list(rows)
    calendars = Calendars(_body(row) for row in listed)
    today = clock.today()
    return [
        Deadline(
            row, countdown(row.due_on, today, calendars.of(_body(row))), row.owner_id == actor.membership_id
        )
        for row in listed
    ]


def _body(row: Escalation) -> UUID:
    body: UUID = row.referral.assigned_organisation_id or row.organisation_id
    return body
