"""What happened and what is due."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from snodo.domain.casework import states
from snodo.domain.casework.models.case import Case
from snodo.kernel import clock
from snodo.kernel.tenancy import TenantForeignKey, TenantModel
from snodo.kernel.text import PlainCharField, PlainTextField


class CaseEvent(TenantModel):
    """A line of the story, written by the action that made it happen."""

    case = TenantForeignKey(Case, related_name="events")
    kind = models.CharField(max_length=40)
    title = PlainCharField(max_length=200)
    detail = PlainTextField(max_length=4000, blank=True, default="")
    at = models.DateTimeField(default=clock.now)
    audience = models.CharField(max_length=10, choices=states.Audience.choices)
    author = PlainCharField(max_length=160, blank=True, default="")
    author_membership = TenantForeignKey("network.Membership", null=True, blank=True)
    ref_kind = models.CharField(max_length=60, blank=True, default="")
    ref_id = models.UUIDField(null=True, blank=True)

    class Meta(TenantModel.Meta):
        indexes: ClassVar = [models.Index(fields=["network_id", "case", "-at"], name="event_case_at")]


class CaseSeen(TenantModel):
    """When one last looked at a case: what came after is new to them."""

    case = TenantForeignKey(Case)
    membership = TenantForeignKey("network.Membership")
    seen_at = models.DateTimeField()

    class Meta(TenantModel.Meta):
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["network_id", "case", "membership"], name="case_seen_once")
        ]


class NextStep(TenantModel):
    """What is due, by whom, by when: the same row on the case page and in *Oggi*."""

    case = TenantForeignKey(Case, related_name="steps")
    kind = models.CharField(max_length=40)
    title = PlainCharField(max_length=200)
    due_on = models.DateField()
    organisation = TenantForeignKey("network.Organisation")
    membership = TenantForeignKey("network.Membership", null=True, blank=True)
    state = models.CharField(max_length=10, choices=states.StepState.choices, default=states.StepState.DUE)
    settled_on = models.DateField(null=True, blank=True)
    ref_kind = models.CharField(max_length=60, blank=True, default="")
    ref_id = models.UUIDField(null=True, blank=True)

    class Meta(TenantModel.Meta):
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(state="due", settled_on__isnull=True)
                | (~Q(state="due") & Q(settled_on__isnull=False)),
                name="step_settled_iff_dated",
            )
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["network_id", "case", "due_on"], condition=Q(state="due"), name="step_case_due"
            ),
            models.Index(
                fields=["network_id", "membership", "due_on"], condition=Q(state="due"), name="step_mine_due"
            ),
            models.Index(
                fields=["network_id", "organisation", "due_on"], condition=Q(state="due"), name="step_org_due"
            ),
        ]
