"""The log and its seals. Both can only be read and lengthened by the role the application runs as.

The log is cut in months (`months.py`): its key in SQL is (network_id, id, created_at), of which Django knows
the id. It has no foreign keys: a line outlives what it speaks of.
"""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.db.models.expressions import RawSQL

from snodo.domain.audit.states import Act
from snodo.kernel import clock
from snodo.kernel.tenancy import TenantModel
from snodo.kernel.text import PlainCharField

# The transaction that wrote the line: it orders the log without making writers wait for one another.
CURRENT_TRANSACTION = "pg_current_xact_id()::text::bigint"
# Transaction numbers start again on a restored cluster: its identity tells which count they belong to.
CURRENT_EPOCH = "(pg_control_system()).system_identifier"


class Entry(TenantModel):
    """One thing done or read: when (`created_at`), by whom, on what, with what right."""

    append_only = True
    partitioned_by = "created_at"

    act = models.CharField(max_length=10, choices=Act.choices, default=Act.VERB)
    verb = models.CharField(max_length=80)
    membership_id = models.UUIDField(null=True)
    organisation_id = models.UUIDField(null=True)
    actor_label = PlainCharField(max_length=300, blank=True, default="")
    subject_kind = models.CharField(max_length=80, blank=True, default="")
    subject_id = models.UUIDField(null=True)
    person_id = models.UUIDField(null=True)
    section = models.CharField(max_length=40, blank=True, default="")
    ground = PlainCharField(max_length=500, blank=True, default="")
    changes = models.JSONField(default=dict)
    origin = PlainCharField(max_length=60, blank=True, default="")
    txid = models.BigIntegerField(db_default=RawSQL(CURRENT_TRANSACTION, []), editable=False)  # noqa: S611
    epoch = models.BigIntegerField(db_default=RawSQL(CURRENT_EPOCH, []), editable=False)  # noqa: S611

    class Meta(TenantModel.Meta):
        indexes: ClassVar = [
            models.Index(fields=["network_id", "txid", "id"], name="entry_order"),
            models.Index(fields=["network_id", "created_at"], name="entry_time"),
            models.Index(fields=["network_id", "subject_id", "created_at"], name="entry_subject"),
            models.Index(
                fields=["network_id", "person_id", "created_at"],
                name="entry_person",
                condition=Q(person_id__isnull=False),
            ),
        ]


class Seal(TenantModel):
    """A link of the chain: what the lines of a range of transactions were when they were sealed."""

    append_only = True

    number = models.PositiveIntegerField()
    epoch = models.BigIntegerField()
    from_txid = models.BigIntegerField()
    to_txid = models.BigIntegerField()
    count = models.PositiveIntegerField()
    content_hash = models.CharField(max_length=64)
    previous_hash = models.CharField(max_length=64, blank=True, default="")
    hash = models.CharField(max_length=64)
    signature = models.CharField(max_length=64)

    class Meta(TenantModel.Meta):
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["network_id", "number"], name="seal_number_once"),
            models.CheckConstraint(condition=Q(to_txid__gt=models.F("from_txid")), name="seal_range"),
        ]


class DiscardedMonth(TenantModel):
    """What was signed when a month of the log was let go: the seals whose lines went with it.

    `whole` are ranges of seals that lost all their lines; `parts` the seals at the edge of the month, with
    the hash of each line they lost, so that what is left of them can still be verified.
    """

    append_only = True
    owner_writes = True

    number = models.PositiveIntegerField()
    month = models.CharField(max_length=40)
    until = models.DateTimeField()
    lines = models.PositiveIntegerField()
    digest = models.CharField(max_length=64)
    whole = models.JSONField(default=list)
    parts = models.JSONField(default=dict)
    rule = PlainCharField(max_length=200)
    previous_hash = models.CharField(max_length=64, blank=True, default="")
    hash = models.CharField(max_length=64)
    signature = models.CharField(max_length=64)

    class Meta(TenantModel.Meta):
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["network_id", "number"], name="discarded_number_once"),
        ]


class Chain(models.Model):
    """Which networks have a log, so that the sealing job finds them. Holds nothing else."""

    network_id = models.UUIDField(primary_key=True)
    opened_at = models.DateTimeField(default=clock.now)
