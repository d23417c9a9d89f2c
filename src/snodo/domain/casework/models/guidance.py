"""What matters for work, without diagnoses; and what an operator notes for themselves."""

from typing import Any, ClassVar

from django.db import models
from django.db.models import Q

from snodo.domain.casework import states
from snodo.domain.casework.models.case import Case
from snodo.kernel import clock
from snodo.kernel.crypto import EncryptedJSONField, EncryptedTextField
from snodo.kernel.tenancy import TenantForeignKey, TenantModel


class WorkGuidance(TenantModel):
    """*Indicazioni per il lavoro*: one version, as one side sees it. The former ones are kept."""

    case = TenantForeignKey(Case, related_name="guidance")
    person = TenantForeignKey("people.Person")
    viewpoint = models.CharField(max_length=10, choices=states.Viewpoint.choices)
    number = models.PositiveIntegerField("versione")
    current = models.BooleanField(default=True)
    content = EncryptedJSONField()  # head of `states.GuidanceHead` -> text
    certificate = models.CharField(
        "certificazione di invalidità", max_length=10, choices=states.Certificate.choices
    )
    written_on = models.DateField(default=clock.today)
    review_on = models.DateField("da rivedere il")
    organisation = TenantForeignKey("network.Organisation")
    author = TenantForeignKey("network.Membership")

    class Meta(TenantModel.Meta):
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["network_id", "case", "person", "viewpoint", "number"], name="guidance_number_once"
            ),
            models.UniqueConstraint(
                fields=["network_id", "case", "person", "viewpoint"],
                condition=Q(current=True),
                name="guidance_current_once",
            ),
            models.CheckConstraint(
                condition=Q(review_on__gt=models.F("written_on")), name="guidance_reviewed_later"
            ),
        ]

    @property
    def lines(self) -> list[tuple[Any, str]]:
        """What is written, head by head."""
        return [(head.label, self.content.get(head.value, "")) for head in states.GuidanceHead]


class OwnNote(TenantModel):
    """A working note only its author reads. Not a line of the story: no list or export comes across it."""

    case = TenantForeignKey(Case)
    membership = TenantForeignKey("network.Membership")
    text = EncryptedTextField("appunto")

    class Meta(TenantModel.Meta):
        indexes: ClassVar = [
            models.Index(fields=["network_id", "membership", "case"], name="own_note_membership")
        ]
