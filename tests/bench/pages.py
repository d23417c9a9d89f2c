"""P1, P2 and P5 of the speed goals: open a case, list a caseload, search; beside a minimal page.

The minimal page does what any signed-in page must: session, user, a log row, 21 rows of a table. Both run in
this process, one after the other in turns, through the whole middleware of the product or of a bare project.
"""

import argparse
import datetime
import platform
import random
import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from typing import Any
from uuid import UUID

from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.test import Client
from django.test.client import ClientHandler
from django.test.utils import CaptureQueriesContext, override_settings
from django.urls import include, path

from snodo.domain.audit import actions as audit
from snodo.domain.casework.models import Case, CaseEvent, CaseParty, CasePhase, CaseTeamMember, NextStep
from snodo.domain.network.models import Organisation
from snodo.domain.people.models import Person, PersonCircle
from snodo.domain.programmes.actions import start_programme
from snodo.domain.programmes.models import Phase, Programme, ProgrammeAction
from snodo.kernel import clock, tenancy
from snodo.kernel.actor import Actor
from snodo.kernel.packfile import load_pack, pack_folder
from tests.bench.database import take_statistics, throwaway_database
from tests.factories.world import World, build_world

MINE = 300
EVENTS = 12
HTML_LIMIT = 40 * 1024

MINIMAL = """<!doctype html><html lang="it"><head><title>Minima</title></head><body><h1>{{ user }}</h1><table>
{% for row in rows %}<tr><td>{{ row.last_name }}</td><td>{{ row.first_name }}</td>
<td>{{ row.birth_date }}</td></tr>
{% endfor %}</table></body></html>"""

BARE_MIDDLEWARE = [
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "tests.bench.pages.BareMiddleware",
]


class BareMiddleware:
    """Gives the minimal page its address; nothing else."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.urlconf = __name__  # type: ignore[attr-defined]
        return self.get_response(request)


_actor: Actor | None = None


def minimal_page(request: HttpRequest) -> HttpResponse:
    """Session, user, a log row, 21 rows."""
    assert _actor is not None
    with tenancy.in_network(_actor.network_id, request.user.pk):  # type: ignore[arg-type]
        rows = list(Person.objects.order_by("search_name")[:21])
        audit.record(actor=_actor, verb="bench.minimal", subject=rows[0])
        return HttpResponse(minimal_template().render({"rows": rows, "user": str(request.user)}))


@cache
def minimal_template() -> Any:
    """Compiled once, as the loader does with the product's templates."""
    return engines["django"].from_string(MINIMAL)


urlpatterns = [path("minima/", minimal_page), path("", include("config.urls"))]


@dataclass
class Timing:
    """What one page cost."""

    name: str
    milliseconds: list[float]
    statements: int
    html: int

    def at(self, share: float) -> float:
        return statistics.quantiles(self.milliseconds, n=100)[int(share * 100) - 1]


def main(words: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="./snodo bench pages", description=__doc__)
    parser.add_argument("--people", type=int, default=10_000, help="quante persone nella rete")
    parser.add_argument("--rounds", type=int, default=150, help="quante volte ogni pagina")
    asked = parser.parse_args(words)
    with throwaway_database("bench_pages"):
        world = build_world()
        case = _fill(world, asked.people)
        take_statistics("bench_pages")
        timings = _measure(world, case, asked.rounds)
    _print(timings, asked.people, asked.rounds)
    return 0 if _within(timings) else 1


def _fill(world: World, people: int) -> UUID:
    """A network of this size; *sara* follows some, her co-ordinator's body is party to all."""
    marta = world.actor("marta")
    with tenancy.acting(marta):
        programme = start_programme(
            pack=load_pack(pack_folder("in-lav")),
            starts_on=clock.today() - datetime.timedelta(days=200),
            ends_on=clock.today() + datetime.timedelta(days=200),
            partners={"comuni-insieme": world.organisations["lead"], "ozanam": world.organisations["coop"]},
            actor=marta,
        )
        cases = _cases(world, programme, people)
        _around(world, cases)
        _mine(world, cases[:MINE])
        return cases[0].pk


def _cases(world: World, programme: Programme, people: int) -> list[Case]:
    dice = random.Random(7)
    syllables = ["ro", "ma", "ti", "le", "ca", "sin", "bel", "fer", "no", "da", "gri", "val", "do", "pe"]

    def word(parts: int) -> str:
        return "".join(dice.choice(syllables) for _ in range(parts)).capitalize()

    persons = Person.objects.bulk_create(
        [
            Person(
                first_name=word(2),
                last_name=word(3),
                birth_date=datetime.date(
                    1960 + dice.randrange(45), 1 + dice.randrange(12), 1 + dice.randrange(28)
                ),
                municipality=world.territories["bollate"],
            )
            for _ in range(people)
        ],
        batch_size=2000,
    )
    action = ProgrammeAction.objects.filter(programme=programme).order_by("position")[0]
    phase = Phase.objects.filter(action=action).order_by("position")[1]
    sara, omar = world.memberships["sara"], world.memberships["omar"]
    return Case.objects.bulk_create(
        [
            Case(
                programme=programme,
                action=action,
                phase=phase,
                person=person,
                organisation=world.organisations["coop"],
                responsible=sara if place < MINE else omar,
                opened_on=clock.today() - datetime.timedelta(days=place % 180),
            )
            for place, person in enumerate(persons)
        ],
        batch_size=2000,
    )


