"""Companies: who they are, what was said, under which agreement."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from snodo.domain.documents import actions as documents
from snodo.domain.employers import access, actions, queries
from snodo.domain.employers.models import HostProfile
from snodo.kernel import clock
from snodo.kernel.errors import InputRefused
from snodo.web.employers import forms
from snodo.web.http import (
    ActingRequest,
    apply_refusal,
    get_or_404,
    paginate,
    post_only,
    posted,
    require_safe,
    toast,
    typed,
)

READINESS_TONE = {"ready": "good", "interested": "info", "to_call_back": "warn"}


@require_safe
def index(request: ActingRequest) -> HttpResponse:
    """Companies with how willing they are and whether an agreement holds."""
    form = forms.HostFilters(request.GET)
    hosts = queries.host_list(
        request.actor,
        text=form.value("testo") or "",
        kind=form.value("tipo") or "",
        readiness=form.value("disponibilita") or "",
        to_call=bool(form.value("da_sentire")),
    )
    context = {
        "page": paginate(request, hosts),
        "form": form,
        "filtered": bool(request.GET),
        "reset": reverse("employers:index"),
        "may_write": access.can_write_hosts(request.actor),
        "today": clock.today(),
    }
    return render(request, "employers/index.html", context)


def _host_or_404(request: ActingRequest, pk: UUID) -> HostProfile:
    hosts = access.hosts_visible_to(request.actor).select_related("organisation", "municipality")
    return get_or_404(hosts, pk)


@require_safe
def host_page(request: ActingRequest, pk: UUID) -> HttpResponse:
    """All that is known of a company."""
    host = _host_or_404(request, pk)
    agreements = list(queries.agreements_of(request.actor, host.organisation))
    today = clock.today()
    context = {
        "host": host,
        "tone": READINESS_TONE.get(host.readiness, ""),
        "log": list(queries.scouting_log(request.actor, host)[:50]),
        "contacts": queries.contacts_of(request.actor, host),
        "agreements": [
            (agreement, agreement.ended_on is None and agreement.valid_from <= today <= agreement.valid_until)
            for agreement in agreements
        ],
        "may_write": access.can_write_hosts(request.actor),
        "facts": _facts(host),
    }
    return render(request, "employers/host.html", context)


def _facts(host: HostProfile) -> list[tuple[str, Any]]:
    ateco = f"{host.ateco_code} ({host.get_ateco_edition_display()})" if host.ateco_code else ""
    known = [
        ("Tipo", host.get_kind_display()),
        ("Che cosa fa", host.activity),
        ("Sede di lavoro", host.site),
        ("Regione", host.get_region_display()),
        ("Come ci si arriva", host.get_transport_display()),
        ("Linea e orari", host.transport_note),
        ("Dipendenti", host.employees),
        ("ATECO", ateco),
        ("Partita IVA", host.organisation.vat_number),
        ("Telefono", host.organisation.phone),
        ("Posta", host.organisation.email),
    ]
    always = {"Dipendenti", "Regione", "Partita IVA"}
    return [(word, value) for word, value in known if value or word in always]


def _form_page(
    request: HttpRequest,
    form: BaseForm,
    *,
    title: str,
    submit: str,
    back: str,
    eyebrow: str = "",
    intro: str = "",
) -> HttpResponse:
    status = 422 if form.is_bound else 200
    context = {
        "form": form,
        "title": title,
        "submit": submit,
        "back": back,
        "eyebrow": eyebrow,
        "intro": intro,
    }
    return render(request, "employers/form.html", context, status=status)


def _done(form: BaseForm, act: Callable[[], object]) -> bool:
    """Whether the form was valid and the rules took what it says."""
    if not form.is_valid():
        return False
    try:
        act()
    except InputRefused as refusal:
        apply_refusal(form, refusal)
        return False
    return True


def new_host(request: ActingRequest) -> HttpResponse:
    """A company new to the network."""
    access.require(access.can_write_hosts(request.actor))
    form = forms.NewHostForm(posted(request), actor=request.actor)
    made: list[HostProfile] = []
    if _done(form, lambda: made.append(actions.register_host(actor=request.actor, **typed(form)))):
        toast(request, "Azienda aggiunta. Ora puoi registrare il primo contatto.")
        return redirect("employers:host", made[0].pk)
    return _form_page(
        request, form, title="Nuova azienda", submit="Aggiungi l'azienda", back=reverse("employers:index")
    )


def edit_host(request: ActingRequest, pk: UUID) -> HttpResponse:
    """Correct the profile."""
    host = _host_or_404(request, pk)
    access.require(access.can_write_hosts(request.actor))
    initial = {name: getattr(host, name) for name in forms.ProfileForm.base_fields}
    form = forms.ProfileForm(posted(request), actor=request.actor, initial=initial)
    if _done(form, lambda: actions.update_host_profile(host=host, actor=request.actor, **typed(form))):
        toast(request, "Scheda aggiornata.")
        return redirect("employers:host", pk)
    back = reverse("employers:host", args=[pk])
    return _form_page(
        request, form, title="Scheda dell'azienda", submit="Salva", back=back, eyebrow=host.organisation.name
    )


def log_contact(request: ActingRequest, pk: UUID) -> HttpResponse:
    """Write down a visit, a call, a mail."""
    host = _host_or_404(request, pk)
    access.require(access.can_write_hosts(request.actor))
    form = forms.ScoutingForm(posted(request))
    if _done(form, lambda: actions.log_scouting_contact(host=host, actor=request.actor, **typed(form))):
        toast(request, "Contatto registrato.")
        return redirect("employers:host", pk)
    back = reverse("employers:host", args=[pk])
    return _form_page(
        request,
        form,
        title="Registra un contatto",
        submit="Registra il contatto",
        back=back,
        eyebrow=host.organisation.name,
        intro="Lo leggono tutti gli enti della rete: non scrivere nomi delle persone che seguite.",
    )


def add_contact(request: ActingRequest, pk: UUID) -> HttpResponse:
    """Somebody to speak to in the company."""
    host = _host_or_404(request, pk)
    access.require(access.can_write_hosts(request.actor))
    form = forms.ContactForm(posted(request))
    if _done(form, lambda: actions.add_host_contact(host=host, actor=request.actor, **typed(form))):
        toast(request, "Persona aggiunta.")
        return redirect("employers:host", pk)
    back = reverse("employers:host", args=[pk])
    return _form_page(
        request,
        form,
        title="Persona da contattare",
        submit="Aggiungi",
        back=back,
        eyebrow=host.organisation.name,
    )


@post_only
def end_contact(request: ActingRequest, pk: UUID) -> HttpResponse:
    """No longer answers for the company."""
    contact = get_or_404(access.contacts_visible_to(request.actor), pk)
    actions.end_host_contact(contact=contact, actor=request.actor)
    toast(request, "Persona tolta dai contatti.")
    return redirect("employers:host", contact.host_id)


def record_agreement(request: ActingRequest, pk: UUID) -> HttpResponse:
    """A *convenzione* with this company."""
    host = _host_or_404(request, pk)
    access.require(access.can_write_hosts(request.actor))
    form = forms.AgreementForm(
        posted(request),
        request.FILES if request.method == "POST" else None,
        actor=request.actor,
        host_id=host.organisation_id,
    )
    if _done(form, lambda: _record_agreement(request, host, form)):
        toast(request, "Convenzione registrata.")
        return redirect("employers:host", pk)
    back = reverse("employers:host", args=[pk])
    return _form_page(
        request,
        form,
        title="Convenzione",
        submit="Registra la convenzione",
        back=back,
        eyebrow=host.organisation.name,
    )


def _record_agreement(request: ActingRequest, host: HostProfile, form: BaseForm) -> None:
    upload = form.cleaned_data["file"]
    document = None
    if upload is not None:
        document = documents.store_upload(
            file=upload, title="Convenzione di tirocinio", kind="agreement", subject=host, actor=request.actor
        )
    actions.record_agreement(
        host=host.organisation,
        document=document,
        actor=request.actor,
        **typed(form, "promoter", "valid_from", "valid_until", "number"),
    )


@post_only
def end_agreement(request: ActingRequest, pk: UUID) -> HttpResponse:
    """The agreement stops holding today."""
    agreement = get_or_404(access.agreements_visible_to(request.actor), pk)
    actions.end_agreement(agreement=agreement, actor=request.actor)
    toast(request, "Convenzione chiusa da oggi.")
    host = queries.profile_of(agreement.host_id)
    return redirect("employers:host", host.pk) if host is not None else redirect("employers:agreements")


@require_safe
def agreements(request: ActingRequest) -> HttpResponse:
    """Agreements that end soon."""
    page = paginate(request, queries.agreements_expiring(request.actor))
    context = {"page": page, "days": queries.EXPIRY_WARNING_DAYS, "today": clock.today()}
    return render(request, "employers/agreements.html", context)
