"""The check at entry against a network of any size: through the product's actions and tables."""

import random
import statistics
import time
from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

from django.db import connection, transaction

from snodo.domain.people import actions
from snodo.domain.people.likeness import COLUMNS, blocks_of
from snodo.domain.people.models import MatchKeys, PersonCircle
from snodo.kernel import tenancy
from snodo.kernel.ids import uuid7
from tests.bench.crowd import Row, crowd
from tests.bench.database import take_statistics, throwaway_database
from tests.bench.town import _copy, _write_down
from tests.factories.world import World, build_world

NAME = "snodo_bench_doubles"
ASKED, WARMING = 300, 20


def check_at_entry(people: int) -> float:
    """Milliseconds, 95th of 100, of a whole logged check by an operator against so many persons."""
    with throwaway_database(NAME):
        world = build_world()
        began = time.perf_counter()
        rows = crowd(people, seed=11)
        _fill(world, rows)
        take_statistics(NAME)
        print(f"check at entry: {people} persons written in {time.perf_counter() - began:.0f} s", flush=True)
        return _timed(world, rows)


def _fill(world: World, rows: list[Row]) -> None:
    sara = world.actor("sara")
    with tenancy.acting(sara):
        first = actions.register_person(first_name="Prima", last_name="Persona", actor=sara)
        keys = MatchKeys.objects.get(person=first)
        circle = PersonCircle.objects.get(person=first)
        columns = "person uuid, first text, last text, born date, phone text, sex text"
        numbers = ", ".join(f"key_{name} bigint" for name in COLUMNS)
        _write_down("bench_crowd", f"{columns}, {numbers}", _written(rows))
        said = {
            "first_name": "r.first",
            "last_name": "r.last",
            "birth_date": "r.born",
            "phone": "r.phone",
            "sex": "r.sex",
        }
        _copy(first, "bench_crowd r", id="r.person", **said)
        _copy(keys, "bench_crowd r", person_id="r.person", **{name: f"r.key_{name}" for name in COLUMNS})
        _copy(circle, "bench_crowd r", person_id="r.person")


def _written(rows: list[Row]) -> Iterator[tuple[Any, ...]]:
    sexes = {"M": "male", "F": "female"}
    for row in rows:
        numbers = asdict(blocks_of(row.first, row.last, row.born, row.phone))
        yield uuid7(), row.first, row.last, row.born, row.phone, sexes[row.sex], *numbers.values()


def _timed(world: World, rows: list[Row]) -> float:
    nadia = world.actor("nadia")  # of another body: the harder answer, whom to ask
    dice, spent, found = random.Random(3), [], 0
    for row in dice.sample(rows, ASKED + WARMING):
        with tenancy.acting(nadia):
            began = time.perf_counter()
            told = actions.find_possible_duplicates(
                first_name=row.first,
                last_name=row.last,
                birth_date=row.born,
                phone=row.phone,
                actor=nadia,
            )
            spent.append((time.perf_counter() - began) * 1000)
            found += bool(told)
            transaction.set_rollback(True)
    spent = sorted(spent[WARMING:])
    connection.close()
    print(f"  p50 {statistics.median(spent):.1f} ms, max {spent[-1]:.1f} ms; {found} known", flush=True)
    return spent[int(len(spent) * 0.95)]
