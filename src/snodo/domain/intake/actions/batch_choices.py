"""What a person decides of rows of a list before it is sent."""

from collections.abc import Mapping

from django.db import transaction

from snodo.domain.audit import actions as audit
from snodo.domain.intake.actions.batches import MOVED, begin_check, held_batch, move_batch
from snodo.domain.intake.actions.declining import count_declined
from snodo.domain.intake.batches.columns import TOGETHER
from snodo.domain.intake.models import BatchRow, ReferralBatch
from snodo.kernel.actor import Actor
from snodo.kernel.errors import Conflict, InputRefused


@transaction.atomic
def settle_names(*, batch: ReferralBatch, chosen: Mapping[int, str], actor: Actor) -> ReferralBatch:
    """Say of rows, by number, which of their readings is right; all rows are checked again.

    The reading is written into the row as a file may bear it, so that nobody asks again. Raises InputRefused
    when none is chosen, Conflict.
    """
    if not chosen:
        raise InputRefused({"": "Scegli il cognome di almeno una persona."})
    batch = held_batch(batch, actor)
    move_batch(batch, "settle")
    place = next((at for at, key in enumerate(batch.reading["keys"]) if key in TOGETHER), None)
    rows = list(BatchRow.objects.select_for_update().filter(batch=batch, number__in=chosen))
    for row in rows:
        if place is None or chosen[row.number] not in row.found.get("readings", []):
            raise Conflict(MOVED)
        row.written["cells"][place] = chosen[row.number]
        row.save(update_fields=["written"])
    audit.record(actor=actor, verb="referral.batch_settle", subject=batch, changes={"rows": len(rows)})
    return begin_check(batch, actor)


@transaction.atomic
def count_refusals(*, batch: ReferralBatch, actor: Actor) -> int:
    """Count who does not want, of a list where there may be nobody to send. Raises InputRefused."""
    batch = held_batch(batch, actor)
    number = count_declined(batch, actor)
    if not number:
        raise InputRefused({"": "I rifiuti di questo elenco sono già annotati."})
    return number
