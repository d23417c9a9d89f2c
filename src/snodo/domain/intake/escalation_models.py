"""A promise near its end, or past it, that somebody answers for until it is settled."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from snodo.domain.intake.escalation_states import EscalationLevel, EscalationState, Settlement
from snodo.domain.programmes.states import PromisedStep
from snodo.kernel import clock
from snodo.kernel.crypto import EncryptedTextField
from snodo.kernel.tenancy import TenantForeignKey, TenantModel

STATE = EscalationState


class Escalation(TenantModel):
    """One step of one referral, put before one member of a body: never nobody (ADR-0085).

    Made by the clock; `owner` is whom it is put before, and from `taken_at` on who said "prendo io".
    """

    referral = TenantForeignKey("intake.Referral", related_name="escalations")
    step = models.CharField(max_length=20, choices=PromisedStep.choices)
    level = models.CharField(max_length=10, choices=EscalationLevel.choices)
    due_on = models.DateField()  # the promise it speaks of
    owner = TenantForeignKey("network.Membership")
    organisation = TenantForeignKey("network.Organisation")
    state = models.CharField(max_length=10, choices=STATE.choices, default=STATE.OPEN)
    opened_at = models.DateTimeField(default=clock.now)
    taken_at = models.DateTimeField(null=True, blank=True)
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_by = TenantForeignKey("network.Membership", null=True, blank=True)  # none: it happened by itself
    settlement = models.CharField(max_length=10, choices=Settlement.choices, blank=True, default="")
    new_due_on = models.DateField("nuovo giorno concordato", null=True, blank=True)
    reason = EncryptedTextField("perché si sposta", max_length=500, blank=True, default="")

    class Meta(TenantModel.Meta):
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["network_id", "referral", "step", "due_on", "level"], name="escalation_once"
            ),
            models.CheckConstraint(
                condition=Q(state=STATE.SETTLED, settled_at__isnull=False) & ~Q(settlement="")
                | (~Q(state=STATE.SETTLED) & Q(settled_at__isnull=True, settlement="")),
                name="escalation_settled_iff_said",
            ),
            models.CheckConstraint(
                condition=~Q(state=STATE.TAKEN) | Q(taken_at__isnull=False), name="escalation_taken_iff_dated"
            ),
            models.CheckConstraint(
                condition=Q(settlement=Settlement.AGREED, new_due_on__gt=F("due_on"))
                | (~Q(settlement=Settlement.AGREED) & Q(new_due_on__isnull=True)),
                name="escalation_agreed_iff_day",
                violation_error_message="Il nuovo giorno viene dopo quello promesso.",
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["network_id", "organisation", "due_on"],
                condition=~Q(state="settled"),
                name="escalation_open_body",
            ),
        ]

    @property
    def is_open(self) -> bool:
        """Whether somebody still has to answer for it."""
        return self.state != STATE.SETTLED
