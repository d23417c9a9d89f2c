"""Who receives whom, as dated rows: municipality by municipality, and where residence does not decide."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from snodo.domain.programmes.states import RoutedBy
from snodo.kernel.tenancy import TenantForeignKey, TenantModel
from snodo.kernel.text import PlainCharField


class Route(TenantModel):
    """From a day on, which body receives those who live in a municipality; without a body, nobody does.

    On each day the row begun last counts, so two bodies on one day cannot be written (ADR-0092). A row that
    no whole day has yet stood on may be taken back: it stays written, and counts no longer.
    """

    programme = TenantForeignKey("programmes.Programme", related_name="routes")
    municipality = TenantForeignKey("network.Territory")
    organisation = TenantForeignKey("network.Organisation", null=True, blank=True)
    service = PlainCharField("servizio", max_length=200, blank=True, default="")
    valid_from = models.DateField("vale dal")
    source = PlainCharField("dov'è scritto", max_length=200, blank=True, default="")
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta(TenantModel.Meta):
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["network_id", "programme", "municipality", "valid_from"],
                condition=Q(withdrawn_at__isnull=True),
                name="route_one_a_day",
            ),
            models.CheckConstraint(
                condition=Q(organisation__isnull=False) | Q(service=""), name="route_service_of_a_body"
            ),
        ]


class RoutingRule(TenantModel):
    """From a day on, what decides who receives: residence, where one lives, and whose it is at the end.

    `grounds`: `RoutedBy` in order; the next is asked where the one before gives nobody. `protected_receiver`
    receives protected persons without a look at where they live. A version never changes.
    """

    append_only = True

    programme = TenantForeignKey("programmes.Programme", related_name="routing_rules")
    grounds = ArrayField(models.CharField(max_length=20, choices=RoutedBy.choices))
    last_resort = TenantForeignKey("network.Organisation", null=True, blank=True)
    protected_receiver = TenantForeignKey("network.Organisation", null=True, blank=True)
    valid_from = models.DateField("vale dal")
    source = PlainCharField("dov'è scritto", max_length=200)

    class Meta(TenantModel.Meta):
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["network_id", "programme", "valid_from"], name="routing_rule_once_a_day"
            ),
            models.CheckConstraint(condition=~Q(source=""), name="routing_rule_has_source"),
            models.CheckConstraint(condition=~Q(grounds=[]), name="routing_rule_says_what_decides"),
        ]
