"""In which order people wait: a few declared criteria, one after the other, in dated versions."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from snodo.kernel.tenancy import TenantForeignKey, TenantModel
from snodo.kernel.text import PlainCharField


class WaitingRule(TenantModel):
    """What puts one person before another in an action, from a day on; a version never changes.

    `criteria`: codes of `waiting.WaitingCriterion`, or `entry:` and the code of an entry criterion. The
    first one decides, the second only where the first is equal, and at the end the day of sending.
    """

    action = TenantForeignKey("programmes.ProgrammeAction")
    criteria = ArrayField(models.CharField(max_length=80), default=list, blank=True)
    valid_from = models.DateField("vale dal")
    source = PlainCharField("dov'è scritto", max_length=200)

    class Meta(TenantModel.Meta):
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["network_id", "action", "valid_from"], name="waiting_rule_once_a_day"
            ),
            models.CheckConstraint(condition=~Q(source=""), name="waiting_rule_has_source"),
        ]
