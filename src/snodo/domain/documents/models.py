"""What is known of a file. Its content lies encrypted outside the database, under a random name."""

import secrets
from typing import ClassVar

from django.db import models
from django.db.models import Q

from snodo.domain.documents.states import Origin
from snodo.kernel import files
from snodo.kernel.tenancy import TenantModel
from snodo.kernel.text import PlainCharField


def random_key() -> str:
    """A name that tells nothing."""
    return secrets.token_hex(20)


class Document(TenantModel):
    """A file of a network, tied to what it speaks of by kind and id only: the engine knows nobody."""

    title = PlainCharField("titolo", max_length=200)
    kind = models.CharField("tipo", max_length=60)
    origin = models.CharField(max_length=10, choices=Origin.choices)
    media_type = models.CharField(max_length=100)
    extension = models.CharField(max_length=10)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    storage_key = models.CharField(max_length=40, default=random_key, editable=False)
    subject_kind = models.CharField(max_length=80)
    subject_id = models.UUIDField()
    person_id = models.UUIDField(null=True)
    section = models.CharField(max_length=40, blank=True, default="")
    organisation_id = models.UUIDField(null=True)

    class Meta(TenantModel.Meta):
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["network_id", "storage_key"], name="document_key_once"),
            models.CheckConstraint(condition=Q(size__gt=0), name="document_not_empty"),
            models.CheckConstraint(
                condition=Q(origin=Origin.GENERATED) | Q(size__lte=files.MAX_BYTES), name="document_size"
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["network_id", "subject_kind", "subject_id", "created_at"], name="document_subject"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def encryption_context(self) -> str:
        """What the content is bound to: it opens only as this document."""
        return f"documents_document.content:{self.network_id}:{self.pk}"
