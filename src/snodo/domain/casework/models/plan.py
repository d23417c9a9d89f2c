"""The personalised project, version by version, and who signed it."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from snodo.domain.casework import states
from snodo.domain.casework.models.case import Case
from snodo.kernel import clock
from snodo.kernel.crypto import EncryptedTextField
from snodo.kernel.tenancy import TenantForeignKey, TenantModel
from snodo.kernel.text import PlainCharField, PlainTextField


class Plan(TenantModel):
    """A version of the personalised project: goals, results, commitments, supports."""

    case = TenantForeignKey(Case, related_name="plans")
    number = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=10, choices=states.PlanState.choices, default=states.PlanState.DRAFT)
    summary = PlainTextField("in breve", max_length=4000, blank=True, default="")
    review_on = models.DateField("verifica", null=True, blank=True)
    signed_on = models.DateField(null=True, blank=True)
    document = TenantForeignKey("documents.Document", null=True, blank=True)

    class Meta(TenantModel.Meta):
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["network_id", "case", "number"], name="plan_number_once"),
            models.UniqueConstraint(
                fields=["network_id", "case"], condition=Q(state="draft"), name="plan_one_draft"
            ),
            models.UniqueConstraint(
                fields=["network_id", "case"], condition=Q(state="signed"), name="plan_one_signed"
            ),
            models.CheckConstraint(
                condition=Q(state="draft", signed_on__isnull=True)
                | (~Q(state="draft") & Q(signed_on__isnull=False)),
                name="plan_signed_iff_dated",
            ),
        ]


class Goal(TenantModel):
    """Where the person wants to get, with the result that will show it."""

    plan = TenantForeignKey(Plan, related_name="goals")
    area = models.CharField(max_length=60, blank=True, default="")
    text = PlainCharField("obiettivo", max_length=300)
    expected_result = PlainCharField("risultato atteso", max_length=300, blank=True, default="")
    due_on = models.DateField("entro", null=True, blank=True)
    position = models.PositiveSmallIntegerField(default=1)


class Commitment(TenantModel):
    """What the person will do."""

    goal = TenantForeignKey(Goal, related_name="commitments")
    text = PlainCharField("impegno", max_length=300)
    member = TenantForeignKey("people.Person", null=True, blank=True)
    due_on = models.DateField("entro", null=True, blank=True)
    state = models.CharField(
        max_length=10, choices=states.PromiseState.choices, default=states.PromiseState.OPEN
    )


class Support(TenantModel):
    """What a service gives."""

    goal = TenantForeignKey(Goal, related_name="supports")
    text = PlainCharField("sostegno", max_length=300)
    organisation = TenantForeignKey("network.Organisation")
    activity_kind = TenantForeignKey("programmes.ActivityKind", null=True, blank=True)
    due_on = models.DateField("entro", null=True, blank=True)
    state = models.CharField(
        max_length=10, choices=states.PromiseState.choices, default=states.PromiseState.OPEN
    )


class PlanSignature(TenantModel):
    """Who agreed, when, and how (on paper, on screen).

    The name as it was signed never changes, and lies sealed: of somebody protected later no table tells it.
    """

    append_only = True

    plan = TenantForeignKey(Plan, related_name="signatures")
    signer_kind = models.CharField(max_length=20, choices=states.SignerKind.choices)
    signer_name = EncryptedTextField("firmatario", max_length=160)
    organisation = TenantForeignKey("network.Organisation", null=True, blank=True)
    signed_at = models.DateTimeField(default=clock.now)
    method = models.CharField(
        "modo", max_length=20, choices=states.SigningMethod.choices, default=states.SigningMethod.PAPER
    )

    @property
    def shown_name(self) -> str:
        """Who signed; a protected person, and who signs for them, by the pseudonym. Needs plan and case."""
        person = self.plan.case.person
        own = self.signer_kind in (states.SignerKind.PERSON, states.SignerKind.GUARDIAN)
        return str(person) if own and person is not None and person.protected else self.signer_name
