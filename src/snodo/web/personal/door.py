"""The one way into a personal page: the link is found, the code is asked, only then a network is bound.

To add a page of another context: a `Door` that says how its links are found, a view marked `@by_link(door)`,
a line in `urls.py`. The view gets a request whose `actor` acts through the link, and the link.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial, wraps
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.shortcuts import render

from snodo.kernel.actor import Actor
from snodo.kernel.errors import SnodoError
from snodo.kernel.passes import PersonalLink
from snodo.kernel.tenancy import acting, in_network
from snodo.web.http import public
from snodo.web.personal import limits, memory

METHODS = ("GET", "HEAD", "POST")
CODE = "codice"
WRONG = "Questo codice non è giusto. Controlla le cinque cifre e riprova."
PAPER = "Il foglio di carta che hai resta valido da leggere."
ON_PAPER = (
    "Sono le 5 cifre che ti hanno detto a voce. "
    "Servono perché nessun altro, trovando il foglio, legga la tua pagina."
)
View = Callable[..., HttpResponse]


class LinkRequest(HttpRequest):
    """A request that came in by a personal link. For type hints only."""

    actor: Actor


@dataclass(frozen=True, slots=True)
class Door:
    """All that this area asks of the context whose page it shows."""

    # token -> link or None, before any network is bound
    find: Callable[[str], Any]
    # link -> who acts through it
    holder_of: Callable[[Any], Actor]
    # (link, code, actor) -> right; an action, since it counts and logs
    try_code: Callable[..., bool] | None = None
    # token -> nothing: says in the log who came with a link that is over
    late: Callable[[str], None] | None = None
    # what else one can do where the link opens nothing; it never says whether there was one
    hint: str = ""
    code_from: str = ON_PAPER  # whose five figures they are, and why they are asked
    forgotten: str = "Non lo ricordi? Chiedilo alla persona che ti accompagna."


def by_link(door: Door) -> Callable[[View], View]:
    """Mark a view as the page behind a kind of personal link."""

    def mark(view: View) -> View:
        @wraps(view)
        def opened(request: HttpRequest, token: str, **what: Any) -> HttpResponse:
            if request.method not in METHODS:
                return HttpResponseNotAllowed(METHODS)
            return _sealed(_open(request, door, token, partial(view, **what)))

        return public(opened)

    return mark


def _open(request: HttpRequest, door: Door, token: str, view: View) -> HttpResponse:
    if limits.too_many(request):
        return render(request, "personal/slow.html", status=429)
    link = door.find(token)
    if link is None:
        limits.miss(request)
        if door.late is not None:
            door.late(token)
        return gone(request, door.hint)
    with in_network(link.network_id, link.pk):
        actor = door.holder_of(link)
    if link.asks_code and not memory.holds(request, link):
        return _ask(request, door, link, actor)
    return _show(request, link, actor, view)


def _show(request: HttpRequest, link: PersonalLink, actor: Actor, view: View) -> HttpResponse:
    request.actor, request.may_leave = actor, link.asks_code  # type: ignore[attr-defined]
    try:
        with acting(actor):
            response = view(request, link)
    except SnodoError as refusal:
        return render(request, "personal/refused.html", {"sentence": refusal.sentence}, status=409)
    if link.asks_code and response.status_code < 400:
        memory.keep(request, response, link)
    return response


def _ask(request: HttpRequest, door: Door, link: PersonalLink, actor: Actor) -> HttpResponse:
    """The page with the code; a right one opens, a wrong one is counted for good."""
    if "HX-Request" in request.headers:  # a page that is open and saves itself: its words stay where they are
        return HttpResponse(status=401)
    if link.paused:
        return render(request, "personal/paused.html", {"until": link.locked_until}, status=429)
    if request.method != "POST" or CODE not in request.POST or door.try_code is None:
        return render(request, "personal/code.html", _code_page(door))
    with acting(actor):
        right = door.try_code(link=link, code=request.POST[CODE][:40], actor=actor)
    if right:
        response = HttpResponseRedirect(request.path)
        memory.keep(request, response, link)
        return response
    limits.miss(request)
    return _after_wrong_code(request, link, door)


def _code_page(door: Door) -> dict[str, Any]:
    return {"name": CODE, "door": door}


def _after_wrong_code(request: HttpRequest, link: PersonalLink, door: Door) -> HttpResponse:
    if not link.good:
        return gone(request, door.hint)
    if link.paused:
        return render(request, "personal/paused.html", {"until": link.locked_until}, status=429)
    return render(request, "personal/code.html", _code_page(door) | {"wrong": WRONG}, status=422)


def gone(request: HttpRequest, hint: str = "") -> HttpResponse:
    """The same page for a link that never was, is over or was taken back: it tells nobody which."""
    return render(request, "personal/gone.html", {"hint": hint}, status=404)


def _sealed(response: HttpResponse) -> HttpResponse:
    """Out of caches and search engines; other sites learn nothing.

    Not `no-referrer`: with it browsers hide from us, too, where a form comes from, and the form is refused.
    """
    response.headers["Cache-Control"] = "no-store, private"
    response.headers["X-Robots-Tag"] = "noindex, nofollow, noarchive"
    response.headers["Referrer-Policy"] = "same-origin"
    return response
