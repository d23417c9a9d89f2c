"""Restricted sections of a person: closed until opened on purpose, written, given to a body, taken back."""

import datetime
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from snodo.domain.casework import queries as casework
from snodo.domain.network.access import organisations_visible_to
from snodo.domain.people import access, actions, duties, legal_bases, queries
from snodo.domain.people.actions.grants import ONLY_RESPONSIBLE
from snodo.domain.people.actions.sections import CLOSED, ONLY_IN_CHARGE, OpenedSection
from snodo.domain.people.models import Person, SectionGrant
from snodo.domain.people.states import Section
from snodo.kernel import clock
from snodo.kernel.errors import Conflict, InputRefused
from snodo.web.http import apply_refusal, get_or_404, post_only, require_safe, toast
from snodo.web.people.forms import GrantForm, GroundForm, PaperForm, SectionForm
from snodo.web.reading import person_or_404, shown

USUAL_TIME = datetime.timedelta(days=180)

# Who opens each section by their work, and why it is kept at all.
WHO = dict.fromkeys(Section.values, "solo l'équipe dell'ente responsabile") | {
    Section.HEALTH.value: "équipe dell'ente responsabile e chi ha la responsabilità sanitaria"
}
WHY = {
    Section.ADDRESS.value: "Dove vive, quando non si deve sapere: serve solo a chi la accompagna.",
    Section.HISTORY.value: "Che cosa è successo prima, per non farglielo raccontare ogni volta.",
    Section.HEALTH.value: "Diagnosi e cure. Per il lavoro bastano le indicazioni, scritte a parte.",
    Section.JUDICIAL.value: "Misure, udienze, permessi: per non fissare impegni che non può mantenere.",
    Section.VIOLENCE.value: "Ciò che serve alla sua sicurezza, e chi non deve sapere dov'è.",
    Section.ECONOMIC.value: "Redditi, debiti, contributi: per i sostegni che ne dipendono.",
}


def _visible(request: HttpRequest, pk: UUID) -> Person:
    return person_or_404(request.actor, pk)


def _known(section: str) -> str:
    if section not in Section.values:
        raise Http404
    return section


@require_safe
def sections(request: HttpRequest, pk: UUID) -> HttpResponse:
    """All sections, closed: who opens each and why, who was let in and until when."""
    found = _visible(request, pk)
    actions.open_person_file(person=found, actor=request.actor, section="sections")
    told = queries.file_sections(request.actor, found.pk)
    context = {
        "person": found,
        "told": told,
        "lines": [(line, WHO[line.code], WHY[line.code]) for line in told.lines],
        "today": clock.today(),
    }
    return render(request, "people/sections.html", context)


def section(request: HttpRequest, pk: UUID, section: str) -> HttpResponse:
    """One section, closed; opened by saying why. Each opening is written down."""
    found, code = _visible(request, pk), _known(section)
    access.require(access.can_open_section(request.actor, found.pk, code), CLOSED)
    shown(request, found, section="sections")
    form = GroundForm(request.POST or None)
    opened: OpenedSection | None = None
    if request.method == "POST" and form.is_valid():
        opened = actions.open_section(
            person=found, section=code, ground=form.cleaned_data["ground"], actor=request.actor
        )
    context = _about(request, found, code) | {"form": form, "opened": opened}
    if opened is not None:
        context["readings"] = casework.reserved_readings(request.actor, found.pk, code)
        context |= {"write_form": _text_form(opened), "paper_form": PaperForm(auto_id="carta-%s")}
    return render(request, "people/section.html", context, status=422 if form.errors else 200)


def _about(request: HttpRequest, person: Person, code: str) -> dict[str, Any]:
    return {
        "person": person,
        "code": code,
        "label": Section(code).label,
        "who": WHO[code],
        "why": WHY[code],
        "may_write": access.can_write_section(request.actor, person.pk, code),
    }


def _text_form(opened: OpenedSection) -> SectionForm:
    text = opened.current.text if opened.current is not None else ""
    return SectionForm(initial={"text": text, "number": opened.number})


def section_write(request: HttpRequest, pk: UUID, section: str) -> HttpResponse:
    """A new version. What is there already is read by opening it first, never by this form."""
    found, code = _visible(request, pk), _known(section)
    access.require(access.can_write_section(request.actor, found.pk, code), ONLY_IN_CHARGE)
    form = SectionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            written = actions.write_section(
                person=found, section=code, text=data["text"], number=data["number"], actor=request.actor
            )
        except InputRefused as refusal:
            apply_refusal(form, refusal)
        except Conflict as conflict:
            form.add_error(None, conflict.sentence)
        else:
            before = " Quella di prima resta com'era." if written.number > 1 else ""
            toast(request, f"Scritta la versione {written.number}.{before}")
            return redirect("people:sections", pk=pk)
    elif request.method != "POST":
        return redirect("people:section", pk=pk, section=code)
    context = _about(request, found, code) | {"write_form": form}
    return render(request, "people/section.html", context, status=422)


@post_only
def section_attach(request: HttpRequest, pk: UUID, section: str) -> HttpResponse:
    """A paper that opens to whom the section opens."""
    found, code = _visible(request, pk), _known(section)
    access.require(access.can_write_section(request.actor, found.pk, code), ONLY_IN_CHARGE)
    form = PaperForm(request.POST, request.FILES, auto_id="carta-%s")
    if form.is_valid():
        try:
            actions.attach_to_section(
                person=found, section=code, file=form.cleaned_data["file"], actor=request.actor
            )
        except InputRefused as refusal:
            apply_refusal(form, refusal)
        else:
            toast(request, "Documento conservato: lo apre solo chi apre questa parte.")
            return redirect("people:sections", pk=pk)
    context = _about(request, found, code) | {"paper_form": form}
    return render(request, "people/section.html", context, status=422)


def grant_new(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Let a body into some sections: for what, on which base, until when."""
    found = _visible(request, pk)
    access.require(access.can_grant(request.actor, found.pk), ONLY_RESPONSIBLE)
    shown(request, found, section="sections")
    bodies = organisations_visible_to(request.actor).filter(duties.with_act("pk"), active=True)
    form = GrantForm(
        request.POST or None,
        bodies=bodies.exclude(pk=request.actor.organisation_id).order_by("name"),
        bases=legal_bases.in_force(),
        initial={
            "sections": [request.GET.get("parte", "")],
            "valid_until": clock.today() + USUAL_TIME,
        },
    )
    if request.method == "POST" and form.is_valid():
        try:
            grant = actions.grant_sections(person=found, actor=request.actor, **form.cleaned_data)
        except InputRefused as refusal:
            apply_refusal(form, refusal)
        else:
            toast(request, f"{grant.organisation.label} può aprirle fino al {grant.valid_until:%d/%m/%Y}.")
            return redirect("people:sections", pk=pk)
    context = {"person": found, "form": form, "bases": legal_bases.in_force()}
    return render(request, "people/grant.html", context, status=422 if form.errors else 200)


@post_only
def grant_revoke(request: HttpRequest, pk: UUID, grant: UUID) -> HttpResponse:
    """Shut a body out again, in one step."""
    found = _visible(request, pk)
    row = get_or_404(SectionGrant.objects.filter(person=found).select_related("organisation"), grant)
    actions.revoke_grant(grant=row, actor=request.actor)
    toast(request, f"Da ora {row.organisation.label} non le apre più.")
    return redirect("people:sections", pk=pk)
