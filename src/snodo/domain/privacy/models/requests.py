"""What persons ask about their data, and what those who follow them add to the answer."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from snodo.domain.privacy.states import (
    REQUEST_OPEN,
    Asker,
    EffectKind,
    IdentityCheck,
    RequestKind,
    RequestState,
)
from snodo.kernel import clock
from snodo.kernel.crypto import EncryptedJSONField, EncryptedTextField
from snodo.kernel.tenancy import TenantForeignKey, TenantModel

NUMBER_LENGTH = 8


class PersonRequest(TenantModel):
    """One right exercised by a person, until it is answered or refused with a reason."""

    person = TenantForeignKey("people.Person")
    kind = models.CharField("che cosa chiede", max_length=20, choices=RequestKind.choices)
    asked_by = models.CharField("chi chiede", max_length=20, choices=Asker.choices, default=Asker.PERSON)
    asker = EncryptedTextField("nome di chi chiede", max_length=160, blank=True, default="")
    words = EncryptedTextField("con le sue parole", max_length=2000, blank=True, default="")
    state = models.CharField(max_length=20, choices=RequestState.choices, default=RequestState.RECEIVED)
    received_on = models.DateField("ricevuta il", default=clock.today)
    due_on = models.DateField("rispondere entro")
    identity_check = models.CharField(max_length=20, choices=IdentityCheck.choices, blank=True, default="")
    identity_checked_at = models.DateTimeField(null=True, blank=True)
    owner = TenantForeignKey("network.Membership", null=True, blank=True)
    prolonged_on = models.DateField(null=True, blank=True)
    prolong_reason = EncryptedTextField("perché serve più tempo", max_length=500, blank=True, default="")
    answer = EncryptedTextField("risposta", max_length=4000, blank=True, default="")
    closed_on = models.DateField(null=True, blank=True)
    reminded_on = models.DateField(null=True, blank=True)

    class Meta(TenantModel.Meta):
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(due_on__gt=F("received_on")), name="person_request_due"),
            models.CheckConstraint(
                condition=Q(state__in=REQUEST_OPEN, closed_on__isnull=True)
                | ~Q(state__in=REQUEST_OPEN) & Q(closed_on__isnull=False),
                name="person_request_closed",
            ),
            models.CheckConstraint(
                condition=Q(state__in=(RequestState.RECEIVED, RequestState.REFUSED))
                | ~Q(identity_check="") & Q(identity_checked_at__isnull=False),
                name="person_request_identity",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=(RequestState.IN_PROGRESS, RequestState.ANSWERED))
                | Q(owner__isnull=False),
                name="person_request_owned",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["network_id", "state", "due_on"], name="person_request_queue"),
            models.Index(fields=["network_id", "person"], name="person_request_person"),
        ]

    @property
    def number(self) -> str:
        """By which it is named by voice: the random end of its id, telling nothing of anybody."""
        return f"R-{self.pk.hex[-NUMBER_LENGTH:].upper()}"

    @property
    def is_open(self) -> bool:
        """Whether somebody still waits for an answer."""
        return self.state in REQUEST_OPEN


class RequestContribution(TenantModel):
    """Something data protection asks of who follows the person, to answer a request; and what they say."""

    request = TenantForeignKey(PersonRequest, related_name="contributions")
    asked_by = TenantForeignKey("network.Membership")
    question = EncryptedTextField("che cosa serve sapere", max_length=1000)
    text = EncryptedTextField("contributo", max_length=4000, blank=True, default="")
    given_by = TenantForeignKey("network.Membership", null=True, blank=True)
    given_at = models.DateTimeField(null=True, blank=True)

    class Meta(TenantModel.Meta):
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(given_at__isnull=True, given_by__isnull=True)
                | Q(given_at__isnull=False, given_by__isnull=False),
                name="request_contribution_given",
            ),
            models.UniqueConstraint(
                fields=["network_id", "request"],
                condition=Q(given_at__isnull=True),
                name="request_contribution_one_open",
            ),
        ]


class RequestEffect(TenantModel):
    """Something that was done because a person asked: what exactly, in the words of the letter."""

    request = TenantForeignKey(PersonRequest, related_name="effects")
    kind = models.CharField("che cosa si è fatto", max_length=12, choices=EffectKind.choices)
    details = EncryptedJSONField("in dettaglio", default=dict)
    done_by = TenantForeignKey("network.Membership")

    class Meta(TenantModel.Meta):
        indexes: ClassVar = [
            models.Index(fields=["network_id", "request"], name="request_effect_request"),
        ]
