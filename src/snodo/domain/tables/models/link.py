"""What a guest without an account is given: a link of their own, and the points they are invited for."""

from typing import ClassVar
from uuid import UUID

from django.db import models

from snodo.domain.tables.models.table import TableCase, TableGuest
from snodo.kernel.passes import PersonalLink
from snodo.kernel.tenancy import TenantForeignKey, TenantModel


class GuestLink(PersonalLink):
    """The personal link of a guest: sent by e-mail or shown once to who convenes; a new one ends the old."""

    guest = TenantForeignKey(TableGuest)

    @property
    def subject_id(self) -> UUID:
        """The guest."""
        return self.guest_id


class GuestPoint(TenantModel):
    """A point of the agenda that a guest without an account is told of."""

    guest = TenantForeignKey(TableGuest, related_name="points")
    table_case = TenantForeignKey(TableCase)

    class Meta(TenantModel.Meta):
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["network_id", "guest", "table_case"], name="guest_point_once")
        ]
