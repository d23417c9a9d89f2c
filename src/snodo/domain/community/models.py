"""The diary of the network: what was done together, by which bodies, with how many people."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from snodo.domain.community import states
from snodo.kernel import clock
from snodo.kernel.tenancy import TenantForeignKey, TenantModel
from snodo.kernel.text import PlainCharField, PlainTextField, search_form


class NetworkActivity(TenantModel):
    """Something the network does in the open: a street lunch, an assembly, a meeting between bodies.

    Nobody's data is in it: people are counted. All the network reads it.
    """

    title = PlainCharField("che cosa", max_length=160)
    kind = models.CharField("di che tipo", max_length=20, choices=states.NetworkActivityKind.choices)
    programme = TenantForeignKey("programmes.Programme", null=True, blank=True)
    organisation = TenantForeignKey("network.Organisation")
    owner = TenantForeignKey("network.Membership")
    starts_on = models.DateField("giorno")
    ends_on = models.DateField("fino al", null=True, blank=True)
    starts_at = models.TimeField("ora", null=True, blank=True)
    place = PlainCharField("luogo", max_length=200, blank=True, default="")
    municipality = TenantForeignKey("network.Territory", null=True, blank=True)
    audience = ArrayField(
        models.CharField(max_length=12, choices=states.Audience.choices), default=list, blank=True
    )
    purpose = PlainTextField("che cosa ci si aspetta", max_length=2000, blank=True, default="")
    state = models.CharField(
        max_length=10, choices=states.ActivityState.choices, default=states.ActivityState.PLANNED
    )
    people = models.PositiveIntegerField("persone venute", null=True, blank=True)
    new_people = models.PositiveIntegerField("di cui per la prima volta", null=True, blank=True)
    story = PlainTextField("com'è andata", max_length=4000, blank=True, default="")
    follow_up = PlainTextField("che cosa ne nasce", max_length=2000, blank=True, default="")
    cancelled_why = PlainCharField("perché è annullata", max_length=300, blank=True, default="")
    search_words = models.CharField(max_length=1000, blank=True, default="", editable=False)
    version = models.PositiveIntegerField(default=1)

    class Meta(TenantModel.Meta):
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                name="network_activity_days",
                violation_error_message="L'ultimo giorno viene prima del primo.",
            ),
            models.CheckConstraint(
                condition=(Q(state="held", people__isnull=False) & ~Q(story=""))
                | (~Q(state="held") & Q(people__isnull=True, new_people__isnull=True)),
                name="network_activity_told_iff_held",
                violation_error_message="Scrivi quante persone sono venute e com'è andata.",
            ),
            models.CheckConstraint(
                condition=Q(new_people__isnull=True) | Q(new_people__lte=F("people")),
                name="network_activity_new_people",
                violation_error_message="Chi è venuto per la prima volta non può superare il totale.",
            ),
            models.CheckConstraint(
                condition=(Q(state="cancelled") & ~Q(cancelled_why=""))
                | (~Q(state="cancelled") & Q(cancelled_why="")),
                name="network_activity_cancelled_iff_why",
                violation_error_message="Scrivi perché è annullata.",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["network_id", "-starts_on", "id"], name="network_activity_day")
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def to_be_told(self) -> bool:
        """It has taken place, and nobody has written how it went."""
        return self.state == states.ActivityState.PLANNED and (self.ends_on or self.starts_on) < clock.today()

    def worded(self) -> str:
        """The form in which it is searched."""
        return search_form(f"{self.title} {self.place} {self.purpose}")[:1000]


class ActivityPartner(TenantModel):
    """A body that does it with the promoter: of the network, or known only by its name."""

    activity = TenantForeignKey(NetworkActivity, related_name="partners")
    organisation = TenantForeignKey("network.Organisation", null=True, blank=True)
    name = PlainCharField("nome dell'ente", max_length=160, blank=True, default="")
    name_key = models.CharField(max_length=160, blank=True, default="", editable=False)
    is_public = models.BooleanField("è un ente pubblico", default=False)
    part = models.CharField(
        "che cosa fa",
        max_length=10,
        choices=states.PartnerPart.choices,
        default=states.PartnerPart.TAKES_PART,
    )
    first_time = models.BooleanField("è la prima volta insieme", default=False)

    class Meta(TenantModel.Meta):
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(organisation__isnull=False, name="")
                | (Q(organisation__isnull=True) & ~Q(name="")),
                name="activity_partner_is_one_body",
                violation_error_message="Scegli un ente della rete, oppure scrivi il nome di un altro.",
            ),
            models.UniqueConstraint(
                fields=["network_id", "activity", "organisation"],
                condition=Q(organisation__isnull=False),
                name="activity_partner_once",
                violation_error_message="Questo ente c'è già.",
            ),
            models.UniqueConstraint(
                fields=["network_id", "activity", "name_key"],
                condition=Q(organisation__isnull=True),
                name="activity_partner_named_once",
                violation_error_message="Questo ente c'è già.",
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["network_id", "activity"], name="activity_partner_of")]

    def __str__(self) -> str:
        return self.organisation.label if self.organisation else self.name


class ActivityParticipant(TenantModel):
    """A person the body follows who was there. Read by that body alone, and only by who sees the person."""

    activity = TenantForeignKey(NetworkActivity, related_name="participants")
    person = TenantForeignKey("people.Person")
    organisation = TenantForeignKey("network.Organisation")
    membership = TenantForeignKey("network.Membership")

    class Meta(TenantModel.Meta):
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["network_id", "activity", "person", "organisation"],
                name="activity_participant_once",
                violation_error_message="Questa persona è già segnata.",
            )
        ]
        indexes: ClassVar = [
            models.Index(fields=["network_id", "activity", "organisation"], name="activity_participant_of")
        ]
