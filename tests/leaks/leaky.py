"""The addresses of Snodo, and two that somebody might add one day without thinking."""

import logging

from django.http import HttpRequest, HttpResponse
from django.urls import path

from config.urls import urlpatterns as ours
from tests.leaks import canaries

logger = logging.getLogger("snodo.leaky")


def export(request: HttpRequest, pk: str) -> HttpResponse:
    return HttpResponse(f"cognome;nome\n{canaries.LAST};{canaries.FIRST}\n", content_type="text/csv")


def feed(request: HttpRequest, pk: str) -> HttpResponse:
    logger.info("Calendar of %s asked", canaries.FIRST)
    lines = ("BEGIN:VCALENDAR", "BEGIN:VEVENT", f"LOCATION:{canaries.PLACE}", "END:VEVENT", "END:VCALENDAR")
    return HttpResponse("\r\n".join(lines), content_type="text/calendar")


urlpatterns = [
    *ours,
    path("persone/<uuid:pk>/esporta.csv", export, name="people"),
    path("agenda/<uuid:pk>.ics", feed, name="activities"),
]
