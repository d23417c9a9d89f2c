"""A list of 5,000 persons to refer: from the file to the preview, at most 30 s; and what sending costs a row.

    ./snodo bench referrals [--rows 5000] [--send 100]

Beside it, on the same machine and in the same run: the bare minimum one could do with the same rows, reading
the file with the standard library and writing each row in clear, checking nothing.
"""

import argparse
import csv
import io
import os
import platform
import time
from collections import Counter

from django.db import connection

from snodo.domain.intake import actions
from snodo.domain.intake.models import BatchRow, ReferralBatch
from snodo.kernel.tenancy import acting
from tests.bench.database import throwaway_database
from tests.factories import intake, lists
from tests.factories.world import build_world

NAME, GOAL = "snodo_bench_referrals", 30.0


def main(words: list[str]) -> bool:
    """Print the figures; true when the goal is missed."""
    parser = argparse.ArgumentParser(prog="./snodo bench referrals")
    parser.add_argument("--rows", type=int, default=5_000)
    parser.add_argument("--send", type=int, default=100)
    asked = parser.parse_args(words)
    print(
        f"{platform.processor() or platform.machine()}, {os.cpu_count()} cores, {asked.rows} rows", flush=True
    )
    with throwaway_database(NAME):
        return _measured(asked.rows, asked.send)


def _measured(number: int, sent: int) -> bool:
    world = build_world()
    programme = intake.start(world)
    with acting(world.founder):
        action = intake.action_of(programme, "giovani")
        rows = [lists.good_row(action, n, **_spoiled(n)) for n in range(number)]
        files = {"xlsx": lists.as_xlsx(action, rows), "csv": lists.as_csv(action, rows)}
    bare = _bare(files["csv"])
    print(f"bare minimum, csv: {bare:.1f} s", flush=True)
    spent = {}
    for kind, content in files.items():
        began = time.perf_counter()
        batch = lists.loaded(world, action, content, name=f"elenco.{kind}")
        read = time.perf_counter() - began
        actions.check_rows(batch_id=batch.pk, actor=world.actor("dario"))
        spent[kind] = time.perf_counter() - began
        told = Counter(lists.states(world, batch))
        size = len(content) / 1_048_576
        print(
            f"preview, {kind} of {size:.1f} MB: {spent[kind]:.1f} s ({read:.1f} s the file), "
            f"{spent[kind] / bare:.1f} times the bare minimum; {dict(told)}",
            flush=True,
        )
    if sent:
        _send(world, batch, sent)
    missed = max(spent.values()) > GOAL
    print(f"goal {GOAL:.0f} s: {'missed' if missed else 'met'}")
    return missed


def _spoiled(number: int) -> dict[str, str]:
    """One row in ten has something to mend; names are as varied as a list has them."""
    said = {"first_name": f"Nome{number % 371}", "last_name": f"Cognome{number}"}
    return said | ({"birth_date": "31/02/1990"} if number % 10 == 3 else {})


def _send(world: "lists.World", batch: ReferralBatch, number: int) -> None:
    dario = world.actor("dario")
    with acting(dario):
        rows = BatchRow.objects.filter(batch=batch, state="ready").order_by("number")
        kept = list(rows.values_list("pk", flat=True)[:number])
        BatchRow.objects.filter(batch=batch, state="ready").exclude(pk__in=kept).update(state="unread")
    began = time.perf_counter()
    lists.sent(world, batch)
    spent = time.perf_counter() - began
    print(f"sending {len(kept)} rows: {spent:.1f} s, {1000 * spent / len(kept):.0f} ms a row", flush=True)


def _bare(content: bytes) -> float:
    began = time.perf_counter()
    with connection.cursor() as cursor:
        cursor.execute("CREATE TEMPORARY TABLE bare (number int, cells text[])")
        for number, cells in enumerate(csv.reader(io.StringIO(content.decode("utf-8-sig")), delimiter=";")):
            cursor.execute("INSERT INTO bare VALUES (%s, %s)", [number, cells])
    return time.perf_counter() - began
