"""What is written a moment later, so that the answer at the door takes the same time for everybody."""

import datetime
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from snodo.domain.audit import actions as audit
from snodo.domain.network import queries as network
from snodo.kernel import background, clock
from snodo.kernel.tenancy import in_network


def write_at_door(
    *,
    user_id: UUID,
    verb: str,
    origin: str,
    changes: Mapping[str, Any] | None = None,
    at: datetime.datetime | None = None,
) -> int:
    """One line in the log of every network where this user works; gives how many."""
    places = {place.network_id: place for place in reversed(network.places_of_work(user_id))}
    for network_id, place in places.items():
        with in_network(network_id, user_id), clock.held(at or clock.now()):
            actor = network.actor_of(place, origin=origin)
            audit.record_sign_in(actor=actor, verb=verb, changes=changes)
    return len(places)


@background.free_task(name="privacy.attempt", queue="clock")
def attempt(*, user_id: UUID | None, verb: str, origin: str, at: str) -> None:
    """A failed sign-in, in its own moment; of an address nobody has nothing is written."""
    if user_id is None:
        return
    moment = datetime.datetime.fromisoformat(at)
    write_at_door(user_id=user_id, verb=verb, origin=origin, at=moment)
