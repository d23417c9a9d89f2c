"""What bodies of the territory know of those the programme seeks, on the sheet of its pack. Nobody's data."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from snodo.kernel import clock
from snodo.kernel.tenancy import TenantForeignKey, TenantModel
from snodo.kernel.text import PlainCharField


class TerritoryReply(TenantModel):
    """One sheet, filled in once by one body: with an account, or from the public page."""

    programme = TenantForeignKey("programmes.Programme")
    instrument = TenantForeignKey("instruments.Instrument")
    body = PlainCharField("nome della realtà", max_length=120)
    answers = models.JSONField("risposte", default=dict)
    filled_on = models.DateField("compilata il", default=clock.today)
    membership = TenantForeignKey("network.Membership", null=True, blank=True)
    sheet = TenantForeignKey("outreach.PublicSheet", null=True, blank=True)

    class Meta(TenantModel.Meta):
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(membership__isnull=False, sheet__isnull=True)
                | Q(membership__isnull=True, sheet__isnull=False),
                name="outreach_reply_member_or_sheet",
            )
        ]
        indexes: ClassVar = [
            models.Index(fields=["network_id", "programme", "filled_on"], name="outreach_reply_day")
        ]

    def __str__(self) -> str:
        return self.body
