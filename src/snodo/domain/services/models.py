"""Services of the territory in the fields of Open Referral (HSDS 3), and sendings to them."""

import datetime
from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from snodo.domain.services import states
from snodo.kernel import clock
from snodo.kernel.tenancy import TenantForeignKey, TenantModel
from snodo.kernel.text import PlainCharField, PlainTextField, search_form


class Service(TenantModel):
    """Somewhere a person may be sent, inside the network or outside. It decays unless somebody confirms it.

    `source_id` is the identifier in the directory it was imported from.
    """

    name = PlainCharField("nome del servizio", max_length=160)
    kind = models.CharField("per che cosa", max_length=12, choices=states.ServiceKind.choices)
    provider = PlainCharField("chi lo offre", max_length=160)
    organisation = TenantForeignKey("network.Organisation", null=True, blank=True)
    description = PlainTextField("che cosa fa", max_length=4000, blank=True, default="")
    eligibility = PlainTextField("per chi", max_length=2000, blank=True, default="")
    minimum_age = models.PositiveSmallIntegerField("età minima", null=True, blank=True)
    maximum_age = models.PositiveSmallIntegerField("età massima", null=True, blank=True)
    schedule = PlainCharField("giorni e orari", max_length=300, blank=True, default="")
    languages = ArrayField(models.CharField(max_length=10), default=list, blank=True)
    documents = PlainTextField("documenti da portare", max_length=1000, blank=True, default="")
    how = PlainTextField("come si accede", max_length=1000, blank=True, default="")
    fees = PlainCharField("quanto costa", max_length=200, blank=True, default="")
    wait_days = models.PositiveSmallIntegerField("giorni di attesa", null=True, blank=True)
    area = PlainCharField("zona servita", max_length=200, blank=True, default="")
    address = PlainCharField("indirizzo", max_length=200, blank=True, default="")
    phone = models.CharField("telefono", max_length=40, blank=True, default="")
    email = models.EmailField("posta elettronica", blank=True, default="")
    url = models.URLField("sito", max_length=300, blank=True, default="")
    state = models.CharField(
        max_length=10, choices=states.ServiceState.choices, default=states.ServiceState.ACTIVE
    )
    stale_after_days = models.PositiveSmallIntegerField("da confermare ogni quanti giorni", default=90)
    confirmed_at = models.DateTimeField(default=clock.now)
    confirmed_by = TenantForeignKey("network.Membership")
    source_id = models.CharField(max_length=100, blank=True, default="")
    search_words = models.CharField(max_length=2000, blank=True, default="", editable=False)
    version = models.PositiveIntegerField(default=1)

    class Meta(TenantModel.Meta):
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["network_id", "source_id"], condition=~Q(source_id=""), name="service_source_once"
            ),
            models.CheckConstraint(
                condition=Q(minimum_age__isnull=True)
                | Q(maximum_age__isnull=True)
                | Q(maximum_age__gte=F("minimum_age")),
                name="service_ages",
                violation_error_message="L'età massima è minore di quella minima.",
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["network_id", "state", "kind"], name="service_kind")]

    def __str__(self) -> str:
        return self.name

    @property
    def stale(self) -> bool:
        """Nobody has confirmed it for too long: call before sending anybody."""
        due = self.confirmed_at + datetime.timedelta(days=self.stale_after_days)
        return self.state != states.ServiceState.CLOSED and due < clock.now()

    def worded(self) -> str:
        """The form in which it is searched."""
        kind = states.ServiceKind(self.kind).label if self.kind in states.ServiceKind.values else ""
        return search_form(f"{self.name} {self.provider} {kind} {self.area} {self.description}")[:2000]


class ServiceConfirmation(TenantModel):
    """Who said that a service is as written."""

    append_only = True

    service = TenantForeignKey(Service, related_name="confirmations")
    at = models.DateTimeField(default=clock.now)
    membership = TenantForeignKey("network.Membership")

    class Meta(TenantModel.Meta):
        indexes: ClassVar = [
            models.Index(fields=["network_id", "service", "-at"], name="service_confirmation_at")
        ]


class Sending(TenantModel):
    """Somebody was sent to a service, from an access to the desk or from a path; and what came of it."""

    service = TenantForeignKey(Service, verbose_name="servizio")
    access = TenantForeignKey("desk.Access", null=True, blank=True)
    case = TenantForeignKey("casework.Case", null=True, blank=True)
    organisation = TenantForeignKey("network.Organisation")
    operator = TenantForeignKey("network.Membership")
    sent_on = models.DateField("mandata o mandato il", default=clock.today)
    accompanied = models.BooleanField("con qualcuno accanto", default=False)
    state = models.CharField(
        "com'è andata",
        max_length=10,
        choices=states.SendingState.choices,
        default=states.SendingState.SENT,
    )
    ask_on = models.DateField("quando chiedere", null=True, blank=True)
    ended_on = models.DateField(null=True, blank=True)
    note = PlainCharField("che cosa si è saputo", max_length=500, blank=True, default="")
    version = models.PositiveIntegerField(default=1)

    class Meta(TenantModel.Meta):
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(access__isnull=False, case__isnull=True)
                | Q(access__isnull=True, case__isnull=False),
                name="sending_from_one_place",
            ),
            models.CheckConstraint(
                condition=Q(state__in=states.OPEN, ended_on__isnull=True, ask_on__isnull=False)
                | (~Q(state__in=states.OPEN) & Q(ended_on__isnull=False)),
                name="sending_open_iff_to_ask",
            ),
            models.UniqueConstraint(
                fields=["network_id", "access", "service"],
                condition=Q(access__isnull=False),
                name="sending_once_from_an_access",
                violation_error_message="Da questo accesso è già stata mandata a questo servizio.",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["network_id", "service", "state"], name="sending_service"),
            models.Index(
                fields=["network_id", "operator", "ask_on"],
                name="sending_to_ask",
                condition=Q(state__in=states.OPEN),
            ),
        ]
