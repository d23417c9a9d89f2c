"""Who decides for a person or beside them: read, written, ended; and who is looking for somebody."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from snodo.domain.people import access, actions, queries
from snodo.domain.people.actions.guardians import WRITES
from snodo.domain.people.guardianship import KINDS
from snodo.domain.people.models import Person
from snodo.domain.people.states import GuardianPower
from snodo.web.http import ActingRequest, done, get_or_404, post_only, posted, require_safe, toast, typed
from snodo.web.people.guardian_forms import EndForm, GuardianForm, SearchForm
from snodo.web.reading import shown


def _person(request: ActingRequest, pk: UUID) -> Person:
    """Somebody of whom the actor may read who decides; anybody else does not exist here."""
    return get_or_404(access.people_for_guardians(request.actor), pk)


@require_safe
def guardians(request: ActingRequest, pk: UUID) -> HttpResponse:
    """Who decides today and who did, with the act; and where it is written in the law."""
    person = _person(request, pk)
    shown(request, person)
    rows = list(queries.guardians_of(request.actor, person))
    today = [row for row in rows if queries.in_force(row)]
    context = {
        "person": person,
        "today": [(row, _powers(row.powers), KINDS[row.kind].source) for row in today],
        "before": [row for row in rows if row not in today],
        "missing": queries.lacks_guardian(person, [row.kind for row in today]),
        "search": queries.search_for(person),
        "may_write": access.can_write_guardians(request.actor, person),
    }
    return render(request, "people/guardians.html", context)


def _powers(codes: list[str]) -> list[str]:
    return [str(GuardianPower(code).label) for code in codes if code in GuardianPower.values]


def _writer(request: ActingRequest, pk: UUID) -> Person:
    person = _person(request, pk)
    access.require(access.can_write_guardians(request.actor, person), WRITES)
    return person


def new(request: ActingRequest, pk: UUID) -> HttpResponse:
    """Somebody was named."""
    person, form = _writer(request, pk), GuardianForm(posted(request))
    act = lambda: actions.name_guardian(person=person, actor=request.actor, **typed(form))  # noqa: E731
    if done(form, act):
        toast(request, "Scritto.")
        return redirect("people:guardians", pk)
    said = "Si scrive quello che dice l'atto, non di più."
    return _form(request, form, person, "Chi decide", "Salva", said)


def end(request: ActingRequest, pk: UUID, guardian_pk: UUID) -> HttpResponse:
    """They decide no more."""
    person = _writer(request, pk)
    guardian = get_or_404(queries.guardians_of(request.actor, person), guardian_pk)
    form = EndForm(posted(request))
    act = lambda: actions.end_guardian(guardian=guardian, actor=request.actor, **typed(form))  # noqa: E731
    if done(form, act):
        toast(request, "Scritto.")
        return redirect("people:guardians", pk)
    return _form(request, form, person, f"{guardian} non decide più", "Salva", str(guardian.name))


def search(request: ActingRequest, pk: UUID) -> HttpResponse:
    """The actor takes care that somebody be named."""
    person, form = _writer(request, pk), SearchForm(posted(request))
    act = lambda: actions.look_for_guardian(person=person, actor=request.actor, **typed(form))  # noqa: E731
    if done(form, act):
        toast(request, "Te ne occupi tu.")
        return redirect("people:guardians", pk)
    said = "Chi legge la scheda saprà a chi chiedere."
    return _form(request, form, person, "Me ne occupo io", "Me ne occupo io", said)


@post_only
def stop(request: ActingRequest, pk: UUID) -> HttpResponse:
    """Nobody needs be looked for any more."""
    actions.stop_looking(person=_writer(request, pk), actor=request.actor)
    toast(request, "Scritto.")
    return redirect("people:guardians", pk)


def _form(
    request: ActingRequest, form: object, person: Person, title: str, submit: str, sub: str = ""
) -> HttpResponse:
    shown(request, person)
    back = reverse("people:guardians", args=[person.pk])
    context = {"form": form, "title": title, "submit": submit, "back": back, "sub": sub}
    context["eyebrow"] = person.name
    return render(request, "people/guardian_form.html", context, status=422 if form.is_bound else 200)  # type: ignore[attr-defined]
