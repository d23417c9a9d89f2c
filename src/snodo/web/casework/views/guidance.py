"""What matters for work, both viewpoints side by side; and one's own working notes."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from snodo.domain.audit import actions as audit
from snodo.domain.casework import access, actions, queries, states
from snodo.domain.casework.actions.guidance import WRITERS
from snodo.domain.people.models import Person
from snodo.kernel.errors import Conflict, InputRefused
from snodo.web.casework.forms import guidance as forms
from snodo.web.casework.views.common import allow, head, head_or_404
from snodo.web.http import ActingRequest, apply_refusal, get_or_404, post_only, require_safe, toast

WHOSE = {
    states.Viewpoint.CLINICAL.value: "Punto di vista di chi cura",
    states.Viewpoint.WORK.value: "Punto di vista di chi segue il lavoro",
}


@require_safe
def guidance(request: ActingRequest, pk: UUID) -> HttpResponse:
    """Head by head, what who cares and who follows the work say."""
    page = head_or_404(request, pk, states.Section.GUIDANCE)
    mine = access.viewpoints_of(request.actor, page.case)
    context = {
        **head(page),
        "title": "Indicazioni per il lavoro",
        "lead": "Che cosa serve sapere per lavorare insieme, senza diagnosi.",
        "people": queries.guidance_of(page.case),
        "mine": [(code, WHOSE[code]) for code in states.Viewpoint.values if code in mine],
        "compare": _comparable(page) if page.standing.sees(states.Section.READINGS) else "",
    }
    return render(request, "casework/guidance.html", context)


def _comparable(page: queries.CasePage) -> str:
    """The sheet of prerequisites, where both sides have filled it in."""
    clinical = queries.clinical_bodies(page.case)
    sides: dict[str, set[bool]] = {}
    for row in queries.readings_of(page.case).filter(purpose="prerequisites"):
        code = row.response.instrument.code
        sides.setdefault(code, set()).add(row.author.organisation_id in clinical)
    both = next((code for code, found in sides.items() if len(found) > 1), "")
    return reverse("casework:compare", args=[page.case.pk, both]) if both else ""


def write(request: ActingRequest, pk: UUID, viewpoint: str, person: UUID) -> HttpResponse:
    """A new version, from one side; the words already there are the starting point."""
    page = head_or_404(request, pk, states.Section.GUIDANCE)
    who: Person = get_or_404(queries.persons_in(page.case), person)
    if viewpoint not in states.Viewpoint.values:
        raise Http404
    allow(viewpoint in access.viewpoints_of(request.actor, page.case), WRITERS)
    now = queries.current_guidance(page.case, viewpoint, who)
    form = forms.GuidanceForm(request.POST or None, now=now)
    if request.method == "POST" and form.is_valid():
        try:
            actions.write_guidance(
                case=page.case, viewpoint=viewpoint, person=who, actor=request.actor, **form.values()
            )
        except InputRefused as refusal:
            apply_refusal(form, refusal)
        except Conflict as conflict:
            form.add_error(None, conflict.sentence)
        else:
            toast(request, "Indicazioni scritte: chi segue il lavoro le vede da ora.")
            return redirect("casework:guidance", pk=pk)
    context: dict[str, Any] = {
        **head(page),
        "title": f"Indicazioni per il lavoro: {who.name}",
        "lead": f"{WHOSE[viewpoint]}. Parole semplici: le legge chi lavora con la persona, mai l'azienda.",
        "form": form,
        "submit": "Salva le indicazioni",
        "back": reverse("casework:guidance", args=[pk]),
    }
    return render(request, "casework/form.html", context, status=422 if form.errors else 200)


# One's own notes


def own_notes(request: ActingRequest, pk: UUID) -> HttpResponse:
    """Written and read by their author alone."""
    page = head_or_404(request, pk)
    allow(page.standing.can_follow_up, "Gli appunti li tiene chi lavora nel percorso.")
    form = forms.OwnNoteForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.keep_own_note(case=page.case, text=form.cleaned_data["text"], actor=request.actor)
        except InputRefused as refusal:
            apply_refusal(form, refusal)
        else:
            toast(request, "Appunto salvato: lo vedi solo tu.")
            return redirect("casework:own_notes", pk=pk)
    notes = queries.own_notes(request.actor, page.case)
    if notes:
        audit.record_read(
            actor=request.actor, subject=page.case, section="own_notes", person_id=page.case.person_id
        )
    context = {
        **head(page),
        "title": "I tuoi appunti",
        "lead": "Li leggi solo tu. Ciò che serve agli altri scrivilo in una nota dell'équipe.",
        "form": form,
        "notes": notes,
    }
    return render(request, "casework/own_notes.html", context, status=422 if form.errors else 200)


@post_only
def own_note_discard(request: ActingRequest, pk: UUID, note: UUID) -> HttpResponse:
    """Throw one away."""
    row = get_or_404(access.own_notes_of(request.actor).filter(case_id=pk), note)
    actions.discard_own_note(note=row, actor=request.actor)
    toast(request, "Appunto eliminato.")
    return redirect("casework:own_notes", pk=pk)
