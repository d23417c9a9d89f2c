"""What the nightly look at the log found unusual."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from snodo.domain.privacy.states import Pattern, UnusualState
from snodo.kernel.tenancy import TenantForeignKey, TenantModel
from snodo.kernel.text import PlainTextField


class UnusualReading(TenantModel):
    """One pattern, of one person at work, on one day: a question to ask, not an accusation."""

    pattern = models.CharField(max_length=20, choices=Pattern.choices)
    membership = TenantForeignKey("network.Membership")
    day = models.DateField()
    count = models.PositiveIntegerField()
    usual = models.PositiveIntegerField(default=0)
    subject_id = models.UUIDField(null=True, blank=True)
    state = models.CharField(max_length=20, choices=UnusualState.choices, default=UnusualState.NEW)
    note = PlainTextField("nota", max_length=2000, blank=True, default="")
    looked_by = TenantForeignKey("network.Membership", null=True, blank=True)
    looked_at = models.DateTimeField(null=True, blank=True)

    class Meta(TenantModel.Meta):
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["network_id", "pattern", "membership", "day", "subject_id"],
                name="unusual_once",
                nulls_distinct=False,
            ),
            models.CheckConstraint(
                condition=Q(state="new", looked_at__isnull=True)
                | ~Q(state="new") & Q(looked_at__isnull=False),
                name="unusual_looked_at",
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["network_id", "state", "day"], name="unusual_queue")]
