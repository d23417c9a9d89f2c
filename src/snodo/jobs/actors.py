"""Finding again who asked for a job, if they still work there."""

from uuid import UUID

from snodo.domain.network import access, queries
from snodo.domain.network.models import Membership, Network
from snodo.kernel.actor import Actor
from snodo.kernel.tenancy import in_network


def load(network_id: UUID, membership_id: UUID) -> Actor | None:
    """The actor of a membership in force, with origin "job"; None when it has ended."""
    with in_network(network_id):
        membership = (
            Membership.objects.filter(access.members_in_force(), user__is_active=True)
            .select_related("user", "organisation")
            .filter(pk=membership_id)
            .first()
        )
        if membership is None:
            return None
        name = Network.objects.filter(pk=network_id).values_list("name", flat=True).first() or ""
        return queries.actor_of(membership, network_name=name, origin="job")


NOBODY = UUID(int=0)


def of_the_clock(network_id: UUID) -> Actor:
    """Who acts when no one does: the product itself, at its hour."""
    return Actor(
        user_id=NOBODY,
        membership_id=NOBODY,
        organisation_id=NOBODY,
        network_id=network_id,
        role="clock",
        user_name="Snodo",
        origin="job",
    )
