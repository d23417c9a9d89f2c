"""What we know of a host company, how we came to know it, and the agreements with it."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from snodo.domain.employers import states
from snodo.kernel import clock
from snodo.kernel.tenancy import TenantForeignKey, TenantModel
from snodo.kernel.text import PlainCharField, PlainTextField


class HostProfile(TenantModel):
    """An organisation of the network seen as a place of work.

    `readiness`, `last_contact_on` and `next_contact_on` are what the last scouting contact said.
    """

    organisation = TenantForeignKey("network.Organisation")
    kind = models.CharField("tipo di azienda", max_length=20, choices=states.HostKind.choices)
    activity = PlainCharField("che cosa fa", max_length=160, blank=True, default="")
    ateco_code = models.CharField("codice ATECO", max_length=10, blank=True, default="")
    ateco_edition = models.CharField(
        max_length=4, choices=states.AtecoEdition.choices, blank=True, default=""
    )
    permanent_employees = models.PositiveIntegerField("a tempo indeterminato", null=True, blank=True)
    fixed_term_employees = models.PositiveIntegerField("a tempo determinato", null=True, blank=True)
    public_body = models.BooleanField("ente pubblico", default=False)
    region = models.CharField("regione", max_length=30, choices=states.Region.choices, blank=True, default="")
    municipality = TenantForeignKey("network.Territory", null=True, blank=True)
    site = PlainCharField("sede di lavoro", max_length=200, blank=True, default="")
    transport = models.CharField(
        "come ci si arriva", max_length=10, choices=states.Transport.choices, default=states.Transport.UNKNOWN
    )
    transport_note = PlainCharField("linea, fermata, orari", max_length=200, blank=True, default="")
    notes = PlainTextField("note", max_length=4000, blank=True, default="")
    readiness = models.CharField(
        max_length=20, choices=states.Readiness.choices, default=states.Readiness.NEW
    )
    last_contact_on = models.DateField(null=True, blank=True)
    next_contact_on = models.DateField(null=True, blank=True)

    class Meta(TenantModel.Meta):
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["network_id", "organisation"],
                name="host_profile_once",
                violation_error_message="Questa azienda ha già la sua scheda.",
            ),
            models.CheckConstraint(
                condition=Q(readiness="new") | Q(last_contact_on__isnull=False),
                name="host_readiness_has_contact",
            ),
            models.CheckConstraint(
                condition=Q(ateco_code="") | ~Q(ateco_edition=""),
                name="host_ateco_has_edition",
                violation_error_message="Indica l'edizione del codice ATECO.",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["network_id", "kind"], name="host_kind"),
            models.Index(fields=["network_id", "readiness"], name="host_readiness"),
        ]

    @property
    def employees(self) -> int | None:
        """Those who count for the quota of trainees; None when nobody asked yet."""
        if self.permanent_employees is None and self.fixed_term_employees is None:
            return None
        return (self.permanent_employees or 0) + (self.fixed_term_employees or 0)


class HostContact(TenantModel):
    """Whom to speak to in the company."""

    host = TenantForeignKey(HostProfile, related_name="contacts")
    name = PlainCharField("nome e cognome", max_length=120)
    job_title = PlainCharField("ruolo", max_length=120, blank=True, default="")
    phone = PlainCharField("telefono", max_length=30, blank=True, default="")
    email = models.EmailField("posta elettronica", blank=True, default="")
    ended_on = models.DateField(null=True, blank=True)


class ScoutingContact(TenantModel):
    """One contact with the company: what was said and when to speak again."""

    host = TenantForeignKey(HostProfile, related_name="scouting")
    kind = models.CharField("come", max_length=10, choices=states.ContactKind.choices)
    on_day = models.DateField("quando", default=clock.today)
    membership = TenantForeignKey("network.Membership")
    spoke_with = PlainCharField("con chi", max_length=120, blank=True, default="")
    readiness = models.CharField("disponibilità", max_length=20, choices=states.Readiness.choices)
    summary = PlainTextField("che cosa ci siamo detti", max_length=2000, blank=True, default="")
    next_on = models.DateField("risentire il", null=True, blank=True)

    class Meta(TenantModel.Meta):
        indexes: ClassVar = [models.Index(fields=["network_id", "host", "-on_day"], name="scouting_host_day")]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(next_on__isnull=True) | Q(next_on__gte=F("on_day")),
                name="scouting_dates",
                violation_error_message="La data per risentirsi viene prima del contatto.",
            )
        ]


class FrameworkAgreement(TenantModel):
    """The *convenzione* between a promoter and a host, under which internships are born."""

    promoter = TenantForeignKey("network.Organisation")
    host = TenantForeignKey("network.Organisation")
    number = PlainCharField("numero o protocollo", max_length=60, blank=True, default="")
    valid_from = models.DateField("vale dal")
    valid_until = models.DateField("vale fino al")
    document = TenantForeignKey("documents.Document", null=True, blank=True)
    ended_on = models.DateField(null=True, blank=True)

    class Meta(TenantModel.Meta):
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(valid_until__gte=F("valid_from")),
                name="agreement_dates",
                violation_error_message="La fine della convenzione viene prima dell'inizio.",
            ),
            models.CheckConstraint(
                condition=~Q(promoter=F("host")),
                name="agreement_two_bodies",
                violation_error_message="Promotore e azienda ospitante devono essere due enti diversi.",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["network_id", "host", "valid_until"], name="agreement_host"),
            models.Index(fields=["network_id", "valid_until"], name="agreement_expiry"),
        ]
