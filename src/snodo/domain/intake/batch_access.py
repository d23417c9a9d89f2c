"""Who may see and send a list of referrals: whoever may refer, in the body that made it."""

from django.db.models import QuerySet

from snodo.domain.intake.access import SENDERS
from snodo.domain.intake.models import ReferralBatch
from snodo.kernel.actor import Actor


def batches_visible_to(actor: Actor) -> QuerySet[ReferralBatch]:
    """Lists of the actor's own body; to nobody else do they exist."""
    batches: QuerySet[ReferralBatch] = ReferralBatch.objects.filter(network_id=actor.network_id)
    if actor.by_link or not actor.has_role(*SENDERS):
        return batches.none()
    return batches.filter(organisation_id=actor.organisation_id)


def can_work_on_batch(actor: Actor, batch: ReferralBatch) -> bool:
    """Match its columns, send it, throw it away."""
    return batches_visible_to(actor).filter(pk=batch.pk).exists()
