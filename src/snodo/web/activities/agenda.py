"""The agenda: list, week, month; mine, of my body, of all the cases I see."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render

from snodo.domain.activities import queries
from snodo.domain.activities.queries import AgendaItem
from snodo.domain.audit import actions as audit
from snodo.domain.programmes import access as programmes_access
from snodo.kernel import clock
from snodo.web.activities.forms import AgendaFilters
from snodo.web.http import ActingRequest, filters_query, require_safe

VIEWS = (("elenco", "Elenco"), ("settimana", "Settimana"), ("mese", "Mese"))
LIST_DAYS = 14


@dataclass(slots=True)
class Day:
    """One day of the grid."""

    date: datetime.date
    today: bool
    outside: bool = False
    items: list[AgendaItem] = field(default_factory=list)


def _asked_day(text: str) -> datetime.date:
    try:
        return datetime.date.fromisoformat(text)
    except ValueError:
        return clock.today()


def _window(view: str, day: datetime.date) -> tuple[datetime.date, datetime.date]:
    """First and last day shown."""
    if view == "settimana":
        monday = day - datetime.timedelta(days=day.weekday())
        return monday, monday + datetime.timedelta(days=6)
    if view == "mese":
        first = day.replace(day=1)
        last = (first + datetime.timedelta(days=31)).replace(day=1) - datetime.timedelta(days=1)
        return (
            first - datetime.timedelta(days=first.weekday()),
            last + datetime.timedelta(days=6 - last.weekday()),
        )
    return day, day + datetime.timedelta(days=LIST_DAYS - 1)


def _beside(view: str, day: datetime.date) -> tuple[datetime.date, datetime.date]:
    """A day in the window before, and in the one after."""
    if view == "mese":
        first = day.replace(day=1)
        return first - datetime.timedelta(days=1), (first + datetime.timedelta(days=31)).replace(day=1)
    step = datetime.timedelta(days=7 if view == "settimana" else LIST_DAYS)
    return day - step, day + step


def _days(
    since: datetime.date, until: datetime.date, items: Iterable[AgendaItem], month: int | None
) -> list[Day]:
    today = clock.today()
    days = {
        date: Day(date, date == today, month is not None and date.month != month)
        for date in (since + datetime.timedelta(days=n) for n in range((until - since).days + 1))
    }
    for item in items:
        days[item.day].items.append(item)
    return list(days.values())


@require_safe
def index(request: ActingRequest) -> HttpResponse:
    """What is fixed, in the days asked."""
    actor = request.actor
    view = request.GET.get("vista") or "elenco"
    view = view if view in dict(VIEWS) else "elenco"
    day = _asked_day(request.GET.get("giorno", ""))
    since, until = _window(view, day)
    data = request.GET.copy()
    data.setdefault("di", "mine")
    form = AgendaFilters(data, programmes=programmes_access.programmes_of(actor).order_by("title"))
    items = queries.agenda(
        actor,
        since=since,
        until=until,
        scope=form.value("di") or "mine",
        programme=form.value("programma"),
        place=form.value("luogo") or "",
    )
    audit.record_list(
        actor=actor,
        kind="activities.appointment",
        ids=[item.id for item in items if item.kind == "appointment"],
        section="agenda",
    )
    days = _days(since, until, items, day.month if view == "mese" else None)
    before, after = _beside(view, day)
    context = {
        "form": form,
        "view": view,
        "day": day,
        "since": since,
        "until": until,
        "days": days,
        "weeks": [days[start : start + 7] for start in range(0, len(days), 7)] if view == "mese" else [],
        "count": len(items),
        "tabs": _tabs(request, view),
        "before": f"?{filters_query(request, giorno=before.isoformat())}",
        "after": f"?{filters_query(request, giorno=after.isoformat())}",
        "now": f"?{filters_query(request, giorno=None)}",
        "waiting": queries.appointments_to_record(actor),
    }
    return render(request, "activities/agenda.html", context)


def _tabs(request: ActingRequest, view: str) -> list[dict[str, Any]]:
    return [
        {"label": label, "url": f"?{filters_query(request, vista=key)}", "here": key == view}
        for key, label in VIEWS
    ]
