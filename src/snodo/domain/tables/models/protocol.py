"""Shared rules: written, commented, approved body by body."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from snodo.domain.tables import states
from snodo.kernel import clock
from snodo.kernel.tenancy import TenantForeignKey, TenantModel
from snodo.kernel.text import PlainCharField, PlainTextField


class Protocol(TenantModel):
    """A shared way of working, in force when every body named has approved it."""

    programme = TenantForeignKey("programmes.Programme")
    title = PlainCharField("titolo", max_length=160)
    version = models.PositiveSmallIntegerField("versione", default=1)
    text = PlainTextField("testo")
    state = models.CharField(
        max_length=20, choices=states.ProtocolState.choices, default=states.ProtocolState.DRAFT
    )
    organisation = TenantForeignKey("network.Organisation")
    replaces = TenantForeignKey("tables.Protocol", null=True, blank=True)
    submitted_on = models.DateField(null=True, blank=True)
    in_force_on = models.DateField(null=True, blank=True)

    class Meta(TenantModel.Meta):
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["network_id", "programme", "title", "version"], name="protocol_version_once"
            ),
            models.CheckConstraint(
                condition=Q(state__in=["in_force", "replaced"], in_force_on__isnull=False)
                | (~Q(state__in=["in_force", "replaced"]) & Q(in_force_on__isnull=True)),
                name="protocol_in_force_iff_dated",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class ProtocolParty(TenantModel):
    """A body whose approval is needed."""

    protocol = TenantForeignKey(Protocol, related_name="parties")
    organisation = TenantForeignKey("network.Organisation")

    class Meta(TenantModel.Meta):
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["network_id", "protocol", "organisation"], name="protocol_party_once"
            )
        ]
        indexes: ClassVar = [models.Index(fields=["network_id", "organisation"], name="protocol_party_body")]


class ProtocolComment(TenantModel):
    """What a body asks to change before approving."""

    append_only = True

    protocol = TenantForeignKey(Protocol, related_name="comments")
    organisation = TenantForeignKey("network.Organisation")
    membership = TenantForeignKey("network.Membership")
    text = PlainTextField("osservazione", max_length=4000)

    class Meta(TenantModel.Meta):
        ordering: ClassVar = ["created_at", "id"]


class ProtocolApproval(TenantModel):
    """A body approves a version, once and for ever."""

    append_only = True

    protocol = TenantForeignKey(Protocol, related_name="approvals")
    organisation = TenantForeignKey("network.Organisation")
    membership = TenantForeignKey("network.Membership")
    approved_on = models.DateField(default=clock.today)

    class Meta(TenantModel.Meta):
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["network_id", "protocol", "organisation"], name="protocol_approval_once"
            )
        ]
