"""The page of a person, and what is written on it."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from snodo.domain.casework import queries as casework
from snodo.domain.network.access import organisations_visible_to
from snodo.domain.network.states import Role
from snodo.domain.people import access, actions, queries
from snodo.domain.people.models import Person
from snodo.domain.people.states import LANGUAGES, GuardianPower, Section
from snodo.domain.programmes import queries as programmes
from snodo.domain.programmes.access import programmes_of
from snodo.domain.programmes.models import NoticeVersion
from snodo.kernel import clock
from snodo.kernel.actor import Actor
from snodo.kernel.errors import Conflict, InputRefused
from snodo.kernel.identifiers import phone_display
from snodo.web.http import apply_refusal, require_safe, toast, warn
from snodo.web.people.forms import (
    COUNTRIES,
    IdentifierForm,
    InformationForm,
    PersonForm,
    SharingForm,
    in_order_of,
)
from snodo.web.people.views import case_url
from snodo.web.reading import person_or_404, shown


def _visible(request: HttpRequest, pk: UUID) -> Person:
    return person_or_404(request.actor, pk)


def _editable(request: HttpRequest, pk: UUID) -> Person:
    """A person of mine that my role may write on; a stranger's does not exist."""
    found = _visible(request, pk)
    access.require(access.can_edit_person(request.actor, found))
    shown(request, found)
    return found


