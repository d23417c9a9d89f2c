"""Escalations end by themselves when what was promised is done, or the referral is over. A service."""

from collections.abc import Iterable
from typing import Any

from snodo.domain.intake import escalation_states as states
from snodo.domain.intake.escalation_access import OPEN
from snodo.domain.intake.models import Escalation, Referral
from snodo.kernel import clock


def settle(rows: Iterable[Escalation], settlement: str, **more: Any) -> int:
    """Close rows that are held; gives how many. `more`: what else is written on them."""
    settled = 0
    for row in rows:
        row.state = states.ESCALATION.target(row.state, "settle")
        row.settlement, row.settled_at = settlement, clock.now()
        for name, value in more.items():
            setattr(row, name, value)
        row.save(update_fields=["state", "settlement", "settled_at", *more])
        settled += 1
    return settled


def settle_step(referral: Referral, settlement: str, *steps: str) -> int:
    """Close what is open of a referral, of these steps or of all."""
    rows = Escalation.objects.filter(OPEN, referral=referral)
    if steps:
        rows = rows.filter(step__in=steps)
    return settle(rows.select_for_update(of=("self",)), settlement)
