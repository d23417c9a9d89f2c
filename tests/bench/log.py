"""P12 and S5: what the log costs a request, and how fast its chain is verified; on a million lines.

A read is one insert. A request's share is the processor time of the page of a case with the log and without,
in turns. Verifying walks every seal and hashes every line again.
"""

import argparse
import datetime
import platform
import statistics
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from unittest import mock

from django.db import connection
from django.test.utils import override_settings

from snodo.domain.audit import actions as audit
from snodo.domain.audit import months, verifying
from snodo.domain.privacy.queries import unusual
from snodo.kernel import clock
from snodo.kernel.ids import uuid7
from snodo.kernel.tenancy import acting, in_network
from tests.bench import pages
from tests.bench.database import take_statistics, throwaway_database
from tests.bench.town import build_town
from tests.factories.world import World

DAYS, PEOPLE = 180, 400
READ_LIMIT_MS, SHARE_LIMIT, SPEED_LIMIT = 1.0, 0.10, 250_000
# Lines as many transactions of another time would have written them.
FILL = """
INSERT INTO audit_entry (id, network_id, created_at, created_by, act, verb, membership_id, organisation_id,
 actor_label, subject_kind, subject_id, person_id, section, ground, changes, origin, txid, epoch)
SELECT gen_random_uuid(), %(network)s,
 %(now)s - make_interval(secs => (1 - n::float / %(lines)s) * 86400 * %(days)s),
 who, 'read', 'read', who, body,
 'Sara Prova (Cooperativa Il Ponte)', 'casework.case', who, md5((n %% 5000)::text)::uuid, 'progress',
 'équipe del percorso', '{}', 'web', 1 + n / 3, 7
FROM (SELECT n, md5((n %% 200)::text)::uuid AS who, md5((n %% 10)::text)::uuid AS body
 FROM generate_series(0, %(lines)s - 1) n) made
"""


def main(words: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="./snodo bench log", description=__doc__)
    parser.add_argument("--lines", type=int, default=1_000_000, help="quante righe nel registro")
    parser.add_argument("--rounds", type=int, default=200, help="quante volte ogni pagina")
    asked = parser.parse_args(words)
    with throwaway_database("bench_log"), override_settings(MFA_REQUIRED=False):  # no second factor to type
        town = build_town(PEOPLE)
        world, case = town.world, town.cases["nadia"]
        months.make_between(clock.today() - DAYS * datetime.timedelta(days=1), clock.today())
        with in_network(world.network.pk):
            _fill(world, asked.lines)
        take_statistics("bench_log")
        with in_network(world.network.pk):
            seals = _seal()
        read = _read_cost(world)
        share = _share_of_a_page(world, case, asked.rounds)
        speed = _verify(world)
        looked, found = _look(world)
        with connection.cursor() as cursor:
            cursor.execute("SHOW server_version")
            server = cursor.fetchone()[0]
    print(f"Macchina: {platform.machine()}, PostgreSQL {server}; {asked.lines} righe, {seals} sigilli")
    print(f"una lettura nel registro: {read:.2f} ms (limite {READ_LIMIT_MS:.0f})")
    print(f"parte del registro nella pagina di un percorso: {share:.1%} (limite {SHARE_LIMIT:.0%})")
    print(f"verifica: {speed:,.0f} righe al secondo (limite {SPEED_LIMIT:,})")
    print(f"letture insolite di un giorno, su {asked.lines} righe: {looked:.0f} ms, {found} trovate")
    good = read <= READ_LIMIT_MS and share <= SHARE_LIMIT and speed >= SPEED_LIMIT
    print("Entro i limiti" if good else "FUORI dai limiti")
    return 0 if good else 1


def _fill(world: World, lines: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute(FILL, {"network": world.network.pk, "now": clock.now(), "lines": lines, "days": DAYS})


def _seal() -> int:
    """As one a minute would have been: some two hundred lines each."""
    audit.seal_entries(limit=200)
    return int(audit.Seal.objects.count())


def _read_cost(world: World) -> float:
    sara, costs = world.actor("sara"), []
    for _ in range(300):
        with acting(sara):
            began = time.perf_counter()
            audit.record_read(
                actor=sara,
                subject_ref=("casework.case", uuid7()),
                person_id=uuid7(),
                section="progress",
                ground="équipe del percorso",
            )
            costs.append((time.perf_counter() - began) * 1000)
    return statistics.median(costs)


@contextmanager
def _without_log() -> Iterator[None]:
    with mock.patch.object(audit, "_write"):
        yield


def _share_of_a_page(world: World, case: Any, rounds: int) -> float:
    product = pages._signed_in(world, "nadia")

    def cost() -> float:
        began = time.process_time()
        assert product.get(f"/percorsi/{case}/").status_code == 200
        return time.process_time() - began

    for _ in range(5):
        cost()
    with_log, without = [], []
    for _ in range(rounds):
        with_log.append(cost())
        with _without_log():
            without.append(cost())
    return 1 - statistics.median(without) / statistics.median(with_log)


def _look(world: World) -> tuple[float, int]:
    """One day beside the four weeks before, of two hundred people at work."""
    day = clock.today() - datetime.timedelta(days=1)
    costs = []
    for _ in range(3):
        began = time.perf_counter()
        with in_network(world.network.pk):
            found = unusual.unusual_of(day)
        costs.append((time.perf_counter() - began) * 1000)
    return min(costs), len(found)


def _verify(world: World) -> float:
    best = 0.0
    for _ in range(2):
        began = time.perf_counter()
        with in_network(world.network.pk):
            verdict = verifying.verify_chain()
        assert verdict.broken is None, verdict.broken
        best = max(best, verdict.lines / (time.perf_counter() - began))
    return best
