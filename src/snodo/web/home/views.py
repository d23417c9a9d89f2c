"""Oggi, and the page that shows every component with its contract."""

from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from snodo.web.home import gallery
from snodo.web.home.today import of as today_of
from snodo.web.http import ActingRequest, public, require_safe


@require_safe
def today(request: ActingRequest) -> HttpResponse:
    """What is due, by whom, by when: each role finds its own."""
    context = today_of(request.actor)
    return render(request, context.pop("template"), context)


@public
@require_safe
def components(request: HttpRequest) -> HttpResponse:
    """Every component: its contract, how it is written, how it looks."""
    return render(request, "home/components.html", {"pieces": gallery.pieces(), **gallery.sample_data()})


@public
@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """Whether this process reaches its database."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return HttpResponse("ok", content_type="text/plain")
