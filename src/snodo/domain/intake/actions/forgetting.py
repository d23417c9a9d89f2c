"""A referral that nobody accepted, on its way out."""

from django.db import transaction

from snodo.domain.intake.models import Referral
from snodo.kernel.actor import Actor


@transaction.atomic
def close_referral_file(*, referral: Referral, closed: bool, actor: Actor) -> None:
    """Nobody reads it, or it is read again. A service: data protection has decided and written down."""
    found = Referral.objects.select_for_update(of=("self",)).get(pk=referral.pk)
    found.frozen = closed
    found.save(update_fields=["frozen"])
