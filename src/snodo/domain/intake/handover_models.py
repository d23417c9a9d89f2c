"""A referral that a body would rather see in another's hands, until that other body says yes."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from snodo.domain.intake import states
from snodo.kernel import clock
from snodo.kernel.crypto import EncryptedTextField
from snodo.kernel.tenancy import TenantForeignKey, TenantModel
from snodo.kernel.text import PlainCharField


class ReferralHandover(TenantModel):
    """An offer from body to body. Until it is accepted whoever offers answers for the person.

    `ground` and `shared_what` are asked anew: the other body is one more that reads of the person.
    """

    referral = TenantForeignKey("intake.Referral", related_name="handovers")
    state = models.CharField(
        max_length=10, choices=states.HandoverState.choices, default=states.HandoverState.PROPOSED
    )
    from_organisation = TenantForeignKey("network.Organisation")
    from_membership = TenantForeignKey("network.Membership")
    to_organisation = TenantForeignKey("network.Organisation")
    why = EncryptedTextField("perché a loro", max_length=1000)
    ground = models.CharField("a che titolo", max_length=20, choices=states.Ground.choices)
    shared_what = EncryptedTextField("che cosa si condivide", max_length=1000)
    proposed_at = models.DateTimeField(default=clock.now)
    answer_by = models.DateField("risposta entro il")
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = PlainCharField(max_length=160, blank=True, default="")
    to_membership = TenantForeignKey("network.Membership", null=True, blank=True)
    decline_reason = models.CharField(
        "motivo", max_length=30, choices=states.RefusalReason.choices, blank=True, default=""
    )
    answer = EncryptedTextField("spiegazione", max_length=1000, blank=True, default="")

    class Meta(TenantModel.Meta):
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["network_id", "referral"], condition=Q(state="proposed"), name="referral_offered_once"
            ),
            models.CheckConstraint(
                condition=~Q(from_organisation=F("to_organisation")), name="referral_offered_to_another"
            ),
            models.CheckConstraint(
                condition=Q(state="proposed", decided_at__isnull=True)
                | (~Q(state="proposed") & Q(decided_at__isnull=False)),
                name="referral_handover_decided_iff_dated",
            ),
            models.CheckConstraint(
                condition=Q(state="accepted", to_membership__isnull=False)
                | (~Q(state="accepted") & Q(to_membership__isnull=True)),
                name="referral_handover_accepted_iff_owner",
            ),
            models.CheckConstraint(
                condition=(Q(state="declined") & ~Q(decline_reason=""))
                | (~Q(state="declined") & Q(decline_reason="")),
                name="referral_handover_declined_iff_reason",
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["network_id", "to_organisation", "state", "answer_by"], name="referral_handover_to"
            ),
            models.Index(
                fields=["network_id", "from_organisation", "-proposed_at"], name="referral_handover_from"
            ),
        ]

    @property
    def is_open(self) -> bool:
        """Whether the other body has still to say yes or no."""
        return self.state == states.HandoverState.PROPOSED
