"""The judgement on each emergency access."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from snodo.domain.privacy.states import ReviewState
from snodo.kernel.tenancy import TenantForeignKey, TenantModel
from snodo.kernel.text import PlainTextField


class EmergencyReview(TenantModel):
    """Every emergency access has one: it stays open until somebody has judged it."""

    emergency = TenantForeignKey("people.EmergencyAccess")
    state = models.CharField(max_length=20, choices=ReviewState.choices, default=ReviewState.PENDING)
    note = PlainTextField("nota", max_length=2000, blank=True, default="")
    judged_by = TenantForeignKey("network.Membership", null=True, blank=True)
    judged_at = models.DateTimeField(null=True, blank=True)

    class Meta(TenantModel.Meta):
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["network_id", "emergency"], name="emergency_review_once"),
            models.CheckConstraint(
                condition=Q(state="pending", judged_at__isnull=True)
                | ~Q(state="pending") & Q(judged_at__isnull=False, judged_by__isnull=False),
                name="emergency_review_judged",
            ),
            models.CheckConstraint(
                condition=~Q(state="unjustified") | ~Q(note=""),
                name="emergency_review_says_why",
                violation_error_message="Scrivi perché l'accesso non era giustificato.",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["network_id", "state", "created_at"], name="emergency_review_queue")
        ]
