"""P1, P2, P4 and P5 of the speed goals: open a case, list a caseload, search; beside a minimal page.

The minimal page does what any signed-in page must: session, user, a log row, 21 rows of a table by their
key, drawn by Django's own template engine. All pages are asked for in turns, through the whole middleware
of the product or of a bare project, so that a slow minute of the machine is shared.

P4 asks that size does not show: the page of a body that follows ten thousand people beside one that
follows three hundred, and the same body in a large network and in one of a thousand people.
"""

import argparse
import platform
import statistics
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.test import Client
from django.test.client import ClientHandler
from django.test.utils import CaptureQueriesContext, override_settings
from django.urls import include, path

from snodo.domain.audit import actions as audit
from snodo.domain.people.models import Person
from snodo.kernel import tenancy
from snodo.kernel.actor import Actor
from snodo.web.acting import SECOND_FACTOR
from snodo.web.ready import make_ready
from tests.bench.database import server_milliseconds, take_statistics, throwaway_database
from tests.bench.town import LARGE, MINE, Town, build_town
from tests.factories.world import World

FEW = 1_000
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
        rows = list(Person.objects.order_by("pk")[:21])
        audit.record(actor=_actor, verb="bench.minimal", subject=rows[0])
        return HttpResponse(minimal_template().render({"rows": rows, "user": str(request.user)}))


@cache
def minimal_template() -> Any:
    """Compiled once, as the loader does with the product's templates."""
    return engines["django"].from_string(MINIMAL)


urlpatterns = [path("minima/", minimal_page), path("", include("config.urls"))]


@dataclass
class Timing:
    """What one page cost: as waited for, and as worked by the application and by the database."""

    name: str
    statements: int
    html: int
    milliseconds: list[float] = field(default_factory=list)
    worked: list[float] = field(default_factory=list)
    served: list[float] = field(default_factory=list)

    def at(self, share: float) -> float:
        return statistics.quantiles(self.milliseconds, n=100)[int(share * 100) - 1]

    def once(self, get: Callable[[], Any]) -> None:
        server, work, began = server_milliseconds(), time.process_time(), time.perf_counter()
        get()
        self.milliseconds.append((time.perf_counter() - began) * 1000)
        self.worked.append((time.process_time() - work) * 1000)
        self.served.append(server_milliseconds() - server)


def main(words: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="./snodo bench pages", description=__doc__)
    parser.add_argument("--people", type=int, default=100_000, help="quante persone nella rete grande")
    parser.add_argument("--rounds", type=int, default=150, help="quante volte ogni pagina")
    asked = parser.parse_args(words)
    with throwaway_database("bench_few") as use_few:
        few = build_town(FEW)
        take_statistics("bench_few")
        with throwaway_database("bench_many") as use_many:
            many = build_town(asked.people)
            take_statistics("bench_many")
            timings = _measure(_pages(few, use_few, many, use_many), asked.rounds)
            _print(timings, asked.people, asked.rounds)
    return 0 if all(goal.reached for goal in _goals(timings)) else 1


Use = Callable[[], None]
Page = tuple[Use, Callable[[], Any]]


def _pages(
    few: Town, use_few: Callable[[], None], many: Town, use_many: Callable[[], None]
) -> dict[str, Page]:
    """Each page by its name: how to come to its database, and how to ask for it."""
    pages: dict[str, Page] = {}

    def add(size: str, use: Use, town: Town, who: str, *kinds: str) -> None:
        use()
        client = _signed_in(town.world, who)
        asked = {
            "caso": f"/percorsi/{town.cases[who]}/",
            "elenco": "/persone/",
            "ricerca": f"/persone/cerca/?q={town.sought}",
        }
        for kind in kinds:
            headers = {"hx-request": "true"} if kind == "ricerca" else {}
            pages[f"{kind} {size}"] = use, lambda url=asked[kind], sent=headers: client.get(url, headers=sent)

    use_many()
    bare = _minimal_client(many.world)
    pages["minima"] = use_many, lambda: bare.get("/minima/")
    add("ente grande", use_many, many, "sara", "caso", "elenco", "ricerca")
    add("ente piccolo", use_many, many, "nadia", "caso", "elenco", "ricerca")
    add("coord. grande", use_many, many, "lidia", "caso", "elenco")
    add("coord. piccolo", use_many, many, "bruno", "caso", "elenco")
    add("rete di mille", use_few, few, "nadia", "caso", "elenco", "ricerca")
    return pages


