"""The catalogue of opportunities, kept fresh by confirmations, and the cards made of them."""

import datetime
from typing import ClassVar
from uuid import UUID

from django.db import models
from django.db.models import F, Q

from snodo.domain.opportunities import states
from snodo.kernel import clock
from snodo.kernel.passes import PersonalLink
from snodo.kernel.tenancy import TenantForeignKey, TenantModel
from snodo.kernel.text import PlainCharField, PlainTextField


class Opportunity(TenantModel):
    """Something a body or a neighbour offers. It grows stale unless somebody confirms it.

    `places` NULL means there is no limit; `places_free` never goes below zero or above `places`.
    """

    title = PlainCharField("titolo", max_length=160)
    kind = models.CharField("tipo", max_length=20, choices=states.OpportunityKind.choices)
    provider = TenantForeignKey("network.Organisation")
    provider_note = PlainCharField("offerta da", max_length=160, blank=True, default="")
    territory = TenantForeignKey("network.Territory", null=True, blank=True)
    place = PlainCharField("dove", max_length=200, blank=True, default="")
    schedule = PlainCharField("quando", max_length=200, blank=True, default="")
    starts_on = models.DateField("inizio", null=True, blank=True)
    ends_on = models.DateField("fine", null=True, blank=True)
    places = models.PositiveIntegerField("posti", null=True, blank=True)
    places_free = models.PositiveIntegerField("posti liberi", null=True, blank=True)
    conditions = PlainTextField("per chi e a quali condizioni", max_length=2000, blank=True, default="")
    description = PlainTextField("che cosa è", max_length=4000, blank=True, default="")
    contact = PlainCharField("a chi rivolgersi", max_length=200, blank=True, default="")
    state = models.CharField(
        "stato",
        max_length=12,
        choices=states.OpportunityState.choices,
        default=states.OpportunityState.ACTIVE,
    )
    stale_after_days = models.PositiveSmallIntegerField("da confermare dopo giorni", default=30)
    confirmed_at = models.DateTimeField(default=clock.now)
    confirmed_by = TenantForeignKey("network.Membership")
    closed_on = models.DateField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta(TenantModel.Meta):
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(places__isnull=True, places_free__isnull=True)
                | Q(places__isnull=False, places_free__isnull=False, places_free__lte=F("places")),
                name="opportunity_places",
                violation_error_message="I posti liberi non possono essere più dei posti.",
            ),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True)
                | Q(starts_on__isnull=True)
                | Q(ends_on__gte=F("starts_on")),
                name="opportunity_dates",
                violation_error_message="La fine viene prima dell'inizio.",
            ),
            models.CheckConstraint(
                condition=Q(state="closed", closed_on__isnull=False)
                | (~Q(state="closed") & Q(closed_on__isnull=True)),
                name="opportunity_closed_iff_dated",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["network_id", "state", "kind"], name="opportunity_state"),
            models.Index(fields=["network_id", "provider"], name="opportunity_provider"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def stale(self) -> bool:
        """Nobody has confirmed it for too long: who offers it must be asked before it is promised."""
        due = self.confirmed_at + datetime.timedelta(days=self.stale_after_days)
        return self.state != states.OpportunityState.CLOSED and due < clock.now()

    @property
    def full(self) -> bool:
        """No place left."""
        return self.places_free == 0

    @property
    def offered_by(self) -> str:
        """The body, or the neighbour or association the body speaks for. Needs the provider loaded."""
        return self.provider_note or self.provider.label


class Confirmation(TenantModel):
    """Who said that an opportunity still holds, and with how many places."""

    append_only = True

    opportunity = TenantForeignKey(Opportunity, related_name="confirmations")
    at = models.DateTimeField(default=clock.now)
    membership = TenantForeignKey("network.Membership")
    state = models.CharField(max_length=12, choices=states.OpportunityState.choices)
    places_free = models.PositiveIntegerField(null=True, blank=True)

    class Meta(TenantModel.Meta):
        indexes: ClassVar = [
            models.Index(fields=["network_id", "opportunity", "-at"], name="confirmation_at")
        ]


class Card(TenantModel):
    """The *tessera delle opportunità* of a person or a family, in plain words."""

    case = TenantForeignKey("casework.Case")
    number = models.PositiveSmallIntegerField()
    greeting = PlainTextField("due parole all'inizio", max_length=1000, blank=True, default="")
    contact = PlainCharField("a chi rivolgersi", max_length=200, blank=True, default="")
    state = models.CharField(max_length=10, choices=states.CardState.choices, default=states.CardState.DRAFT)
    issued_on = models.DateField(null=True, blank=True)  # the first time it was handed over
    handed_on = models.DateField(null=True, blank=True)  # the last time
    document = TenantForeignKey("documents.Document", null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta(TenantModel.Meta):
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["network_id", "case", "number"], name="card_number_once"),
            models.UniqueConstraint(
                fields=["network_id", "case"],
                condition=~Q(state="ended"),
                name="card_one_in_use",
                violation_error_message="C'è già una tessera in uso: aggiorna quella.",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["issued", "updated"], issued_on__isnull=False)
                | Q(state="draft", issued_on__isnull=True)
                | Q(state="ended"),
                name="card_issued_iff_dated",
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["network_id", "issued_on"], name="card_issued")]


class CardLine(TenantModel):
    """One opportunity on a card: what it is for this person, the first step, and the answer."""

    card = TenantForeignKey(Card, related_name="lines")
    opportunity = TenantForeignKey(Opportunity)
    position = models.PositiveSmallIntegerField()
    words = PlainTextField("che cosa è, in parole semplici", max_length=600)
    first_step = PlainCharField("primo passo", max_length=300, blank=True, default="")
    answer = models.CharField(max_length=10, choices=states.Answer.choices, default=states.Answer.WAITING)
    answered_on = models.DateField(null=True, blank=True)
    answer_note = PlainCharField("con le sue parole", max_length=300, blank=True, default="")

    class Meta(TenantModel.Meta):
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["network_id", "card", "opportunity"],
                name="card_line_once",
                violation_error_message="Questa opportunità è già sulla tessera.",
            ),
            models.CheckConstraint(
                condition=Q(answer="waiting", answered_on__isnull=True)
                | (~Q(answer="waiting") & Q(answered_on__isnull=False)),
                name="card_line_answered_iff_dated",
            ),
        ]


class CardLink(PersonalLink):
    """The personal link printed on a sheet of a card: the last sheet alone opens the page."""

    card = TenantForeignKey(Card)

    class Meta(PersonalLink.Meta):
        constraints: ClassVar = [
            *PersonalLink.Meta.constraints,
            models.UniqueConstraint(
                fields=["network_id", "card"], condition=Q(revoked_at__isnull=True), name="card_link_one"
            ),
        ]

    @property
    def subject_id(self) -> UUID:
        """The card."""
        return self.card_id


class TabledOpportunity(TenantModel):
    """What was put on a table is this opportunity of the catalogue."""

    table_opportunity = TenantForeignKey("tables.TableOpportunity")
    opportunity = TenantForeignKey(Opportunity)

    class Meta(TenantModel.Meta):
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["network_id", "table_opportunity"], name="tabled_opportunity_once"
            )
        ]
