"""The log, for those who watch over data protection; everybody sees their own lines."""

import datetime
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from snodo.domain.audit import access, queries
from snodo.domain.audit import actions as audit
from snodo.domain.audit.models import Entry
from snodo.domain.audit.states import Act
from snodo.kernel import clock
from snodo.web.audit import words
from snodo.web.audit.forms import LogFilters
from snodo.web.http import ActingRequest, filters_query, paginate, require_safe

# Without a day asked for, the log opens on the last month.
DEFAULT_DAYS = 30


@dataclass(frozen=True, slots=True)
class Line:
    """One line in words."""

    entry: Entry
    verb: str
    subject: str
    section: str
    ground: str
    changes: list[tuple[str, str]]
    only_this: str


@require_safe
def index(request: ActingRequest) -> HttpResponse:
    """Newest first, filtered; what was looked for is itself logged."""
    form = LogFilters(request.GET)
    since, until = form.value("dal"), form.value("al")
    if since is None and until is None and not form.value("oggetto") and not form.value("persona"):
        since = clock.today() - datetime.timedelta(days=DEFAULT_DAYS)
    entries = queries.search_entries(
        actor=request.actor,
        act=form.value("che") or "",
        words=form.value("chi") or "",
        subject_id=form.value("oggetto"),
        person_id=form.value("persona"),
        since=since,
        until=until,
    )
    reviewing = access.can_review(request.actor)
    page = paginate(request, entries, per=40)
    if reviewing:
        ref = ("audit.entry", form.value("oggetto") or request.actor.network_id)
        audit.record_read(
            actor=request.actor, verb="audit.review", subject_ref=ref, person_id=form.value("persona")
        )
    context = {
        "page": page,
        "lines": [_line(request, entry) for entry in page],
        "form": form,
        "since": since,
        "reviewing": reviewing,
        "seal": queries.last_seal() if reviewing else None,
        "reset": reverse("audit:index"),
    }
    return render(request, "audit/index.html", context)


def _line(request: ActingRequest, entry: Entry) -> Line:
    return Line(
        entry=entry,
        verb=words.verb(entry.verb, refused=entry.act == Act.REFUSAL),
        subject=words.kind(entry.subject_kind) if entry.subject_kind else "",
        section=words.section(entry.section),
        ground=words.ground(entry.ground),
        changes=[
            *_from_where(entry),
            *((words.change(name), _words(value)) for name, value in entry.changes.items()),
        ],
        only_this=f"?{filters_query(request, oggetto=entry.subject_id)}" if entry.subject_id else "",
    )


def _from_where(entry: Entry) -> list[tuple[str, str]]:
    """The place and the session of what was done on a page; of jobs and commands nothing."""
    _, _, place = entry.origin.partition(" ")
    address, _, session = place.partition(" ")
    return [("da dove", f"{address}, sessione {session}" if session else address)] if address else []


def _words(value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(str(item) for item in value[:5]) + (" …" if len(value) > 5 else "")
    if value is None:
        return "nessuno"
    if isinstance(value, bool):
        return "sì" if value else "no"
    return str(value)
