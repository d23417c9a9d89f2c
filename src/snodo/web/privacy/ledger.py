"""The ledger of a person: with whom their data are shared, and who looked."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render

from snodo.domain.people import queries as people
from snodo.domain.people.models import Person
from snodo.domain.privacy import access, actions, queries
from snodo.kernel.errors import InputRefused
from snodo.web.http import ActingRequest, apply_refusal, get_or_404, post_only, require_safe, toast
from snodo.web.privacy.forms import NamedExactlyForm, ProtectedForm
from snodo.web.privacy.words import part

NOBODY_PROTECTED = (
    "Non risulta nessuna persona protetta, oppure più di una con questo pseudonimo: prova con il codice o "
    "con il numero della richiesta, o chiedi all'équipe."
)
NOBODY = "Non risulta nessuno: controlla il codice, o nome, cognome e data di nascita."


def _person(request: ActingRequest, pk: UUID) -> Person:
    return get_or_404(access.ledgers_visible_to(request.actor), pk)


@require_safe
def ledger(request: ActingRequest, pk: UUID) -> HttpResponse:
    """On screen, with the names of colleagues."""
    return _page(request, _person(request, pk))


def _page(request: ActingRequest, person: Person, code: str = "") -> HttpResponse:
    found = actions.open_ledger(person=person, actor=request.actor)
    context = {
        "link": queries.ledger_link_of(request.actor, person),
        "code": code,
        "person": found.person,
        "ledger": found,
        "looks": [(look, ", ".join(part(one) for one in look.parts)) for look in found.looks],
        "watching": access.can_watch(request.actor),
    }
    return render(request, "privacy/ledger.html", context)


@post_only
def sheet(request: ActingRequest, pk: UUID) -> HttpResponse:
    """The person's copy with the link to their page; the sheet given before no longer opens."""
    return _pdf(actions.give_ledger_link(person=_person(request, pk), actor=request.actor))


@post_only
def code(request: ActingRequest, pk: UUID) -> HttpResponse:
    """The code, to be told by voice."""
    person = _person(request, pk)
    return _page(request, person, actions.tell_ledger_code(person=person, actor=request.actor))


@post_only
def revoke(request: ActingRequest, pk: UUID) -> HttpResponse:
    """The sheet no longer opens anything."""
    person = _person(request, pk)
    actions.revoke_ledger_link(person=person, actor=request.actor)
    toast(request, "Collegamento tolto: il foglio non apre più nulla.")
    return redirect("privacy:ledger", pk=person.pk)


def _pdf(content: bytes) -> HttpResponse:
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = 'attachment; filename="chi-ha-visto-i-tuoi-dati.pdf"'
    return response


@require_safe
def paper(request: ActingRequest, pk: UUID) -> HttpResponse:
    """The person's copy; its name tells nobody whose it is."""
    return _pdf(actions.print_ledger(person=_person(request, pk), actor=request.actor))


@post_only
def question(request: ActingRequest, pk: UUID) -> HttpResponse:
    """The person asks why, or objects: whoever is with them writes it down."""
    person = _person(request, pk)
    actions.ask_about_ledger(person=person, kind=request.POST.get("kind", ""), actor=request.actor)
    toast(request, "Richiesta registrata: chi si occupa di protezione dei dati ne è avvisato.")
    return redirect("privacy:ledger", pk=person.pk)


def find(request: ActingRequest) -> HttpResponse:
    """Data protection finds the ledger of who asks about it: by code, or by name and birth date."""
    access.require(access.can_watch(request.actor))
    form = NamedExactlyForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        person = actions.find_ledger(person=people.exactly(**form.named()), actor=request.actor)
        if person is not None:
            return redirect("privacy:ledger", pk=person.pk)
        form.add_error(None, NOBODY)
    return render(request, "privacy/ledger_find.html", {"form": form}, status=422 if form.errors else 200)


def find_protected(request: ActingRequest) -> HttpResponse:
    """The same for who is protected: by pseudonym, code or number of a request, never by name."""
    access.require(access.can_watch(request.actor))
    form = ProtectedForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            person = actions.find_protected(actor=request.actor, **form.cleaned_data)
        except InputRefused as refusal:
            apply_refusal(form, refusal)
        else:
            if person is not None:
                return redirect("privacy:ledger", pk=person.pk)
            form.add_error(None, NOBODY_PROTECTED)
    context = {"form": form}
    return render(request, "privacy/ledger_find_protected.html", context, status=422 if form.errors else 200)
