"""Emergency access: asked with a reason, an hour long, a page of its own."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render

from snodo.domain.people import access as people
from snodo.domain.people import actions as people_actions
from snodo.domain.people.models import Person, SafeContact
from snodo.domain.people.states import LANGUAGES
from snodo.domain.privacy import access, actions, queries
from snodo.kernel.errors import Conflict, InputRefused
from snodo.kernel.identifiers import phone_display
from snodo.web.http import ActingRequest, apply_refusal, get_or_404, post_only, toast
from snodo.web.privacy.forms import EmergencyForm

NOT_FOUND = (
    "Non risulta nessuna persona che si possa aprire così: controlla il codice, o nome, cognome e data di "
    "nascita. Se qualcuno è in pericolo chiama il 112; per altro chiedi a chi si occupa di protezione dei "
    "dati."
)


def ask(request: ActingRequest) -> HttpResponse:
    """Name the person exactly, say why: the file opens for one hour."""
    actor = request.actor
    access.require(access.can_ask_emergency(actor), "L'accesso d'emergenza è per chi lavora con le persone.")
    form = EmergencyForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            person = actions.identify_person(actor=actor, **form.named())
            if person is None:
                form.add_error(None, NOT_FOUND)
            elif people.people_visible_to(actor).filter(pk=person.pk).exists():
                toast(request, "Questa persona la segui già: ecco la sua scheda.")
                return redirect("people:person", pk=person.pk)
            else:
                return _open(form, person, actor)
        except InputRefused as refusal:
            apply_refusal(form, refusal)
        except Conflict as conflict:
            form.add_error(None, conflict.sentence)
    return render(request, "privacy/emergency_ask.html", {"form": form}, status=422 if form.errors else 200)


def _open(form: EmergencyForm, person: Person, actor: Any) -> HttpResponse:
    data = form.cleaned_data
    opened = actions.ask_emergency(person=person, reason=data["reason"], words=data["words"], actor=actor)
    return redirect("privacy:emergency", pk=opened.pk)


def file(request: ActingRequest, pk: UUID) -> HttpResponse:
    """The facts that serve now; every opening is written down on this ground."""
    found = queries.emergency_file(request.actor, pk)
    if found is None:
        raise Http404
    shown = ["contacts", "guidance"] if found.guidance.rows else ["contacts"]
    for section in shown:
        people_actions.read_in_emergency(emergency=found.emergency, section=section, actor=request.actor)
    context = {
        "file": found,
        "person": found.person,
        "facts": _facts(found.person),
        "how_to_call": _how_to_call(found.safe),
        "cases": found.cases,
    }
    return render(request, "privacy/emergency.html", context)


def _facts(person: Person) -> list[tuple[str, Any]]:
    return [
        ("Telefono", phone_display(person.phone) if person.phone else ""),
        ("Posta elettronica", person.email),
        ("Come e quando contattare", person.contact_notes),
        ("Lingua", LANGUAGES.get(person.language, person.language)),
        ("Età", f"{person.age} anni" if person.age is not None else ""),
        ("Comune", str(person.municipality or "")),
    ]


def _how_to_call(safe: SafeContact | None) -> list[tuple[str, Any]]:
    """The agreed word stays with the team: it proves who calls."""
    if safe is None:
        return []
    number = phone_display(safe.number) if safe.number else ""
    return [("Numero sicuro", number), ("Chi può chiamare", safe.by_whom), ("Che cosa sapere", safe.note)]


@post_only
def close(request: ActingRequest, pk: UUID) -> HttpResponse:
    """The need is over: it closes now."""
    emergency = get_or_404(people.emergencies_in_force(request.actor), pk)
    people_actions.close_emergency(emergency=emergency, actor=request.actor)
    toast(request, "Accesso d'emergenza chiuso.")
    return redirect("privacy:index")
