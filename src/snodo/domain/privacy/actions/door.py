"""What happens at the door: sign-ins, refused ones, second factors, sessions. ADR-0032."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db import transaction

from snodo.domain.audit import actions as audit
from snodo.domain.network import queries as network
from snodo.domain.network.models import Membership
from snodo.domain.privacy import effects
from snodo.kernel import clock
from snodo.kernel.tenancy import in_network


@transaction.atomic
def note_at_door(
    *, user_id: UUID, verb: str, origin: str, changes: Mapping[str, Any] | None = None, actor: None = None
) -> int:
    """Something a known user did at the door: one line in the log of each of their networks."""
    return effects.write_at_door(user_id=user_id, verb=verb, origin=origin, changes=changes)


@transaction.atomic
def note_attempt(*, email: str, verb: str, origin: str, actor: None = None) -> None:
    """A refused sign-in. The same work is done for an address that exists and for one that does not."""
    user = network.user_with_email(email)
    effects.attempt.later(
        user_id=user.pk if user else None, verb=verb, origin=origin, at=clock.now().isoformat()
    )


@transaction.atomic
def note_without_role(
    *, network_id: UUID, user_id: UUID, membership_id: UUID, origin: str, actor: None = None
) -> None:
    """Somebody whose role has ended goes on clicking in a session that was open."""
    with in_network(network_id, user_id):
        ended = Membership.objects.filter(pk=membership_id, user_id=user_id)
        membership = ended.select_related("user", "organisation").first()
        if membership is not None:
            acting = network.actor_of(membership, origin=origin)
            audit.record_sign_in(actor=acting, verb="session.without_role")
