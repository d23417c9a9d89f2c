"""A choice made against a declared rule, with its reason: another body, or somebody before their turn."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from snodo.domain.intake import states
from snodo.kernel import clock
from snodo.kernel.crypto import EncryptedTextField
from snodo.kernel.tenancy import TenantForeignKey, TenantModel


class RuleException(TenantModel):
    """Somebody went another way than the rule said: which rule, why, and to whom.

    Whose it was by the rule is sealed: of somebody protected later it would say where they live.
    """

    append_only = True

    referral = TenantForeignKey("intake.Referral", related_name="exceptions")
    kind = models.CharField("quale regola", max_length=10, choices=states.ExceptionKind.choices)
    reason = models.CharField("motivo", max_length=20, choices=states.EXCEPTION_REASONS)
    words = EncryptedTextField("spiegazione", max_length=300, blank=True, default="")
    expected = EncryptedTextField("a chi toccava", max_length=200, blank=True, default="")
    chosen = TenantForeignKey("network.Organisation")
    place = models.PositiveSmallIntegerField("posto in lista", null=True, blank=True)
    many = models.PositiveSmallIntegerField("quante in lista", null=True, blank=True)
    at = models.DateTimeField(default=clock.now)
    author = TenantForeignKey("network.Membership")

    class Meta(TenantModel.Meta):
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(kind="route", place__isnull=True, many__isnull=True)
                | Q(kind="turn", place__gte=2, many__gte=F("place")),
                name="rule_exception_says_the_place",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["network_id", "referral", "at"], name="rule_exception_referral")
        ]
