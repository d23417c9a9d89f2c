"""S4 of the security goals: no context leaks when two networks share a handful of pooled connections.

Threads take turns at few connections, as behind a pooler of transactions: each time in one network or the
other, nested in one another, ended by an error, or without context. Every answer must hold rows of its own
network, and none where none is bound.
"""

import argparse
import random
import threading
import time
from dataclasses import dataclass, field
from uuid import UUID

from django.db import connection, connections
from django.db.backends.postgresql.base import DatabaseWrapper

from snodo.domain.network.models import Organisation
from snodo.kernel import tenancy
from tests.bench.database import throwaway_database
from tests.factories.world import build_world

CONNECTIONS, THREADS = 3, 8
BARE = "SELECT network_id FROM network_organisation"


class Upset(Exception):
    """A transaction that ends badly, on purpose."""


@dataclass
class Outcome:
    rounds: int = 0
    leaks: list[str] = field(default_factory=list)
    servers: set[int] = field(default_factory=set)
    errors: list[BaseException] = field(default_factory=list)


def interleave(networks: list[UUID], rounds: int, *, threads: int = THREADS) -> Outcome:
    """So many rounds, shared among threads."""
    outcome, lock = Outcome(), threading.Lock()
    shared = {
        **connection.settings_dict,
        "CONN_MAX_AGE": 0,
        "OPTIONS": {
            **connection.settings_dict["OPTIONS"],
            "pool": {"min_size": 1, "max_size": CONNECTIONS, "timeout": 60},
        },
    }

    def work(seed: int) -> None:
        connections["default"] = DatabaseWrapper(shared, "default")
        chance = random.Random(seed)
        try:
            for _ in range(rounds // threads):
                found = _round(networks, chance)
                with lock:
                    outcome.rounds += 1
                    outcome.leaks += found
                    outcome.servers.add(connections["default"].connection.info.backend_pid)
                connections["default"].close()
        except BaseException as problem:
            outcome.errors.append(problem)
        finally:
            connections["default"].close()

    workers = [threading.Thread(target=work, args=(seed,)) for seed in range(threads)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    DatabaseWrapper(shared, "default").close_pool()
    return outcome


def _round(networks: list[UUID], chance: random.Random) -> list[str]:
    mine, other = chance.sample(networks, 2)
    kind = chance.choice(("plain", "bare", "nested", "upset", "unfiltered"))
    if kind == "bare":
        return [f"{kind}: {row}" for row in _rows()]
    leaks: list[str] = []
    try:
        with tenancy.in_network(mine):
            if kind == "nested":
                with tenancy.in_network(other):
                    leaks += _foreign(kind, other)
            leaks += _foreign(kind, mine)
            if kind == "upset":
                raise Upset
    except Upset:
        pass
    return leaks


def _foreign(kind: str, mine: UUID) -> list[str]:
    """What is seen of another network, with and without the wall in Python. Seeing nothing is wrong, too."""
    through_orm = set(Organisation.objects.values_list("network_id", flat=True))
    seen = through_orm | set(_rows())
    return [] if seen == {mine} else [f"{kind}: {seen} instead of {mine}"]


def _rows() -> list[UUID]:
    with connections["default"].cursor() as cursor:
        cursor.execute(BARE)
        return [row[0] for row in cursor.fetchall()]


def main(words: list[str]) -> bool:
    """Print the count; true when a row was seen where it must not be."""
    parser = argparse.ArgumentParser(prog="./snodo bench walls")
    parser.add_argument("--rounds", type=int, default=10_000)
    rounds = parser.parse_args(words).rounds
    with throwaway_database("snodo_bench_walls"):
        world = build_world()
        assert world.elsewhere is not None
        began = time.perf_counter()
        outcome = interleave([world.network.pk, world.elsewhere.network.pk], rounds)
    print(
        f"S4: {outcome.rounds} turns of {THREADS} threads on {len(outcome.servers)} connections in "
        f"{time.perf_counter() - began:.1f} s: {len(outcome.leaks)} leaks, {len(outcome.errors)} errors"
    )
    return bool(outcome.leaks or outcome.errors)
