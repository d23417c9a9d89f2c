"""Readings with instruments, critical issues, and what came of the path."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from snodo.domain.casework import states
from snodo.domain.casework.models.case import Case
from snodo.kernel import clock
from snodo.kernel.tenancy import TenantForeignKey, TenantModel
from snodo.kernel.text import PlainCharField, PlainTextField


class Assessment(TenantModel):
    """A reading with an instrument, by one professional or by the person."""

    case = TenantForeignKey(Case, related_name="assessments")
    response = TenantForeignKey("instruments.Response")
    purpose = models.CharField(max_length=30)
    moment = models.CharField(max_length=10, choices=states.Moment.choices, blank=True, default="")
    author = TenantForeignKey("network.Membership")
    read_on = models.DateField(default=clock.today)

    class Meta(TenantModel.Meta):
        indexes: ClassVar = [
            models.Index(fields=["network_id", "case", "purpose", "read_on"], name="assessment_case")
        ]


class Outcome(TenantModel):
    """What came of it, with its proof. `kind` is one of the programme's outcome kinds."""

    case = TenantForeignKey(Case, related_name="outcomes")
    person = TenantForeignKey("people.Person", null=True, blank=True)
    kind = models.SlugField("esito", max_length=60)
    family = models.CharField(max_length=30, choices=states.OutcomeFamily.choices)
    happened_on = models.DateField("data")
    ends_on = models.DateField("fino al", null=True, blank=True)
    employer = PlainCharField("presso", max_length=160, blank=True, default="")
    detail = PlainCharField("dettagli", max_length=300, blank=True, default="")
    weekly_hours = models.DecimalField(
        "ore a settimana", max_digits=4, decimal_places=1, null=True, blank=True
    )
    evidence = TenantForeignKey("documents.Document", null=True, blank=True)
    evidence_note = PlainCharField("prova", max_length=200, blank=True, default="")
    withdrawn_on = models.DateField(null=True, blank=True)
    withdrawn_reason = PlainCharField("perché è stato tolto", max_length=200, blank=True, default="")

    class Meta(TenantModel.Meta):
        indexes: ClassVar = [
            models.Index(fields=["network_id", "family", "happened_on"], name="outcome_family"),
            models.Index(fields=["network_id", "case", "happened_on"], name="outcome_case"),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("happened_on")),
                name="outcome_dates",
                violation_error_message="La fine viene prima dell'inizio.",
            )
        ]


class CriticalIssue(TenantModel):
    """An early signal taken up by someone, until a day."""

    case = TenantForeignKey(Case, related_name="issues")
    title = PlainCharField("che cosa preoccupa", max_length=200)
    detail = PlainTextField("che cosa si è visto", max_length=4000, blank=True, default="")
    severity = models.CharField("peso", max_length=10, choices=states.Severity.choices)
    owner = TenantForeignKey("network.Membership")
    noticed_on = models.DateField("notato il", default=clock.today)
    due_on = models.DateField("da rivedere entro")
    state = models.CharField(max_length=10, choices=states.IssueState.choices, default=states.IssueState.OPEN)
    what_was_done = PlainTextField("che cosa si è fatto", max_length=4000, blank=True, default="")
    closed_on = models.DateField(null=True, blank=True)

    class Meta(TenantModel.Meta):
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(state="closed", closed_on__isnull=False)
                | (~Q(state="closed") & Q(closed_on__isnull=True)),
                name="issue_closed_iff_dated",
            ),
            models.CheckConstraint(condition=Q(due_on__gte=F("noticed_on")), name="issue_dates"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["network_id", "case"], condition=~Q(state="closed"), name="issue_case_open")
        ]
