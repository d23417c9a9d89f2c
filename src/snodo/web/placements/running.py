"""From the first day to the end: each verb its own page, the register one post for a month."""

import datetime
from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.forms import BaseForm
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from snodo.domain.placements import actions, queries
from snodo.domain.placements.models import Internship
from snodo.domain.placements.rules.facts import WARNING
from snodo.kernel import clock
from snodo.kernel.errors import InputRefused
from snodo.web.http import ActingRequest, apply_refusal, post_only, posted, toast, typed, warn
from snodo.web.placements import forms
from snodo.web.placements.common import done, form_page, internship_or_404, keeper_or_refuse
from snodo.web.placements.views import page_of


def _back(internship: Internship) -> str:
    return reverse("placements:internship", args=[internship.pk])


def _who(internship: Internship) -> str:
    return f"{internship.person} · {internship.host.label}"


@post_only
def start(request: ActingRequest, pk: UUID) -> HttpResponse:
    """Begin, with a reason for every warning."""
    internship = internship_or_404(request, pk)
    findings = queries.check_internship(internship)
    form = forms.StartForm(request.POST, findings=[one for one in findings if one.level == WARNING])
    if form.is_valid():
        try:
            actions.start_internship(internship=internship, reasons=form.reasons(), actor=request.actor)
        except InputRefused as refusal:
            apply_refusal(form, refusal)
        else:
            toast(
                request,
                "Tirocinio avviato: gli incontri sono in calendario e il progetto è pronto da firmare.",
            )
            return redirect(_back(internship))
    return page_of(request, internship, start_form=form, status=422)


def month_of(value: str, internship: Internship) -> datetime.date:
    """The month asked for ("2026-11"), kept inside the internship."""
    first, last = internship.starts_on, internship.ended_on or internship.ends_on
    try:
        wanted = datetime.date.fromisoformat(f"{value}-01")
    except ValueError:
        wanted = clock.today()
    return min(max(wanted, first), last).replace(day=1)


@post_only
def register(request: ActingRequest, pk: UUID) -> HttpResponse:
    """Write a month of the register at once; one button marks the empty days as present."""
    internship = keeper_or_refuse(request, pk)
    month = month_of(request.POST.get("mese", ""), internship)
    days = queries.month_grid(internship, month, queries.read_register(internship))
    form = forms.RegisterForm(request.POST, days=days)
    if form.is_valid():
        try:
            actions.record_days(
                internship=internship, days=form.marks(fill="riempi" in request.POST), actor=request.actor
            )
        except InputRefused as refusal:
            day_problems = {name.replace("day_", "k_", 1): said for name, said in refusal.problems.items()}
            apply_refusal(form, InputRefused(day_problems))
        else:
            toast(request, "Registro salvato.")
            return redirect(f"{_back(internship)}?mese={month:%Y-%m}#registro")
    return page_of(request, internship, month=month, register_form=form, status=422)


@post_only
def print_register(request: ActingRequest, pk: UUID) -> HttpResponse:
    """The month as a paper to sign."""
    internship = keeper_or_refuse(request, pk)
    month = month_of(request.POST.get("mese", ""), internship)
    document = actions.print_register(internship=internship, month=month, actor=request.actor)
    return redirect("documents:detail", document.pk)


@post_only
def attest(request: ActingRequest, pk: UUID) -> HttpResponse:
    """Issue the attestation."""
    internship = keeper_or_refuse(request, pk)
    try:
        actions.issue_attestation(internship=internship, actor=request.actor)
    except InputRefused as refusal:
        warn(request, refusal.sentence)
    else:
        toast(request, "Attestazione rilasciata: la trovi fra i documenti.")
    return redirect(_back(internship))


def _verb(
    request: ActingRequest,
    pk: UUID,
    form_class: type[BaseForm],
    act: Callable[..., Any],
    *,
    title: str,
    submit: str,
    said: str,
    intro: str = "",
    danger: bool = False,
    initial: Callable[[Internship], dict[str, Any]] = lambda internship: {},
) -> HttpResponse:
    """One verb, one form, one page."""
    internship = keeper_or_refuse(request, pk)
    form = form_class(posted(request), initial=initial(internship))
    if done(form, lambda: act(internship=internship, actor=request.actor, **typed(form))):
        toast(request, said)
        return redirect(_back(internship))
    return form_page(
        request,
        form,
        title=title,
        submit=submit,
        back=_back(internship),
        eyebrow=_who(internship),
        intro=intro,
        danger=danger,
    )


def suspend(request: ActingRequest, pk: UUID) -> HttpResponse:
    """Stop for a while."""
    return _verb(
        request,
        pk,
        forms.SuspendForm,
        actions.suspend_internship,
        title="Sospendi il tirocinio",
        submit="Sospendi",
        said="Tirocinio sospeso.",
        intro="I giorni di sospensione non contano nelle percentuali. Alla ripresa la fine e gli incontri "
        "si spostano in avanti. Il motivo resta all'équipe: l'azienda legge solo che è sospeso.",
    )


def resume(request: ActingRequest, pk: UUID) -> HttpResponse:
    """Start again."""
    return _verb(
        request,
        pk,
        forms.ResumeForm,
        actions.resume_internship,
        title="Fai riprendere il tirocinio",
        submit="Riprendi",
        said="Il tirocinio riprende: date e incontri sono stati spostati.",
    )


def extend(request: ActingRequest, pk: UUID) -> HttpResponse:
    """A later end."""
    return _verb(
        request,
        pk,
        forms.ExtendForm,
        actions.extend_internship,
        title="Proroga il tirocinio",
        submit="Proroga",
        said="Tirocinio prorogato: gli incontri in più sono in calendario.",
        intro="La proroga va comunicata entro 5 giorni.",
    )


def complete(request: ActingRequest, pk: UUID) -> HttpResponse:
    """The end, as agreed."""
    return _verb(
        request,
        pk,
        forms.CompleteForm,
        actions.complete_internship,
        title="Concludi il tirocinio",
        submit="Concludi",
        said="Tirocinio concluso.",
        intro="Se le presenze bastano, l'attestazione finale viene preparata subito.",
        initial=lambda internship: {"ended_on": min(internship.ends_on, clock.today())},
    )


def interrupt(request: ActingRequest, pk: UUID) -> HttpResponse:
    """The end, before its day."""
    return _verb(
        request,
        pk,
        forms.InterruptForm,
        actions.interrupt_internship,
        title="Interrompi il tirocinio",
        submit="Interrompi",
        said="Tirocinio interrotto.",
        intro="Il motivo resta all'équipe. L'interruzione va comunicata entro 5 giorni.",
        danger=True,
    )


def drop(request: ActingRequest, pk: UUID) -> HttpResponse:
    """It will not begin."""
    return _verb(
        request,
        pk,
        forms.DropForm,
        actions.drop_internship,
        title="Il tirocinio non parte",
        submit="Segna come non avviato",
        said="Tirocinio segnato come non avviato.",
        danger=True,
    )
