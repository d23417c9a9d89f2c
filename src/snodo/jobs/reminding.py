"""What the clock reminds people of, network by network."""

from collections.abc import Callable
from functools import partial
from uuid import UUID

from snodo.domain.audit import queries
from snodo.domain.intake import actions as intake
from snodo.domain.privacy import actions as privacy
from snodo.domain.programmes import actions
from snodo.domain.programmes.states import PromisedStep
from snodo.domain.reporting.queries import clocks
from snodo.kernel.actor import the_clock
from snodo.kernel.tenancy import in_network


def tell_ending_acts() -> int:
    """Which acts between bodies are about to end, and with them the access; how many were told."""
    told = 0
    for network_id in queries.network_ids():
        with in_network(network_id):
            told += actions.notify_ending_acts(actor=the_clock(network_id))
    return told


def remind_of_requests() -> int:
    """What persons asked about their data and nobody has answered yet; how many were said again."""
    told = 0
    for network_id in queries.network_ids():
        with in_network(network_id):
            told += privacy.remind_of_requests(actor=the_clock(network_id))
    return told


def put_promises_before_owners() -> dict[UUID, int]:
    """Promised times near their end, or past it; how many were put before somebody, network by network."""
    opened: dict[UUID, int] = {}
    for network_id in queries.network_ids():
        with in_network(network_id):
            clock = the_clock(network_id)
            opened[network_id] = sum(
                intake.put_promises_before_owners(step=step, reached=_reached(step), actor=clock)
                for step in PromisedStep.values
            )
    return opened


def _reached(step: str) -> Callable[[list[UUID]], set[UUID]] | None:
    """The first answer is the referral's own; what comes after it is counted where figures are."""
    return None if step == PromisedStep.FIRST_ANSWER else partial(clocks.reached, step)


def look_for_due() -> int:
    """Files whose time is over, put before data protection; how many are new."""
    new = 0
    for network_id in queries.network_ids():
        with in_network(network_id):
            new += privacy.look_for_due(actor=the_clock(network_id))
            privacy.complete_list(actor=the_clock(network_id))
    return new


def look_for_nobody() -> int:
    """Who has nobody left that answers for them: put right where it can be, told where it cannot."""
    left = 0
    for network_id in queries.network_ids():
        with in_network(network_id):
            left += intake.look_for_nobody(actor=the_clock(network_id))
    return left
