"""The copy of their data that a person asked for: collected, read again, composed, handed over."""

from typing import ClassVar
from uuid import UUID

from django.db import models
from django.db.models import Q

from snodo.domain.privacy.models.requests import PersonRequest
from snodo.domain.privacy.states import COPY_OVER, CopyState, DeliveredBy, OmitReason
from snodo.kernel.crypto import EncryptedTextField
from snodo.kernel.passes import PersonalLink
from snodo.kernel.tenancy import TenantForeignKey, TenantModel


class DataCopy(TenantModel):
    """One copy for one request. What it holds lies in two encrypted files, not in rows.

    `draft` is what was collected, as it was at that moment; `archive` is what is handed over. Both go when
    their time is over.
    """

    request = TenantForeignKey(PersonRequest, related_name="copies")
    state = models.CharField(max_length=20, choices=CopyState.choices, default=CopyState.COLLECTING)
    job_id = models.UUIDField()
    draft = TenantForeignKey("documents.Document", null=True, blank=True)
    archive = TenantForeignKey("documents.Document", null=True, blank=True)
    rows = models.PositiveIntegerField(default=0)
    files = models.PositiveIntegerField(default=0)
    composed_at = models.DateTimeField(null=True, blank=True)
    seconds = models.PositiveIntegerField(default=0)
    delivered_at = models.DateTimeField(null=True, blank=True)
    delivered_by = models.CharField(max_length=10, choices=DeliveredBy.choices, blank=True, default="")
    fetched_at = models.DateTimeField(null=True, blank=True)
    emptied_on = models.DateField(null=True, blank=True)

    class Meta(TenantModel.Meta):
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["network_id", "request"], condition=~Q(state__in=COPY_OVER), name="data_copy_one_live"
            ),
            models.CheckConstraint(
                condition=Q(state=CopyState.DELIVERED, delivered_at__isnull=False) & ~Q(delivered_by="")
                | ~Q(state=CopyState.DELIVERED) & Q(delivered_at__isnull=True, delivered_by=""),
                name="data_copy_delivered",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=(CopyState.READY, CopyState.DELIVERED))
                | Q(archive__isnull=False)
                | Q(emptied_on__isnull=False),
                name="data_copy_has_archive",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["network_id", "request", "created_at"], name="data_copy_request")
        ]


class CopyOmission(TenantModel):
    """Something data protection leaves out of a copy, and why. `key` names the place, never the words."""

    copy = TenantForeignKey(DataCopy, related_name="omissions")
    key = models.CharField(max_length=120)
    reason = models.CharField(max_length=10, choices=OmitReason.choices)
    note = EncryptedTextField("nota", max_length=500, blank=True, default="")
    membership = TenantForeignKey("network.Membership")

    class Meta(TenantModel.Meta):
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["network_id", "copy", "key"], name="copy_omission_once")
        ]


class CopyLink(PersonalLink):
    """The personal page from which the person takes their copy."""

    copy = TenantForeignKey(DataCopy)
    organisation = TenantForeignKey("network.Organisation")

    class Meta(PersonalLink.Meta):
        constraints: ClassVar = [
            *PersonalLink.Meta.constraints,
            models.UniqueConstraint(
                fields=["network_id", "copy"], condition=Q(revoked_at__isnull=True), name="copy_link_one"
            ),
        ]

    @property
    def subject_id(self) -> UUID:
        """The copy."""
        pk: UUID = self.copy_id
        return pk