def _minimal_client(world: World) -> Client:
    global _actor
    _actor = world.actor("sara")
    with override_settings(MIDDLEWARE=BARE_MIDDLEWARE):
        client = Client(headers={"host": "localhost"})
        handler = ClientHandler(enforce_csrf_checks=False)
        handler.load_middleware()
    client.handler = handler
    client.force_login(world.user("sara"))
    return client


def _signed_in(world: World, who: str) -> Client:
    client = Client(headers={"host": "localhost"})
    client.force_login(world.user(who))
    session = client.session
    actor = world.actor(who)
    session["membership_id"], session["network_id"] = str(actor.membership_id), str(actor.network_id)
    session[SECOND_FACTOR] = True
    session.save()
    return client


def _measure(pages: dict[str, Page], rounds: int) -> dict[str, Timing]:
    make_ready()  # as the server is
    timings = {name: _first(name, *page) for name, page in pages.items()}
    for _ in range(rounds):
        for name, (use, get) in pages.items():
            use()
            timings[name].once(get)
    pages["minima"][0]()
    return timings


def _first(name: str, use: Callable[[], None], get: Callable[[], Any]) -> Timing:
    """Warm, then count statements."""
    use()
    for _ in range(3):
        answer = get()
        assert answer.status_code == 200, (name, answer.status_code)
    with CaptureQueriesContext(connection) as seen:
        answer = get()
    left_out = ("SAVEPOINT", "RELEASE", "BEGIN", "COMMIT")
    counted = [query for query in seen.captured_queries if not query["sql"].startswith(left_out)]
    return Timing(name, len(counted), len(answer.content))


# What is asked of them


@dataclass(frozen=True, slots=True)
class Goal:
    """A figure and its limit."""

    name: str
    figure: float
    limit: float
    unit: str = "×"

    @property
    def reached(self) -> bool:
        return self.figure <= self.limit


STATEMENTS = {"caso": 10, "elenco": 8, "ricerca": 5}


def _goals(timings: dict[str, Timing]) -> Iterator[Goal]:
    def ratio(one: str, other: str, share: float = 0.5) -> float:
        return timings[one].at(share) / timings[other].at(share)

    yield Goal("P1 caso / minima, p50", ratio("caso ente grande", "minima"), 2.5)
    yield Goal("P2 elenco di 50 / minima, p50", ratio("elenco ente grande", "minima"), 2.5)
    for kind in ("caso", "elenco"):
        title = f"P4 {kind}, {LARGE} / {MINE} seguiti, p50"
        yield Goal(f"{title}, operatrice", ratio(f"{kind} ente grande", f"{kind} ente piccolo"), 1.3)
        yield Goal(f"{title}, coordinamento", ratio(f"{kind} coord. grande", f"{kind} coord. piccolo"), 1.3)
    for kind in ("caso", "elenco", "ricerca"):
        figure = ratio(f"{kind} ente piccolo", f"{kind} rete di mille", 0.95)
        yield Goal(f"P4 {kind}, rete grande / di {FEW}, p95", figure, 1.3)
    for kind, limit in STATEMENTS.items():
        most = max(timing.statements for name, timing in timings.items() if name.startswith(kind))
        yield Goal(f"P5 istruzioni, {kind}", most, limit, "")
    heaviest = max(timing.html for timing in timings.values())
    yield Goal("P5 HTML della pagina più pesante", heaviest / 1024, HTML_LIMIT / 1024, " kB")


def _print(timings: dict[str, Timing], people: int, rounds: int) -> None:
    base = timings["minima"].at(0.5)
    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version")
        server = cursor.fetchone()[0]
    print(f"Macchina: {platform.machine()}, Python {platform.python_version()}, PostgreSQL {server}")
    print(
        f"Dati: reti di {people} e di {FEW} persone; enti che ne seguono {LARGE} e {MINE}, "
        f"{MINE} per operatrice; {rounds} giri, pagine a turno"
    )
    heads = f"{'p50 ms':>8}{'p95 ms':>8}{'× minima':>10}{'CPU':>7}{'+ dati':>8}{'istr.':>7}{'kB':>7}"
    print(f"{'pagina':<22}{heads}")
    for timing in timings.values():
        worked, served = statistics.median(timing.worked), statistics.median(timing.served)
        print(
            f"{timing.name:<22}{timing.at(0.5):>8.1f}{timing.at(0.95):>8.1f}{timing.at(0.5) / base:>10.2f}"
            f"{worked:>7.1f}{served:>8.1f}{timing.statements:>7}{timing.html / 1024:>7.1f}"
        )
    for goal in _goals(timings):
        said = "sì" if goal.reached else "NO"
        print(f"{goal.name:<52}{goal.figure:>7.2f}  limite {goal.limit:g}{goal.unit}  {said}")