def _around(world: World, cases: list[Case]) -> None:
    coop: Organisation = world.organisations["coop"]
    rows = {"batch_size": 2000}
    PersonCircle.objects.bulk_create(
        [PersonCircle(person_id=case.person_id, organisation=coop, reason="case") for case in cases], **rows
    )
    CaseParty.objects.bulk_create(
        [CaseParty(case=case, organisation=coop, function="responsible") for case in cases], **rows
    )
    CaseTeamMember.objects.bulk_create(
        [CaseTeamMember(case=case, membership=case.responsible, function="responsible") for case in cases],
        **rows,
    )
    CasePhase.objects.bulk_create(
        [CasePhase(case=case, phase=case.phase, entered_on=case.opened_on) for case in cases], **rows
    )


def _mine(world: World, cases: list[Case]) -> None:
    sara, coop = world.memberships["sara"], world.organisations["coop"]
    NextStep.objects.bulk_create(
        [
            NextStep(
                case=case,
                kind="appointment",
                title=f"Passo {number}",
                due_on=clock.today() + datetime.timedelta(days=number * 3 - 4),
                organisation=coop,
                membership=sara,
            )
            for case in cases
            for number in range(3)
        ]
    )
    CaseEvent.objects.bulk_create(
        [
            CaseEvent(
                case=case,
                kind="note",
                title=f"Incontro {number}: presente",
                at=clock.now() - datetime.timedelta(days=number),
                audience="team",
                author="Omar Prova",
            )
            for case in cases
            for number in range(EVENTS)
        ]
    )


@contextmanager
def _minimal_client(world: World) -> Iterator[Client]:
    global _actor
    _actor = world.actor("sara")
    with override_settings(MIDDLEWARE=BARE_MIDDLEWARE):
        client = Client(headers={"host": "localhost"})
        handler = ClientHandler(enforce_csrf_checks=False)
        handler.load_middleware()
    client.handler = handler
    client.force_login(world.user("sara"))
    yield client


def _signed_in(world: World) -> Client:
    client = Client(headers={"host": "localhost"})
    client.force_login(world.user("sara"))
    session = client.session
    actor = world.actor("sara")
    session["membership_id"], session["network_id"] = str(actor.membership_id), str(actor.network_id)
    session.save()
    return client


def _measure(world: World, case: UUID, rounds: int) -> list[Timing]:
    product = _signed_in(world)
    with _minimal_client(world) as bare:
        pages: dict[str, Callable[[], Any]] = {
            "minima": lambda: bare.get("/minima/"),
            "caso": lambda: product.get(f"/percorsi/{case}/"),
            "elenco": lambda: product.get("/persone/"),
            "ricerca": lambda: product.get("/persone/cerca/?q=roma", headers={"hx-request": "true"}),
        }
        timings = [_first(name, get) for name, get in pages.items()]
        for _ in range(rounds):  # in turns, so that a slow minute of the machine is shared
            for timing, get in zip(timings, pages.values(), strict=True):
                began = time.perf_counter()
                get()
                timing.milliseconds.append((time.perf_counter() - began) * 1000)
    return timings


def _first(name: str, get: Callable[[], Any]) -> Timing:
    """Warm, then count statements."""
    for _ in range(3):
        answer = get()
        assert answer.status_code == 200, (name, answer.status_code)
    with CaptureQueriesContext(connection) as seen:
        answer = get()
    counted = [
        q
        for q in seen.captured_queries
        if not q["sql"].startswith(("SAVEPOINT", "RELEASE", "BEGIN", "COMMIT"))
    ]
    return Timing(name, [], len(counted), len(answer.content))


LIMITS = {"caso": (2.5, 10), "elenco": (2.5, 8), "ricerca": (None, 5)}


def _within(timings: list[Timing]) -> bool:
    base = timings[0].at(0.5)
    good = True
    for timing in timings[1:]:
        ratio, statements = LIMITS[timing.name]
        good &= timing.statements <= statements and timing.html <= HTML_LIMIT
        good &= ratio is None or timing.at(0.5) <= ratio * base
    return good


def _print(timings: list[Timing], people: int, rounds: int) -> None:
    base = timings[0].at(0.5)
    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version")
        server = cursor.fetchone()[0]
    print(f"Macchina: {platform.machine()}, Python {platform.python_version()}, PostgreSQL {server}")
    print(f"Dati: {people} persone e percorsi in una rete, {MINE} miei; {rounds} giri, pagine a turno")
    print(f"{'pagina':<10}{'p50 ms':>9}{'p95 ms':>9}{'× minima':>10}{'istruzioni':>12}{'kB':>7}")
    for timing in timings:
        print(
            f"{timing.name:<10}{timing.at(0.5):>9.1f}{timing.at(0.95):>9.1f}{timing.at(0.5) / base:>10.2f}"
            f"{timing.statements:>12}{timing.html / 1024:>7.1f}"
        )
    print("Limiti: caso ≤ 2,5 × e ≤ 10 istruzioni; elenco ≤ 2,5 × e ≤ 8; ricerca ≤ 5; HTML ≤ 40 kB")
    print("Entro i limiti" if _within(timings) else "FUORI dai limiti")
