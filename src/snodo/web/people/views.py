"""My people, the search, a new person."""

import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from snodo.domain.audit import actions as audit
from snodo.domain.casework.states import CaseState
from snodo.domain.network.states import Role
from snodo.domain.people import access, actions, pairing, queries
from snodo.domain.people.models import Person
from snodo.domain.people.naming import NAME_PARTS, shown_name, whole_years
from snodo.kernel import clock
from snodo.kernel.actor import Actor
from snodo.kernel.errors import InputRefused
from snodo.web.addresses import address
from snodo.web.http import Page, apply_refusal, filters_query, require_safe, toast, warn
from snodo.web.people import lists
from snodo.web.people.forms import NewPersonForm, PeopleFilter
from snodo.web.people.lists import ALL, TABS, PeopleFilters
from snodo.web.templatetags.snodo import due, overdue

PER_PAGE = 50
LAST_PAGE = 10_000
FOUND = 20


def line(row: dict[str, Any], actor: Actor) -> dict[str, Any]:
    """A line of the list: who, on which path, in whose hands, what is due."""
    step = row["step"] or {}
    day = datetime.date.fromisoformat(step["due_on"]) if step else None
    return {
        **row,
        "name": shown_name(**{part: row[part] for part in NAME_PARTS}),
        "about": "" if row["protected"] else _about(row),
        "url": address("people:person", row["id"]),
        "case_url": case_url(row["path"], actor),
        "state_label": CaseState(row["state"]).label if row["path"] else "",
        "due": due(day),
        "late": overdue(day),
    }


def _about(row: dict[str, Any]) -> str:
    """34 anni · Bollate."""
    born = row["birth_date"]
    age = f"{whole_years(datetime.date.fromisoformat(born), clock.today())} anni" if born else ""
    return " · ".join(part for part in (age, row["place"]) if part)


def case_url(pk: Any, actor: Actor) -> str:
    """The page of a path, or how it goes for who sent the person."""
    if pk is None:
        return ""
    return address("casework:progress" if actor.role == Role.REFERRER else "casework:detail", pk)


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """The people of my body, with the open path, who answers for it and what is due."""
    actor = request.actor
    form = PeopleFilter(request.GET)
    filters = PeopleFilters(
        text=form.value("testo") or "",
        tab=next((tab[0] for tab in TABS if tab[0] == request.GET.get("stato")), ""),
        programme=request.GET.get("programma", ""),
        responsible=request.GET.get("responsabile", ""),
    )
    told, page = _page(request, actor, filters)
    form.set_choices(told.programmes, told.responsibles)
    _log(actor, page.items)
    context = {
        "form": form,
        "tabs": _tabs(request, told, filters),
        "page": page,
        "rows": [line(row, actor) for row in page],
        "filtered": bool(filters.text or filters.asked),
        "may_register": access.can_register(actor),
        "decides": pairing.decides(actor),
    }
    return render(request, "people/index.html", context)


def _page(request: HttpRequest, actor: Actor, filters: PeopleFilters) -> tuple[lists.Found, Page]:
    """The rows asked for; a number beyond the last page gives the last."""
    wanted = request.GET.get("pagina", "1")
    number = min(max(int(wanted) if wanted.isdecimal() and len(wanted) < 9 else 1, 1), LAST_PAGE)
    # One row more than shown tells whether there is a next page where nothing was counted.
    told, rows = lists.read(actor, filters, (number - 1) * PER_PAGE, PER_PAGE + 1)
    total = told.count(filters, filters.states)
    if total is not None:
        pages = max(1, -(-total // PER_PAGE))
        if number > pages:
            number = pages
            told, rows = lists.read(actor, filters, (number - 1) * PER_PAGE, PER_PAGE + 1)
    else:
        pages = number + (len(rows) > PER_PAGE)
    return told, Page(rows[:PER_PAGE], total, number, pages, filters_query(request), PER_PAGE)


def _log(actor: Actor, rows: list[dict[str, Any]]) -> None:
    """Who was shown is written down, one line for the page."""
    audit.record_list(actor=actor, kind="people.person", ids=[row["id"] for row in rows])


def _tabs(request: HttpRequest, told: lists.Found, filters: PeopleFilters) -> list[dict[str, Any]]:
    tabs = []
    for code, label, states in TABS:
        count = told.count(filters, states)
        if count or count is None or code in (filters.tab, "", ALL):
            url = f"?{filters_query(request, stato=code or None)}"
            tabs.append({"label": label, "url": url, "here": code == filters.tab, "count": count})
    return tabs


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """What the box on top finds: a whole page, or only its results for htmx."""
    actor = request.actor
    request.shell.with_counts = False
    text = request.GET.get("q", "")[:80]
    rows = lists.search(actor, text, FOUND)
    if rows:
        _log(actor, rows)
    template = "people/results.html" if getattr(request, "htmx", False) else "people/search.html"
    context = {"text": text, "rows": [line(row, actor) for row in rows], "more": len(rows) == FOUND}
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
        sex=data["sex"],
        birth_place=data["birth_place"],
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
