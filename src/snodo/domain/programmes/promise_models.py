"""How fast a programme promises to move, as dated rows."""

import datetime
from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from snodo.domain.programmes.states import PromisedStep, PromiseUnit
from snodo.kernel.calendars import Calendar
from snodo.kernel.tenancy import TenantForeignKey, TenantModel
from snodo.kernel.text import PlainCharField


class PromisedTime(TenantModel):
    """From a day on, one step of an action is promised within so many days of the referral.

    With `organisation`, when that body receives. A row is never changed: a later one takes its place, and one
    that ends by itself gives it back to the one before (ADR-0084).
    """

    append_only = True

    action = TenantForeignKey("programmes.ProgrammeAction", related_name="promised_times")
    organisation = TenantForeignKey("network.Organisation", null=True, blank=True)
    step = models.CharField("che cosa", max_length=20, choices=PromisedStep.choices)
    amount = models.PositiveSmallIntegerField("entro")
    unit = models.CharField("contati in", max_length=15, choices=PromiseUnit.choices)
    valid_from = models.DateField("vale dal")
    valid_until = models.DateField("vale fino al", null=True, blank=True)
    source = PlainCharField("dove è scritto", max_length=200, blank=True, default="")

    class Meta(TenantModel.Meta):
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(amount__lte=730), name="promised_time_amount"),
            models.CheckConstraint(
                condition=Q(valid_until__isnull=True) | Q(valid_until__gte=F("valid_from")),
                name="promised_time_dates",
                violation_error_message="La fine viene prima dell'inizio.",
            ),
            models.CheckConstraint(
                condition=Q(unit__in=[PromiseUnit.WORKING_DAYS, PromiseUnit.DAYS]), name="promised_time_unit"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["network_id", "action", "valid_from"], name="promised_time_action")
        ]

    @property
    def words(self) -> str:
        """ "5 giorni lavorativi"."""
        if self.amount == 0:
            return "in giornata"
        if self.unit == PromiseUnit.WORKING_DAYS:
            return "1 giorno lavorativo" if self.amount == 1 else f"{self.amount} giorni lavorativi"
        return "1 giorno" if self.amount == 1 else f"{self.amount} giorni"

    @property
    def within(self) -> str:
        """ "entro 5 giorni lavorativi", "in giornata"."""
        return self.words if self.amount == 0 else f"entro {self.words}"

    def due(self, start: datetime.date, calendar: Calendar) -> datetime.date:
        """The day by which it is kept: always one on which the receiver works."""
        if self.unit == PromiseUnit.WORKING_DAYS:
            return calendar.add(start, self.amount)
        return calendar.on_or_after(start + datetime.timedelta(days=self.amount))


class LeadStep(TenantModel):
    """From a day on, so many working days after a missed promise it is before who co-ordinates the lead.

    Where a programme says nothing it is three (`queries.lead_step`, ADR-0085). A later row takes its place.
    """

    append_only = True

    programme = TenantForeignKey("programmes.Programme", related_name="lead_steps")
    days = models.PositiveSmallIntegerField("dopo quanti giorni lavorativi")
    valid_from = models.DateField("vale dal")
    source = PlainCharField("dove è deciso", max_length=200)

    class Meta(TenantModel.Meta):
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(days__range=(1, 60)), name="lead_step_days")
        ]
        indexes: ClassVar = [
            models.Index(fields=["network_id", "programme", "valid_from"], name="lead_step_programme")
        ]

    @property
    def words(self) -> str:
        """ "3 giorni lavorativi"."""
        return "1 giorno lavorativo" if self.days == 1 else f"{self.days} giorni lavorativi"
