"""Oggi, and the page that shows every component with its contract."""

from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from snodo.domain.audit import actions as audit
from snodo.web.home import gallery
from snodo.web.home.today import of as today_of
from snodo.web.home.today import shown as today_shown
from snodo.web.http import ActingRequest, public, require_safe


@require_safe
def today(request: ActingRequest) -> HttpResponse:
    """What is due, by whom, by when: each role finds its own."""
    context = today_of(request.actor)
    if ids := today_shown(context):
        audit.record_list(actor=request.actor, kind="casework.nextstep", ids=ids, section="today")
    return render(request, context.pop("template"), context)


@public
@require_safe
def components(request: HttpRequest) -> HttpResponse:
    """Every component: its contract, how it is written, how it looks. One part at a time."""
    here, pieces = gallery.part(request.GET.get("parte", ""))
    parts = [
        {"label": words, "url": f"?parte={code}" if code else "?", "here": code == here, "count": len(names)}
        for code, (words, names) in gallery.PARTS.items()
    ]
    return render(
        request, "home/components.html", {"pieces": pieces, "parts": parts, **gallery.sample_data()}
    )


@public
@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """Whether this process reaches its database."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return HttpResponse("ok", content_type="text/plain")
