"""The list of notifications, opening one, and how far a long job is."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from snodo.domain.messaging import access, actions, queries
from snodo.domain.messaging.models import JobProgress
from snodo.domain.messaging.states import JobState
from snodo.kernel.actor import Actor
from snodo.web.http import ActingRequest, get_or_404, paginate, post_only, require_safe, toast

# The words of the component for long jobs.
JOB_WORDS = {
    JobState.QUEUED: "waiting",
    JobState.RUNNING: "running",
    JobState.FINISHED: "done",
    JobState.FAILED: "failed",
}


def _tabs(actor: Actor, here: str, unread: int | None) -> list[dict[str, Any]]:
    index = reverse("messaging:index")
    return [
        {"label": "Da leggere", "url": index, "here": here == "unread", "count": unread},
        {"label": "Tutti", "url": f"{index}?tutti=1", "here": here == "all"},
        {"label": "Lavori avviati", "url": reverse("messaging:jobs"), "here": here == "jobs"},
    ]


@require_safe
def index(request: ActingRequest) -> HttpResponse:
    """Unread ones first; all of them on request."""
    everything = bool(request.GET.get("tutti"))
    page = paginate(request, queries.notifications(request.actor, only_unread=not everything))
    unread = queries.unread_count(request.actor) if everything else page.total
    tabs = _tabs(request.actor, "all" if everything else "unread", unread)
    context = {"page": page, "tabs": tabs, "unread": unread, "everything": everything}
    return render(request, "messaging/index.html", context)


@post_only
def open_notification(request: ActingRequest, pk: UUID) -> HttpResponse:
    """Mark it as read and go where it leads."""
    notification = get_or_404(access.notifications_visible_to(request.actor), pk)
    actions.mark_read(notification=notification, actor=request.actor)
    return redirect(notification.path)


@post_only
def read_all(request: ActingRequest) -> HttpResponse:
    """All of the actor's."""
    marked = actions.mark_all_read(actor=request.actor)
    toast(request, "Avviso segnato come letto." if marked == 1 else f"{marked} avvisi segnati come letti.")
    return redirect("messaging:index")


@require_safe
def jobs(request: ActingRequest) -> HttpResponse:
    """The long jobs the actor started."""
    page = paginate(request, queries.recent_jobs(request.actor))
    unread = queries.unread_count(request.actor)
    return render(
        request, "messaging/jobs.html", {"page": page, "tabs": _tabs(request.actor, "jobs", unread)}
    )


@require_safe
def job(request: ActingRequest, pk: UUID) -> HttpResponse:
    """One job: the whole page, or only the piece that refreshes itself."""
    found: JobProgress = get_or_404(access.jobs_visible_to(request.actor), pk)
    fragment = bool(request.htmx)
    template = "messaging/_job.html" if fragment else "messaging/job.html"
    return render(request, template, {"job": found, "state": JOB_WORDS[JobState(found.state)]})
