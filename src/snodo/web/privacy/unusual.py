"""Unusual readings: questions to ask, said without accusing."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from snodo.domain.audit import actions as audit
from snodo.domain.privacy import access, actions, queries
from snodo.kernel.errors import InputRefused
from snodo.web.http import ActingRequest, get_or_404, go_back, paginate, post_only, require_safe, toast, warn
from snodo.web.privacy.forms import NoteForm, UnusualFilters


@require_safe
def index(request: ActingRequest) -> HttpResponse:
    """Those not looked at yet come first."""
    access.require(access.can_watch(request.actor))
    form = UnusualFilters(request.GET)
    page = paginate(
        request,
        queries.unusual_list(
            request.actor, state=form.value("stato") or "", pattern=form.value("tipo") or ""
        ),
    )
    audit.record_list(actor=request.actor, kind="privacy.unusualreading", ids=[row.pk for row in page])
    context = {
        "page": page,
        "rows": [(row, queries.explanation_of(row)) for row in page],
        "form": form,
        "reset": reverse("privacy:unusual"),
    }
    return render(request, "privacy/unusual.html", context)


@post_only
def mark(request: ActingRequest, pk: UUID) -> HttpResponse:
    """Seen, asked about, or explained."""
    access.require(access.can_watch(request.actor))
    reading = get_or_404(access.unusual_visible_to(request.actor), pk)
    form = NoteForm(request.POST)
    note = form.cleaned_data["note"] if form.is_valid() else ""
    try:
        actions.mark_unusual(
            reading=reading, verb=request.POST.get("verb", ""), note=note, actor=request.actor
        )
        toast(request, "Segnato.")
    except InputRefused as refusal:
        warn(request, refusal.sentence)
    return go_back(request, "privacy:unusual")
