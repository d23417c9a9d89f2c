"""The days on which a place or a body is closed, beside the holidays of the country."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from snodo.domain.network.states import ClosureRule
from snodo.kernel.calendars import Closure
from snodo.kernel.tenancy import TenantForeignKey, TenantModel
from snodo.kernel.text import PlainCharField

RULE = ClosureRule
WHICH = (-1, 1, 2, 3, 4)  # of its weekday in the month; -1 is the last


class ClosedDay(TenantModel):
    """A rule of closure of a municipality (its patron saint) or of one body, from a day to a day."""

    territory = TenantForeignKey("network.Territory", null=True, blank=True)
    organisation = TenantForeignKey("network.Organisation", null=True, blank=True)
    title = PlainCharField("che cosa si festeggia, o perché si chiude", max_length=120)
    rule = models.CharField("quando", max_length=10, choices=ClosureRule.choices)
    month = models.PositiveSmallIntegerField("mese", null=True, blank=True)
    day = models.PositiveSmallIntegerField("giorno", null=True, blank=True)
    weekday = models.PositiveSmallIntegerField("giorno della settimana", null=True, blank=True)
    which = models.SmallIntegerField("quale del mese", null=True, blank=True)
    shift = models.SmallIntegerField("giorni dopo", default=0)
    since = models.DateField("dal", null=True, blank=True)
    until = models.DateField("fino al", null=True, blank=True)
    source = PlainCharField("dove è scritto", max_length=200, blank=True, default="")

    class Meta(TenantModel.Meta):
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(territory__isnull=True, organisation__isnull=False)
                | Q(territory__isnull=False, organisation__isnull=True),
                name="closed_day_of_one",
            ),
            models.CheckConstraint(
                condition=Q(rule=RULE.YEARLY, month__range=(1, 12), day__range=(1, 31))
                | Q(rule=RULE.EASTER)
                | Q(rule=RULE.WEEKDAY, month__range=(1, 12), weekday__range=(0, 6), which__in=WHICH)
                | Q(rule=RULE.DATES, since__isnull=False, until__isnull=False),
                name="closed_day_says_when",
            ),
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(since__isnull=True) | Q(until__gte=F("since")),
                name="closed_day_dates",
                violation_error_message="La fine viene prima dell'inizio.",
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["network_id", "organisation"],
                condition=Q(organisation__isnull=False),
                name="closed_day_body",
            ),
            models.Index(
                fields=["network_id", "territory"],
                condition=Q(territory__isnull=False),
                name="closed_day_place",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def closure(self) -> Closure:
        """The rule, as calendars know it."""
        if self.rule == RULE.DATES:
            return Closure(since=self.since, until=self.until)
        if self.rule == RULE.EASTER:
            return Closure(from_easter=self.shift, since=self.since, until=self.until)
        if self.rule == RULE.YEARLY:
            return Closure(day_of=(self.month or 1, self.day or 1), since=self.since, until=self.until)
        nth = (self.month or 1, self.weekday or 0, self.which or 1)
        return Closure(nth=nth, shift=self.shift, since=self.since, until=self.until)
