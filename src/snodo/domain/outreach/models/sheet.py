"""The public sheet of a programme, and the bodies that ask to be called."""

from typing import ClassVar
from uuid import UUID

from django.db import models
from django.db.models import Q

from snodo.domain.outreach import states
from snodo.kernel import clock
from snodo.kernel.passes import PersonalLink
from snodo.kernel.tenancy import TenantForeignKey, TenantModel
from snodo.kernel.text import PlainCharField, PlainTextField


class PublicSheet(PersonalLink):
    """What a programme offers, for whoever works in the territory: read by all while it is published.

    Its address is no secret: it is worked out from the row, so that it can be printed again (ADR-0089).
    """

    programme = TenantForeignKey("programmes.Programme")
    organisation = TenantForeignKey("network.Organisation")
    title = PlainCharField("titolo", max_length=120)
    offers = PlainTextField("che cosa offre", max_length=2000)
    for_whom = PlainTextField("per chi è", max_length=2000)
    how = PlainTextField("come si partecipa", max_length=2000)
    bodies = PlainTextField(
        "che cosa chiediamo alle realtà del territorio", max_length=2000, blank=True, default=""
    )
    contact = PlainCharField("a chi rivolgersi", max_length=200)
    published_on = models.DateField(null=True, blank=True)
    published_by = TenantForeignKey("network.Membership", null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta(PersonalLink.Meta):
        constraints: ClassVar = [
            *PersonalLink.Meta.constraints,
            models.UniqueConstraint(fields=["network_id", "programme"], name="outreach_sheet_once"),
            models.CheckConstraint(
                condition=Q(revoked_at__isnull=False) | Q(published_on__isnull=False),
                name="outreach_sheet_published",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def subject_id(self) -> UUID:
        return self.pk


class CallRequest(TenantModel):
    """A body that read the sheet and asks to be called. It has no free words: nobody's story can be in it."""

    sheet = TenantForeignKey(PublicSheet, related_name="calls")
    body = PlainCharField("nome della realtà", max_length=120)
    contact = PlainCharField("chi dobbiamo cercare", max_length=80)
    phone = models.CharField("telefono", max_length=30, blank=True, default="")
    email = models.EmailField("posta elettronica", max_length=254, blank=True, default="")
    topic = models.CharField("di che cosa", max_length=10, choices=states.CallTopic.choices)
    when = models.CharField("quando", max_length=10, choices=states.CallTime.choices)
    state = models.CharField(
        max_length=10, choices=states.CallState.choices, default=states.CallState.WAITING
    )
    outcome = models.CharField(
        "com'è andata", max_length=10, choices=states.CallOutcome.choices, blank=True, default=""
    )
    asked_on = models.DateField(default=clock.today)
    settled_on = models.DateField(null=True, blank=True)
    settled_by = TenantForeignKey("network.Membership", null=True, blank=True)

    class Meta(TenantModel.Meta):
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=~Q(phone="") | ~Q(email=""),
                name="outreach_call_reachable",
                violation_error_message="Scrivi un telefono o un indirizzo di posta.",
            ),
            models.CheckConstraint(
                condition=Q(state="waiting", outcome="", settled_on__isnull=True)
                | Q(state="done", settled_on__isnull=False) & ~Q(outcome=""),
                name="outreach_call_settled",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["network_id", "sheet", "state", "asked_on"], name="outreach_call_queue")
        ]

    def __str__(self) -> str:
        return self.body
