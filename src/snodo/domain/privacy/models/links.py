"""The personal link to one's own ledger."""

from typing import ClassVar
from uuid import UUID

from django.db import models
from django.db.models import Q

from snodo.kernel.passes import PersonalLink
from snodo.kernel.tenancy import TenantForeignKey


class LedgerLink(PersonalLink):
    """Printed on the person's sheet: the last sheet alone opens the page."""

    person = TenantForeignKey("people.Person")
    organisation = TenantForeignKey("network.Organisation")

    class Meta(PersonalLink.Meta):
        constraints: ClassVar = [
            *PersonalLink.Meta.constraints,
            models.UniqueConstraint(
                fields=["network_id", "person"], condition=Q(revoked_at__isnull=True), name="ledger_link_one"
            ),
        ]

    @property
    def subject_id(self) -> UUID:
        """The person."""
        pk: UUID = self.person_id
        return pk
