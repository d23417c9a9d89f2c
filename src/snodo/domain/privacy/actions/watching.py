"""What the clock does for data protection."""

from django.db import transaction

from snodo.domain.audit import actions as audit
from snodo.domain.privacy import messages
from snodo.kernel.actor import Actor


@transaction.atomic
def report_broken_log(*, seal: int, actor: Actor) -> None:
    """The chain does not hold at this seal: written down, and told to who must look."""
    audit.record(
        actor=actor,
        verb="audit.broken",
        subject_ref=("audit.entry", actor.network_id),
        changes={"seal": seal},
    )
    messages.tell_log_broken(actor)