@require_safe
def person(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Who, how to reach them, household, what was explained and chosen, paths. Opening it is written down."""
    actor = request.actor
    page = queries.person_page(actor, pk)
    if page is None:
        raise Http404
    actions.open_person_file(person=page.person, actor=actor)
    if actor.role == Role.REFERRER:
        cases = list(casework.sent_cases(actor).filter(person_id=pk))
    else:
        cases = list(casework.cases_of_person(actor, pk))
    return render(
        request,
        "people/person.html",
        {
            "page": page,
            "person": page.person,
            "cases": [(case, case_url(case.pk, actor)) for case in cases],
            "may_edit": access.can_edit_person(actor, page.person),
            "identity": _identity(page.person),
            "contacts": _contacts(page.person),
            "how_to_call": _how_to_call(page, actor),
            "keeps": page.kept and page.person.protected,
            "circle": _circle(page, actor, page.kept),
            "sections": _sections(actor, pk),
            "today": clock.today(),
            "may_read_guardians": _reads_guardians(actor, page),
            "lacks_guardian": queries.lacks_guardian(page.person, [row.code for row in page.guardians]),
        },
    )


def _reads_guardians(actor: Actor, page: queries.PersonPage) -> bool:
    """Who works with the person; of somebody protected, who keeps their secrets."""
    if page.person.protected:
        return page.kept
    return actor.has_role(*access.WORKS_WITH_PEOPLE) and access.can_edit_person(actor, page.person)


def _sections(actor: Actor, pk: UUID) -> list[tuple[str, str, bool]]:
    """Restricted sections: code, words, whether they open to this actor."""
    mine = access.sections_of(actor, pk)
    return [(code, str(label), code in mine) for code, label in Section.choices]


def _circle(page: queries.PersonPage, actor: Any, keeps: bool) -> list[tuple[str, list[str]]]:
    """Each body once, with all its reasons; a sensitive one by name only for itself and for the team."""
    bodies: dict[str, list[str]] = {}
    for line in page.circle:
        known = keeps or line.pk == str(actor.organisation_id)
        bodies.setdefault(line.own if known else line.by, []).append(line.words)
    return list(bodies.items())


def _identity(person: Person) -> list[tuple[str, Any]]:
    if person.protected:
        return [("Pseudonimo", person.pseudonym)]
    age = person.age
    born = f"{person.birth_date:%d/%m/%Y} ({age} anni)" if person.birth_date else ""
    facts = [
        ("Nome", person.first_name),
        ("Cognome", person.last_name),
        ("Chiamare", person.lived_name),
        ("Nascita", " · ".join(part for part in (born, person.birth_place) if part)),
        ("Sesso anagrafico", person.get_sex_display() if person.sex else ""),
        ("Cittadinanza", dict(COUNTRIES).get(person.citizenship, person.citizenship)),
    ]
    return [(word, value) for word, value in facts if value]


def _contacts(person: Person) -> list[tuple[str, Any]]:
    place = " · ".join(str(part) for part in (person.municipality, person.quarter) if part)
    facts = [
        ("Telefono", phone_display(person.phone) if person.phone else ""),
        ("Posta elettronica", person.email),
        ("Come contattare", person.contact_notes),
        ("Lingua", LANGUAGES.get(person.language, person.language)),
        ("Vive a", place),
    ]
    return [(word, value) for word, value in facts if value]


def _how_to_call(page: queries.PersonPage, actor: Any) -> list[tuple[str, Any]]:
    """Number and agreed word, for who may read them; asked only where something was agreed."""
    if page.safe is None or not (page.kept or (access.can_register(actor) and not page.person.protected)):
        return []
    row = queries.safe_contact_of(page.person)
    assert row is not None
    facts = [
        ("Numero sicuro", phone_display(row.number) if row.number else ""),
        ("Chi può chiamare", row.by_whom),
        ("Parola d'intesa", row.safe_word),
        ("Da sapere", row.note),
    ]
    return [(word, value) for word, value in facts if value]


def edit(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Correct what is written; a colleague's change in the meantime is not overwritten."""
    found = _editable(request, pk)
    form = PersonForm(request.POST or None, person=found)
    version = request.POST.get("version", str(found.version))
    if request.method == "POST" and form.is_valid():
        try:
            actions.update_person(
                person=found,
                version=int(version) if version.isdecimal() else 0,
                actor=request.actor,
                **form.values(),
            )
        except InputRefused as refusal:
            apply_refusal(form, refusal)
        except Conflict as conflict:
            form.add_error(None, conflict.sentence)
        else:
            toast(request, "Dati aggiornati.")
            return redirect("people:person", pk=pk)
    return render(request, "people/edit.html", {"form": form, "person": found, "version": version})


def identifiers(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The codes in full, a reading that is written down; and a new one."""
    found = _editable(request, pk)
    actor = request.actor
    form = IdentifierForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            _, warnings = actions.add_identifier(
                person=found,
                kind=data["kind"],
                value=data["value"],
                started_on=data["started_on"],
                actor=actor,
            )
        except InputRefused as refusal:
            apply_refusal(form, refusal)
        else:
            toast(request, "Codice aggiunto.")
            for sentence in warnings:
                warn(request, sentence)
            return redirect("people:identifiers", pk=pk)
    codes = actions.open_identifiers(person=found, actor=actor)
    return render(request, "people/identifiers.html", {"form": form, "person": found, "codes": codes})


def information(request: HttpRequest, pk: UUID) -> HttpResponse:
    """A notice was explained to the person, in a language in which it exists: theirs first."""
    found = _editable(request, pk)
    notices = programmes.notices_in_force(programmes_of(request.actor))
    form = InformationForm(
        request.POST or None,
        notices=notices,
        own=found.language,
        initial={
            "given_on": clock.today(),
            "notice": str(notices[0].pk) if len(notices) == 1 else "",
        },
    )
    if request.method == "POST" and form.is_valid():
        data, notice = form.cleaned_data, form.chosen()
        try:
            actions.record_information_given(
                person=found,
                notice_code=notice.code,
                notice_version=notice.version,
                ground_id=notice.programme_id,
                language=data["language"],
                given_on=data["given_on"],
                with_mediator=data["with_mediator"],
                actor=request.actor,
            )
        except InputRefused as refusal:
            apply_refusal(form, refusal)
        else:
            toast(request, "Informazione registrata.")
            return redirect("people:person", pk=pk)
    context = {
        "form": form,
        "person": found,
        "notices": notices,
        "own_language": LANGUAGES.get(found.language, ""),
        "papers": _papers(notices, found.language),
    }
    return render(request, "people/information.html", context)


def _papers(notices: list[NoticeVersion], own: str) -> list[tuple[NoticeVersion, list[tuple[str, str]]]]:
    """Each notice with its languages, the person's first."""
    return [
        (notice, [(code, LANGUAGES.get(code, code)) for code in in_order_of(notice, own)])
        for notice in notices
    ]


def choices(request: HttpRequest, pk: UUID) -> HttpResponse:
    """What the person chooses about sharing with one body; the former choice stays in history."""
    found = _editable(request, pk)
    bodies = organisations_visible_to(request.actor).filter(active=True).order_by("name")
    deciding = [
        one for one in queries.guardians_on(found, clock.today()) if GuardianPower.SHARING in one.powers
    ]
    form = SharingForm(request.POST or None, bodies=bodies, deciding=deciding, initial=_again(request))
    if request.method == "POST" and form.is_valid():
        try:
            actions.record_sharing_choice(
                person=found,
                actor=request.actor,
                **form.cleaned_data,
            )
        except InputRefused as refusal:
            apply_refusal(form, refusal)
        else:
            toast(request, "Scelta registrata.")
            return redirect("people:person", pk=pk)
    kept = queries.sharing_choices_of(found, history=True)
    return render(request, "people/choices.html", {"form": form, "person": found, "kept": kept})


def _again(request: HttpRequest) -> dict[str, str]:
    """A choice taken up again from the page of the person."""
    return {name: request.GET[name] for name in ("organisation", "purpose") if name in request.GET}
