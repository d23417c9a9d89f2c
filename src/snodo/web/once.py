"""The same form sent twice is done once; what collided with another transaction is tried again."""

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from snodo.domain.network import actions, queries
from snodo.kernel.actor import Actor
from snodo.kernel.errors import Conflict

FIELD = "_once"
COLLISIONS = {"40001", "40P01"}  # serialisation failure, deadlock
TRIES = 3
TWICE = "Questo modulo era già stato inviato: l'operazione è stata fatta una volta sola."


def once(request: HttpRequest, actor: Actor, view: Callable[[], HttpResponse]) -> HttpResponse:
    """Run the view of a POST; a form whose key was already used leads where it led the first time."""
    key = _key(request)
    if key is None:
        return view()
    submission = actions.begin_submission(key=key, actor=actor)
    if submission is None:
        return _again(request, key, actor)
    response = view()
    location = response.headers.get("Location") or response.headers.get("HX-Redirect") or ""
    actions.finish_submission(submission=submission, location=location, actor=actor)
    return response


def _key(request: HttpRequest) -> UUID | None:
    if request.method != "POST":
        return None
    try:
        return UUID(request.POST.get(FIELD, ""))
    except ValueError:
        return None


def _again(request: HttpRequest, key: UUID, actor: Actor) -> HttpResponse:
    location = queries.location_of(key, actor)
    if not location:
        raise Conflict(TWICE)
    messages.info(request, TWICE)
    return HttpResponseRedirect(location)


def with_retries(request: HttpRequest, work: Callable[[], HttpResponse]) -> HttpResponse:
    """A transaction that PostgreSQL gave up in favour of another one begins anew."""
    for left in reversed(range(TRIES)):
        try:
            return work()
        except OperationalError as collision:
            if not left or getattr(collision.__cause__, "sqlstate", "") not in COLLISIONS:
                raise
            for name in request.FILES:
                for upload in request.FILES.getlist(name):
                    upload.seek(0)
    raise AssertionError("unreachable")
