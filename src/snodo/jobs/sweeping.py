"""What is kept only for a while, swept away in small steps so that nobody waits."""

import datetime
from uuid import UUID

from snodo.domain.audit import queries
from snodo.domain.desk import actions as desk
from snodo.domain.intake import actions as intake
from snodo.domain.network import actions
from snodo.domain.outreach import actions as outreach
from snodo.domain.privacy import actions as privacy
from snodo.kernel import clock
from snodo.kernel.actor import the_clock
from snodo.kernel.tenancy import in_network

KEPT = datetime.timedelta(days=1)
BATCH, BATCHES = 1_000, 50


def sweep_submissions() -> dict[UUID, int]:
    """The keys of forms sent more than a day ago; how many in each network. What is left waits an hour."""
    before = clock.now() - KEPT
    return {network_id: _sweep(network_id, before) for network_id in queries.network_ids()}


def empty_copies() -> int:
    """The files of copies of persons' data whose time is over; how many copies."""
    emptied = 0
    for network_id in queries.network_ids():
        with in_network(network_id):
            emptied += privacy.empty_copies(actor=the_clock(network_id))
    return emptied


def _sweep(network_id: UUID, before: datetime.datetime) -> int:
    swept = 0
    for _ in range(BATCHES):
        with in_network(network_id):  # one transaction for each batch
            count = actions.sweep_submissions(before=before, limit=BATCH)
        swept += count
        if count < BATCH:
            break
    return swept


def sweep_queues() -> int:
    """Who was left in a queue of a day gone by has gone home; questions past their term go."""
    swept = 0
    for network_id in queries.network_ids():
        with in_network(network_id):
            swept += desk.sweep_queue(before=clock.today(), actor=the_clock(network_id))
            swept += desk.sweep_questions(before=clock.now(), actor=the_clock(network_id))
    return swept


def expire_outreach() -> int:
    """Names and words from before any path, past their term; how many went."""
    gone = 0
    for network_id in queries.network_ids():
        with in_network(network_id):
            gone += outreach.expire(actor=the_clock(network_id))
    return gone


def sweep_batches() -> int:
    """Lists of persons to refer whose days are over, and with them all that was not sent."""
    swept = 0
    for network_id in queries.network_ids():
        with in_network(network_id):
            swept += intake.sweep_batches(before=clock.today(), actor=the_clock(network_id))
    return swept
