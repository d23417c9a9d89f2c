"""The two long steps of a list of referrals, done by a worker: checking its rows, sending them."""

from uuid import UUID

from snodo.domain.intake import events
from snodo.kernel import background
from snodo.kernel.actor import Actor

CHECK, SEND = "check", "send"


@background.task(name="intake.check_batch", atomic=False)
def check_batch(*, batch_id: UUID, actor: Actor) -> None:
    """Read every row and say what becomes of it."""
    events.batch_waits.send(sender=None, batch_id=batch_id, step=CHECK, actor=actor)


@background.task(name="intake.send_batch", atomic=False)
def send_batch(*, batch_id: UUID, actor: Actor) -> None:
    """Send the rows that are ready, one by one."""
    events.batch_waits.send(sender=None, batch_id=batch_id, step=SEND, actor=actor)
