"""Protocols and how far they have come."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, IntegerField, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from snodo.domain.network.models import Organisation
from snodo.domain.programmes.models import Programme
from snodo.domain.tables import access, states
from snodo.domain.tables.models import (
    Protocol,
    ProtocolApproval,
    ProtocolParty,
)
from snodo.kernel.actor import Actor


@dataclass(frozen=True, slots=True)
class ApprovalRow:
    """A body that must approve, and when it did."""

    organisation: Organisation
    approved_on: datetime.date | None = None
    by: str = ""


@dataclass(frozen=True, slots=True)
class ProtocolStanding:
    """How far a protocol has come."""

    rows: list[ApprovalRow] = field(default_factory=list)

    @property
    def given(self) -> int:
        return sum(row.approved_on is not None for row in self.rows)


def protocol_list(actor: Actor, *, programme: UUID | None = None, state: str = "") -> QuerySet[Protocol]:
    """Protocols one may see with how many bodies have approved."""
    protocols = access.protocols_visible_to(actor)
    if programme:
        protocols = protocols.filter(programme_id=programme)
    if state:
        protocols = protocols.filter(state=state)
    return (
        protocols.annotate(needed_count=_count_of(ProtocolParty), given_count=_count_of(ProtocolApproval))
        .select_related("programme", "organisation")
        .order_by("title", "-version")
    )


def _count_of(model: type[Any]) -> Coalesce:
    rows = model.objects.filter(protocol=OuterRef("pk")).order_by()
    counted = rows.values("protocol").annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)


def protocol_standing(protocol: Protocol) -> ProtocolStanding:
    """Body by body. Two statements."""
    given = {
        row.organisation_id: row
        for row in ProtocolApproval.objects.filter(protocol=protocol).select_related("membership__user")
    }
    parties = protocol.parties.select_related("organisation").order_by("organisation__name")
    rows = []
    for party in parties:
        approval = given.get(party.organisation_id)
        rows.append(
            ApprovalRow(party.organisation, approval.approved_on, str(approval.membership.user))
            if approval is not None
            else ApprovalRow(party.organisation)
        )
    return ProtocolStanding(rows)


def protocols_in_force(programme: Programme, *, approved_by: Iterable[UUID] = ()) -> QuerySet[Protocol]:
    """Protocols in force that all these bodies have approved."""
    protocols = Protocol.objects.filter(
        programme=programme, state__in=[states.ProtocolState.IN_FORCE, states.ProtocolState.REPLACED]
    )
    for organisation_id in approved_by:
        given = ProtocolApproval.objects.filter(protocol=OuterRef("pk"), organisation_id=organisation_id)
        protocols = protocols.filter(Exists(given))
    return protocols
