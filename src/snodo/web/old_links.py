"""Old links: what was addressed to a file that became part of another leads to the same page of the other."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from snodo.domain.people import queries
from snodo.domain.people.models import Person
from snodo.kernel.actor import Actor
from snodo.kernel.errors import Conflict
from snodo.web.http import View

Seen = Callable[[Actor], QuerySet[Person]]
READS = ("GET", "HEAD")
JOINED = (
    "Nel frattempo questa scheda è stata unita a un'altra della stessa persona: non è cambiato nulla. "
    "Apri la scheda della persona e ripeti lì quello che stavi facendo."
)


def leads_on(view: View, seen: Seen) -> View:
    """Where `view` finds nobody under an id, who may see (`seen`) the file it became part of is led there.

    Asked only after a 404, so that living files pay nothing. What is sent to an old address is refused with a
    sentence: it was written with another file before one's eyes. For whoever may not see, nothing is there.
    """

    @wraps(view)
    def led(request: HttpRequest, pk: UUID, **others: Any) -> HttpResponse:
        try:
            return view(request, pk=pk, **others)
        except Http404:
            kept = queries.now_known_as(pk)
            if kept is None or not seen(request.actor).filter(pk=kept.pk).exists():  # type: ignore[attr-defined]
                raise
            if request.method not in READS:
                raise Conflict(JOINED) from None
            return _same_page(request, kept.pk)

    return led


def _same_page(request: HttpRequest, pk: UUID) -> HttpResponse:
    match = request.resolver_match
    assert match is not None
    url = reverse(match.view_name, kwargs={**match.kwargs, "pk": pk})
    query = request.META.get("QUERY_STRING", "")
    return redirect(f"{url}?{query}" if query else url)
