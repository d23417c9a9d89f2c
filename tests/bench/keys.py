"""S6 of the security goals: how long it takes to put encrypted values under a new key, while others write.

Measured on so many values, told for a million: each is read, opened, sealed and written, how many they are.
"""

import argparse
import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID

from django.conf import settings
from django.db import connection
from django.test.utils import override_settings

from snodo.domain.people.models import Person, PersonIdentifier
from snodo.kernel import clock, crypto, rotation
from snodo.kernel.ids import uuid7
from snodo.kernel.tenancy import in_network
from tests.bench.database import take_statistics, throwaway_database
from tests.factories.world import build_world

MILLION, LIMIT_SECONDS = 1_000_000, 300
CHUNK = 5_000


def with_new_key(ring: str) -> str:
    """The ring after a new key was put in use: the old one is still in it."""
    old, new = json.loads(ring), json.loads(crypto.new_keyring("k2"))
    return json.dumps({**old, "current": "k2", "keys": {**old["keys"], **new["keys"]}})


def fill(network_id: UUID, count: int) -> UUID:
    """So many encrypted values of one person."""
    with in_network(network_id):
        person = Person.objects.create(first_name="Anna", last_name="Verdi")
    for start in range(0, count, CHUNK):
        rows = [
            PersonIdentifier(
                id=uuid7(),
                network_id=network_id,
                person=person,
                kind="stp",
                value=f"STP{number:013}",
                ended_on=clock.today(),
            )
            for number in range(start, min(start + CHUNK, count))
        ]
        with in_network(network_id):
            PersonIdentifier.objects.bulk_create(rows)
    return person.pk


@contextmanager
def somebody_at_work(network_id: UUID, person_id: UUID) -> Iterator[list[int]]:
    """A thread that adds and changes values all the while."""
    written, stop = [0], threading.Event()

    def work() -> None:
        while not stop.is_set():
            with in_network(network_id):
                row = PersonIdentifier(person_id=person_id, kind="eni", value="prima", ended_on=clock.today())
                row.save()
                row.value = "dopo"
                row.save()
            written[0] += 1
            stop.wait(0.005)
        connection.close()

    worker = threading.Thread(target=work)
    worker.start()
    try:
        yield written
    finally:
        stop.set()
        worker.join()


def main(words: list[str]) -> bool:
    """Print the figure; true when a million values would take more than five minutes."""
    parser = argparse.ArgumentParser(prog="./snodo bench keys")
    parser.add_argument("--values", type=int, default=50_000)
    count = parser.parse_args(words).values
    field = PersonIdentifier._meta.get_field("value")
    with throwaway_database("snodo_bench_keys"):
        network_id = build_world().network.pk
        person_id = fill(network_id, count)
        take_statistics("snodo_bench_keys")
        with override_settings(SNODO_KEYRING=with_new_key(settings.SNODO_KEYRING)):
            with somebody_at_work(network_id, person_id) as written:
                began = time.perf_counter()
                changed = rotation.rotate_field(PersonIdentifier, field, network_id)
                took = time.perf_counter() - began
            left = rotation.rotate_field(PersonIdentifier, field, network_id)
    for_a_million = took / changed * MILLION
    print(
        f"S6: {changed} values under a new key in {took:.1f} s while {written[0]} were written beside;"
        f" {left} left. A million: {for_a_million:.0f} s (limit {LIMIT_SECONDS})"
    )
    return changed != count or left > 0 or for_a_million > LIMIT_SECONDS
