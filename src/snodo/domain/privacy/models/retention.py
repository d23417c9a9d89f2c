"""How long things are kept, what stops the clock, and the files on their way out."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from snodo.domain.privacy.states import DataClass, FileGround, FileState, StartEvent, SubjectKind
from snodo.kernel import clock
from snodo.kernel.crypto import EncryptedTextField
from snodo.kernel.tenancy import TenantForeignKey, TenantModel
from snodo.kernel.text import PlainCharField


class RetentionRule(TenantModel):
    """How long one class of data is kept, in one programme or in all: a dated row with its source."""

    programme = TenantForeignKey("programmes.Programme", null=True, blank=True)
    kind = models.CharField("che cosa", max_length=20, choices=DataClass.choices)
    start = models.CharField("da quando si conta", max_length=20, choices=StartEvent.choices)
    from_day = models.DateField("giorno preciso", null=True, blank=True)
    months = models.PositiveSmallIntegerField("mesi")
    year_end = models.BooleanField("dal 31 dicembre di quell'anno", default=False)
    source = PlainCharField("dove è scritto", max_length=300)
    valid_from = models.DateField("vale dal", default=clock.today)
    valid_until = models.DateField(null=True, blank=True)

    class Meta(TenantModel.Meta):
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["network_id", "programme", "kind"],
                condition=Q(valid_until__isnull=True),
                nulls_distinct=False,
                name="retention_rule_current",
            ),
            models.CheckConstraint(
                condition=Q(start=StartEvent.FIXED_DAY, from_day__isnull=False)
                | ~Q(start=StartEvent.FIXED_DAY) & Q(from_day__isnull=True),
                name="retention_rule_day",
            ),
            models.CheckConstraint(condition=Q(months__lte=1200), name="retention_rule_months"),
        ]


class LegalHold(TenantModel):
    """Nothing of this file goes while a check or a court case lasts."""

    subject_kind = models.CharField(max_length=20, choices=SubjectKind.choices)
    subject_id = models.UUIDField()
    reason = EncryptedTextField("perché", max_length=500)
    from_day = models.DateField("dal", default=clock.today)
    until_day = models.DateField("fino al", null=True, blank=True)
    placed_by = TenantForeignKey("network.Membership")
    lifted_on = models.DateField(null=True, blank=True)

    class Meta(TenantModel.Meta):
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(until_day__isnull=True) | Q(until_day__gte=F("from_day")), name="legal_hold_dates"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["network_id", "subject_id"], name="legal_hold_subject"),
        ]


class RetentionFile(TenantModel):
    """A file on its way out. It outlives what it speaks of, of which it holds an id alone."""

    subject_kind = models.CharField(max_length=20, choices=SubjectKind.choices)
    subject_id = models.UUIDField()
    ground = models.CharField(max_length=10, choices=FileGround.choices, default=FileGround.TERM)
    state = models.CharField(max_length=12, choices=FileState.choices, default=FileState.DUE)
    due_on = models.DateField()
    erase_on = models.DateField()
    decided_by = TenantForeignKey("network.Membership", null=True, blank=True)
    frozen_on = models.DateField(null=True, blank=True)
    stripped_on = models.DateField(null=True, blank=True)
    erased_on = models.DateField(null=True, blank=True)
    counts = models.JSONField(default=dict)
    digest = models.CharField(max_length=64, blank=True, default="")
    certificate = TenantForeignKey("documents.Document", null=True, blank=True)

    class Meta(TenantModel.Meta):
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["network_id", "subject_kind", "subject_id"], name="retention_file_once"
            ),
            models.CheckConstraint(condition=Q(erase_on__gte=F("due_on")), name="retention_file_dates"),
            models.CheckConstraint(
                condition=Q(state=FileState.DUE) | Q(frozen_on__isnull=False), name="retention_file_frozen"
            ),
            models.CheckConstraint(
                condition=~Q(state=FileState.ERASED) | Q(erased_on__isnull=False) & ~Q(digest=""),
                name="retention_file_erased",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["network_id", "state", "due_on"], name="retention_file_queue"),
        ]
