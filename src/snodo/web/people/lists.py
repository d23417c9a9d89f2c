"""My people with their path: persons and cases joined for the list and the search."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Case as SqlCase
from django.db.models import (
    CharField,
    Count,
    Exists,
    F,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Concat, JSONObject

from snodo.domain.casework import access as casework
from snodo.domain.casework.models import Case, NextStep
from snodo.domain.casework.states import CaseState, StepState
from snodo.domain.network.states import Role
from snodo.domain.people import access, queries
from snodo.domain.people.models import HouseholdMember, Person
from snodo.kernel.actor import Actor

ALL, NO_CASE = "tutte", "nessuno"
# tab -> (words, states of the case shown; None for people without one)
TABS: list[tuple[str, str, tuple[str | None, ...]]] = [
    ("", "In carico", (CaseState.OPEN, CaseState.SUSPENDED)),
    ("sospese", "Sospese", (CaseState.SUSPENDED,)),
    ("senza-percorso", "Senza percorso", (None,)),
    ("concluse", "Concluse", (CaseState.CLOSED,)),
    (ALL, "Tutte", ()),
]


@dataclass(frozen=True, slots=True)
class PeopleFilters:
    """What the list may be narrowed by; empty means all."""

    text: str = ""
    tab: str = ""
    programme: str = ""
    responsible: str = ""


@dataclass(frozen=True, slots=True)
class Found:
    """Counts and choices for the filters, from one statement."""

    rows: tuple[tuple[dict[str, Any], int], ...]

    @property
    def programmes(self) -> dict[str, str]:
        return {key["programme"]: key["programme_title"] for key, _ in self.rows if key}

    @property
    def responsibles(self) -> dict[str, str]:
        return {key["responsible"]: key["responsible_name"] for key, _ in self.rows if key}

    def narrowed(self, filters: PeopleFilters) -> "Found":
        """Only the programme and the hands chosen."""
        return Found(
            tuple(
                (key, number)
                for key, number in self.rows
                if (not filters.programme or key.get("programme") == filters.programme)
                and (not filters.responsible or key.get("responsible") == filters.responsible)
            )
        )

    def count(self, states: tuple[str | None, ...]) -> int:
        """How many persons in these states; all of them for none."""
        return sum(number for key, number in self.rows if not states or key.get("state") in states)


def _cases_about(actor: Actor) -> QuerySet[Case]:
    """The cases of a person the actor may follow, their own or their household's; the liveliest first."""
    visible = (
        casework.progress_visible_to(actor)
        if actor.role == Role.REFERRER
        else casework.cases_visible_to(actor)
    )
    in_household = HouseholdMember.objects.filter(
        queries.present(), household=OuterRef("household"), person=OuterRef(OuterRef("pk"))
    )
    closed_last = SqlCase(
        When(state=CaseState.CLOSED, then=Value(1)), default=Value(0), output_field=IntegerField()
    )
    return visible.filter(Q(person=OuterRef("pk")) | Exists(in_household)).order_by(
        closed_last, "-opened_on", "pk"
    )


def _with_case(people: QuerySet[Person], actor: Actor) -> QuerySet[Person]:
    cases = _cases_about(actor)
    who = Concat(
        "responsible__user__first_name",
        Value(" "),
        "responsible__user__last_name",
        output_field=CharField(),
    )
    return people.annotate(
        case_key=Subquery(
            cases.values(
                row=JSONObject(
                    state="state",
                    programme="programme_id",
                    programme_title="programme__title",
                    responsible="responsible_id",
                    responsible_name=who,
                )
            )[:1]
        )
    )


def found(actor: Actor, filters: PeopleFilters) -> Found:
    """How many in each state, programme and hands. One statement."""
    people = queries.matching(access.people_visible_to(actor), filters.text)
    rows = _with_case(people, actor).order_by().values("case_key").annotate(number=Count("pk"))
    return Found(tuple((row["case_key"] or {}, row["number"]) for row in rows))


def people_list(actor: Actor, filters: PeopleFilters) -> QuerySet[Person]:
    """Persons with `case_key`, `case_more` and `next_step`. One statement for a page of it."""
    people = _with_case(queries.matching(access.people_visible_to(actor), filters.text), actor)
    states = next((tab[2] for tab in TABS if tab[0] == filters.tab), TABS[0][2])
    if states == (None,):
        people = people.filter(case_key__isnull=True)
    elif states:
        people = people.filter(case_key__state__in=list(states))
    if filters.programme:
        people = people.filter(case_key__programme=filters.programme)
    if filters.responsible:
        people = people.filter(case_key__responsible=filters.responsible)
    return _with_next_step(people, actor).order_by("search_name", "pk")


def _with_next_step(people: QuerySet[Person], actor: Actor) -> QuerySet[Person]:
    steps = (
        NextStep.objects.filter(case=OuterRef("case_pk"), state=StepState.DUE)
        .order_by("due_on", "created_at")
        .values(row=JSONObject(title="title", due_on="due_on"))
    )
    cases = _cases_about(actor)
    return people.select_related("municipality").annotate(
        case_pk=Subquery(cases.values("pk")[:1]),
        case_more=Subquery(cases.values(row=JSONObject(action="action__title", phase="phase__title"))[:1]),
        next_step=Subquery(steps[:1]),
    )


def search(actor: Actor, text: str, limit: int = 20) -> list[Person]:
    """Persons found by the words typed, with their path. One statement."""
    if not text.strip():
        return []
    people = queries.matching(access.people_visible_to(actor), text)
    return list(
        _with_next_step(_with_case(people, actor), actor).order_by(F("search_name").asc(), "pk")[:limit]
    )


def chosen(wanted: str, known: dict[str, str]) -> str:
    """A filter from the address, if it stands for something known."""
    try:
        return str(UUID(wanted)) if str(UUID(wanted)) in known else ""
    except ValueError:
        return ""
