"""My people, the search, a new person."""

import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import NoReverseMatch, reverse

from snodo.domain.casework.states import CaseState
from snodo.domain.people import access, actions, queries
from snodo.domain.people.models import Person
from snodo.kernel.actor import Actor
from snodo.kernel.errors import InputRefused
from snodo.web.http import Page, apply_refusal, filters_query, require_safe, toast, warn
from snodo.web.people import lists
from snodo.web.people.forms import NewPersonForm, PeopleFilter
from snodo.web.people.lists import ALL, TABS, PeopleFilters
from snodo.web.templatetags.snodo import due, overdue

PER_PAGE = 50
FOUND = 20


def line(person: Any, actor: Actor) -> dict[str, Any]:
    """A line of the list: who, on which path, in whose hands, what is due."""
    case = person.case or {}
    step = case.get("step") or {}
    day = datetime.date.fromisoformat(step["due_on"]) if step else None
    return {
        "name": person.name,
        "protected": person.protected,
        "about": "" if person.protected else _about(person),
        "url": reverse("people:person", args=[person.pk]),
        "case_url": case_url(case.get("pk"), actor),
        "case": case,
        "state": CaseState(case["state"]).label if case else "",
        "step": step.get("title", ""),
        "due": due(day),
        "late": overdue(day),
    }


def _about(person: Person) -> str:
    """34 anni · Bollate."""
    age = "" if person.age is None else f"{person.age} anni"
    return " · ".join(part for part in (age, str(person.municipality or "")) if part)


def case_url(pk: Any, actor: Actor) -> str:
    """The page of a path, or how it goes for who sent the person."""
    if pk is None:
        return ""
    try:
        return reverse("casework:progress" if actor.role == "referrer" else "casework:detail", args=[pk])
    except NoReverseMatch:
        return ""


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """The people of my body, with the open path, who answers for it and what is due."""
    actor = request.actor
    form = PeopleFilter(request.GET)
    text = form.value("testo") or ""
    told = lists.found(actor, PeopleFilters(text=text))
    form.set_choices(told.programmes, told.responsibles)
    filters = PeopleFilters(
        text=text,
        tab=next((tab[0] for tab in TABS if tab[0] == request.GET.get("stato")), ""),
        programme=lists.chosen(request.GET.get("programma", ""), told.programmes),
        responsible=lists.chosen(request.GET.get("responsabile", ""), told.responsibles),
    )
    told = told.narrowed(filters)
    states = next(tab[2] for tab in TABS if tab[0] == filters.tab)
    page = _page(request, actor, filters, told.count(states))
    return render(
        request,
        "people/index.html",
        {
            "form": form,
            "tabs": _tabs(request, told, filters.tab),
            "page": page,
            "rows": [line(person, actor) for person in page],
            "filtered": bool(filters.text or filters.programme or filters.responsible),
            "may_register": access.can_register(actor),
        },
    )


def _page(request: HttpRequest, actor: Actor, filters: PeopleFilters, total: int) -> Page:
    """One statement: the total is known from the counts already."""
    pages = max(1, -(-total // PER_PAGE))
    wanted = request.GET.get("pagina", "1")
    number = min(max(int(wanted) if wanted.isdecimal() else 1, 1), pages)
    start = (number - 1) * PER_PAGE
    rows = lists.people_page(actor, filters, start, PER_PAGE)
    return Page(rows, total, number, pages, filters_query(request), PER_PAGE)


def _tabs(request: HttpRequest, told: lists.Found, here: str) -> list[dict[str, Any]]:
    tabs = []
    for code, label, states in TABS:
        count = told.count(states)
        if count or code in (here, "", ALL):
            url = f"?{filters_query(request, stato=code or None)}"
            tabs.append({"label": label, "url": url, "here": code == here, "count": count})
    return tabs


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """What the box on top finds: a whole page, or only its results for htmx."""
    actor = request.actor
    request.shell.with_counts = False
    text = request.GET.get("q", "")[:80]
    rows = [line(person, actor) for person in lists.search(actor, text, FOUND)]
    template = "people/results.html" if getattr(request, "htmx", False) else "people/search.html"
    context = {"text": text, "rows": rows, "more": len(rows) == FOUND}
    return render(request, template, context)


def new(request: HttpRequest) -> HttpResponse:
    """A person met at the desk or outside; who may be known already is shown first."""
    actor = request.actor
    access.require(access.can_register(actor))
    form = NewPersonForm(request.POST or None, initial={"language": "it"})
    doubles: list[queries.PossibleDuplicate] = []
    if request.method == "POST" and form.is_valid():
        if request.POST.get("do") != "anyway" and not form.cleaned_data["protected"]:
            doubles = _doubles(form, actor)
        if not doubles:
            person = _register(request, form)
            if person is not None:
                toast(request, "Persona aggiunta.")
                return redirect("people:person", pk=person.pk)
    return render(request, "people/new.html", {"form": form, "doubles": doubles})


def _doubles(form: NewPersonForm, actor: Actor) -> list[queries.PossibleDuplicate]:
    data = form.cleaned_data
    return actions.find_possible_duplicates(
        first_name=data["first_name"],
        last_name=data["last_name"],
        birth_date=data["birth_date"],
        codes=[data["code"]],
        phone=data["phone"],
        actor=actor,
    )


def _register(request: HttpRequest, form: NewPersonForm) -> Person | None:
    data = form.cleaned_data
    try:
        person = actions.register_person(
            code_kind=data["code_kind"],
            code=data["code"],
            actor=request.actor,
            **form.values(),
        )
    except InputRefused as refusal:
        apply_refusal(form, refusal)
        return None
    if data["code_kind"]:
        for sentence in queries.code_warnings(person, data["code_kind"], data["code"]):
            warn(request, sentence)
    return person
