"""Protected persons: put under protection, take it away, open who they are, when to call them."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from snodo.domain.network.models import Territory
from snodo.domain.people import access, actions, queries
from snodo.domain.people.models import Person
from snodo.domain.people.states import IdentifierKind
from snodo.kernel.errors import Conflict, InputRefused
from snodo.kernel.identifiers import phone_display
from snodo.web.http import apply_refusal, get_or_404, post_only, toast, warn
from snodo.web.people.forms import COUNTRIES
from snodo.web.people.protection_forms import IdentityForm, LiftForm, OpenForm, ProtectForm, SafeContactForm
from snodo.web.reading import person_or_404, shown


def _editable(request: HttpRequest, pk: UUID) -> Person:
    found = person_or_404(request.actor, pk)
    access.require(access.can_edit_person(request.actor, found))
    shown(request, found)
    return found


def _kept(request: HttpRequest, pk: UUID) -> Person:
    """A protected person whose secrets I keep; for everybody else there is no such page."""
    found = _editable(request, pk)
    if not found.protected or not access.can_keep(request.actor, found):
        raise Http404
    return found


def protect(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Says what will change; then it changes."""
    person = _editable(request, pk)
    if person.protected:
        return redirect("people:person", pk=pk)
    form = ProtectForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.protect_person(person=person, actor=request.actor, **form.cleaned_data)
        except InputRefused as refusal:
            apply_refusal(form, refusal)
        else:
            toast(request, "Da ora compare solo lo pseudonimo.")
            return redirect("people:person", pk=pk)
    return _page(request, "people/protect.html", {"form": form, "person": person})


def lift(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The danger is over."""
    person = _kept(request, pk)
    form = LiftForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.lift_protection(person=person, actor=request.actor, **form.cleaned_data)
        except InputRefused as refusal:
            apply_refusal(form, refusal)
        else:
            toast(request, "La protezione è tolta: nome e recapiti sono di nuovo visibili.")
            return redirect("people:person", pk=pk)
    return _page(request, "people/lift.html", {"form": form, "person": person})


def identity(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Who the person really is: closed until a reason is said; each opening is written down."""
    person = _kept(request, pk)
    form = OpenForm(request.POST or None)
    opened: list[tuple[str, Any]] | None = None
    if request.method == "POST" and form.is_valid():
        try:
            facts = actions.open_identity(
                person=person, reason=form.cleaned_data["reason"], actor=request.actor
            )
            opened = _in_words(facts)
        except InputRefused as refusal:
            apply_refusal(form, refusal)
    return _page(request, "people/identity.html", {"form": form, "person": person, "opened": opened})


def _in_words(facts: dict[str, Any]) -> list[tuple[str, Any]]:
    places = dict(
        Territory.objects.filter(
            pk__in=[facts[name] for name in ("municipality", "quarter") if facts.get(name)]
        ).values_list("pk", "name")
    )
    where = {str(pk): name for pk, name in places.items()}
    said: list[tuple[str, Any]] = [
        ("Nome", facts.get("first_name")),
        ("Cognome", facts.get("last_name")),
        ("Chiamare", facts.get("lived_name")),
        ("Nascita", _birth(facts)),
        ("Cittadinanza", dict(COUNTRIES).get(facts.get("citizenship", ""), facts.get("citizenship"))),
        ("Telefono", phone_display(facts["phone"]) if facts.get("phone") else ""),
        ("Posta elettronica", facts.get("email")),
        ("Come contattare", facts.get("contact_notes")),
        ("Comune", where.get(facts.get("municipality", ""))),
        ("Quartiere", where.get(facts.get("quarter", ""))),
    ]
    for code in facts.get("codes", []):
        said.append((str(IdentifierKind(code["kind"]).label), code["value"]))
    said += [("Nome del nucleo", name) for name in facts.get("households", {}).values()]
    return [(word, value) for word, value in said if value]


def _birth(facts: dict[str, Any]) -> str:
    day = "/".join(reversed(facts.get("birth_date", "").split("-")))
    return " · ".join(part for part in (day, facts.get("birth_place", "")) if part)


def identity_edit(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Write what has been learned, without opening what is there."""
    person = _kept(request, pk)
    form = IdentityForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.correct_identity(person=person, facts=form.facts(), actor=request.actor)
        except InputRefused as refusal:
            apply_refusal(form, refusal)
        else:
            toast(request, "Scritto nell'identità riservata.")
            return redirect("people:person", pk=pk)
    return _page(request, "people/identity_edit.html", {"form": form, "person": person})


def safe_contact(request: HttpRequest, pk: UUID) -> HttpResponse:
    """When the person may be called, agreed with them."""
    person = _editable(request, pk)
    if not queries.reads_number(request.actor, person):
        raise Http404
    form = SafeContactForm(request.POST or None, row=queries.safe_contact_of(person))
    if request.method == "POST" and form.is_valid():
        try:
            actions.agree_safe_contact(person=person, actor=request.actor, **form.cleaned_data)
        except InputRefused as refusal:
            apply_refusal(form, refusal)
        else:
            toast(request, "Accordi per chiamare salvati.")
            return redirect("people:person", pk=pk)
    return _page(request, "people/safe_contact.html", {"form": form, "person": person})


@post_only
def hide_member(request: HttpRequest, pk: UUID, member_pk: UUID) -> HttpResponse:
    """Keep a member from those who follow the others, or let them know again."""
    household = get_or_404(access.households_visible_to(request.actor), pk)
    member = get_or_404(access.members_visible_to(request.actor).filter(household=household), member_pk)
    hidden = request.POST.get("hidden") == "1"
    try:
        actions.hide_member(member=member, hidden=hidden, actor=request.actor)
        toast(request, "Nascosta a chi segue gli altri." if hidden else "Di nuovo visibile nel nucleo.")
    except Conflict as conflict:
        warn(request, conflict.sentence)
    return redirect("people:household", pk=pk)


def _page(request: HttpRequest, template: str, context: dict[str, Any]) -> HttpResponse:
    return render(request, template, context, status=422 if context["form"].errors else 200)
