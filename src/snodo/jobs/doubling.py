"""Who may be written down twice, looked for in the night; joinings that can no longer be undone."""

from uuid import UUID

from snodo.domain.audit import queries
from snodo.domain.people import actions as people
from snodo.kernel import clock
from snodo.kernel.actor import the_clock
from snodo.kernel.tenancy import in_network

# A first night over a large network ends and goes on the next: nobody waits for it.
BATCH, BATCHES = 500, 400
ROWS = 5_000


def find_pairs() -> dict[UUID, int]:
    """How many persons of each network were held beside those alike."""
    return {network_id: _find(network_id) for network_id in queries.network_ids()}


def _find(network_id: UUID) -> int:
    looked = 0
    for _ in range(BATCHES):
        with in_network(network_id):  # one transaction for each batch
            count = people.find_pairs(limit=BATCH, actor=the_clock(network_id))
        looked += count
        if count < BATCH:
            break
    return looked


def sweep_merges() -> int:
    """What was remembered of joinings whose time to be undone is over; how many rows."""
    swept = 0
    for network_id in queries.network_ids():
        with in_network(network_id):
            swept += people.sweep_merges(before=clock.today(), limit=ROWS, actor=the_clock(network_id))
    return swept
