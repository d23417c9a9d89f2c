"""What it costs to show only what one may see: the rule of access, and the second wall (P11).

The same pages in turns: as they are; without the rule of which cases and persons are visible; and on a second
database, of the same rows, whose tables have no row-level security. Four hundred people: without the rule an
operator finds all of them, with it the three hundred they follow, so that both pages are full.
"""

import argparse
import os
import platform
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import Any
from unittest import mock

import psycopg

from snodo.domain.casework import access as casework
from snodo.domain.casework.models import Case
from snodo.domain.casework.queries import page as case_page
from snodo.domain.people import access as people
from snodo.domain.people.models import Person
from snodo.kernel.actor import Actor
from snodo.kernel.statements import Kept
from snodo.web.people import lists
from tests.bench import pages
from tests.bench.database import take_statistics, throwaway_database
from tests.bench.pages import Timing
from tests.bench.town import Town, build_town

PEOPLE, WHO = 400, "nadia"
WALL_LIMIT, STATEMENT_LIMIT = 1.25, 1
KEPT: tuple[Kept, ...] = (case_page._everything, lists._listed, lists._matching)
AS_IT_IS, NO_RULE, NO_WALL = "com'è", "senza regola", "senza muro"
Variants = dict[str, dict[str, Timing]]


def main(words: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="./snodo bench access", description=__doc__)
    parser.add_argument("--rounds", type=int, default=100, help="quante volte ogni pagina")
    asked = parser.parse_args(words)
    with throwaway_database("bench_walls_up") as up, throwaway_database("bench_walls_down") as down:
        towns = []
        for name, use in (("bench_walls_up", up), ("bench_walls_down", down)):
            use()
            towns.append(build_town(PEOPLE))
            take_statistics(name)
        _take_down_walls("bench_walls_down")
        timings = _measure(up, down, towns, asked.rounds)
        up()
    return _print(timings, asked.rounds)


def _asks(town: Town) -> dict[str, Any]:
    client = pages._signed_in(town.world, WHO)
    found = f"/persone/cerca/?q={town.sought}"
    return {
        "caso": lambda: client.get(f"/percorsi/{town.cases[WHO]}/"),
        "elenco": lambda: client.get("/persone/"),
        "ricerca": lambda: client.get(found, headers={"hx-request": "true"}),
    }


def _measure(up: pages.Use, down: pages.Use, towns: list[Town], rounds: int) -> Variants:
    up()
    walled = _asks(towns[0])
    down()
    open_ = _asks(towns[1])
    open_rules: dict[Kept, Any] = {kept: {} for kept in KEPT}
    timings: Variants = {AS_IT_IS: {}, NO_RULE: {}, NO_WALL: {}}

    def once(variant: str, name: str, get: Any, use: pages.Use) -> None:
        if name in timings[variant]:
            use()
            timings[variant][name].once(get)
        else:
            timings[variant][name] = pages._first(name, use, get)

    for _ in range(rounds + 1):
        for name in walled:
            once(AS_IT_IS, name, walled[name], up)
            with _without_rule(open_rules):
                once(NO_RULE, name, walled[name], up)
            once(NO_WALL, name, open_[name], down)
    return timings


@contextmanager
def _without_rule(worked: dict[Kept, Any]) -> Iterator[None]:
    """Whatever the network holds, shown; the statements kept for it are kept apart."""
    with ExitStack() as stack:
        stack.enter_context(mock.patch.object(casework, "cases_visible_to", _all_cases))
        stack.enter_context(mock.patch.object(people, "people_visible_to", _everybody))
        for kept in KEPT:
            stack.enter_context(mock.patch.object(kept, "worked", worked[kept]))
        yield


def _all_cases(_actor: Actor) -> Any:
    return Case.objects.all()


def _everybody(_actor: Actor) -> Any:
    return Person.objects.all()


def _take_down_walls(name: str) -> None:
    with psycopg.connect(os.environ["SNODO_OWNER_URL"], dbname=name, autocommit=True) as server:
        walled = server.execute("SELECT oid::regclass::text FROM pg_class WHERE relrowsecurity").fetchall()
        assert walled
        for (table,) in walled:
            server.execute(f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY")


def _print(timings: Variants, rounds: int) -> int:
    print(f"Macchina: {platform.machine()}; {PEOPLE} persone, {rounds} giri, pagine a turno")
    heads = "".join(f"{name:>16}{'istr.':>7}" for name in timings)
    print(f"{'p50 ms':<10}{heads}{'regola':>9}{'muro':>8}")
    good = True
    for name in timings[AS_IT_IS]:
        whole, bare, open_ = (timings[variant][name] for variant in timings)
        rule, wall = whole.at(0.5) / bare.at(0.5), whole.at(0.5) / open_.at(0.5)
        told = "".join(f"{one.at(0.5):>16.1f}{one.statements:>7}" for one in (whole, bare, open_))
        print(f"{name:<10}{told}{rule:>8.2f}×{wall:>7.2f}×")
        good &= whole.statements - bare.statements <= STATEMENT_LIMIT and wall <= WALL_LIMIT
    print(f"Limiti: la regola aggiunge al più {STATEMENT_LIMIT} istruzione; muro {WALL_LIMIT}× (P11)")
    print("Entro i limiti" if good else "FUORI dai limiti")
    return 0 if good else 1
