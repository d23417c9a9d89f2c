"""My people with their path: persons and cases joined for the list and the search."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import (
    BooleanField,
    CharField,
    Count,
    F,
    Func,
    IntegerField,
    JSONField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    UUIDField,
    Value,
    When,
)
from django.db.models import Case as SqlCase
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast, Concat, JSONObject

from snodo.domain.casework import access as casework
from snodo.domain.casework.models import Case, NextStep
from snodo.domain.casework.states import CaseState, StepState
from snodo.domain.network.models import Membership
from snodo.domain.network.states import Role
from snodo.domain.people import access, queries
from snodo.domain.people.models import HouseholdMember, Person
from snodo.domain.programmes.models import Programme
from snodo.kernel.actor import Actor
from snodo.kernel.statements import Kept

ALL, NO_CASE = "tutte", "nessuno"
# What a line says of a person; contacts and codes are not even read.
SHOWN = (
    "first_name",
    "last_name",
    "lived_name",
    "birth_date",
    "protected",
    "pseudonym",
    "municipality__name",
)
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


class EqualsAny(Func):
    """`value = ANY (array)`: an index serves it, also beside an OR, where it would not serve a sub-select."""

    arity = 2
    template = "%(expressions)s)"
    arg_joiner = " = ANY ("
    output_field = BooleanField()


def _followed(actor: Actor) -> QuerySet[Case]:
    """The cases this actor may follow."""
    if actor.role == Role.REFERRER:
        return casework.progress_visible_to(actor)
    return casework.cases_visible_to(actor)


def _cases_about(actor: Actor) -> QuerySet[Case]:
    """The cases of a person the actor may follow, their own or their household's; the liveliest first."""
    households = HouseholdMember.objects.filter(queries.present(), person=OuterRef(OuterRef("pk")))
    in_household = EqualsAny(F("household_id"), ArraySubquery(households.values("household_id")))
    closed_last = SqlCase(
        When(state=CaseState.CLOSED, then=Value(1)), default=Value(0), output_field=IntegerField()
    )
    return (
        _followed(actor)
        .filter(Q(person=OuterRef("pk")) | Q(in_household))
        .order_by(closed_last, "-opened_on", "pk")
    )


def _having_a_case(people: QuerySet[Person], actor: Actor) -> QuerySet[Person]:
    """Only those with a case the actor may follow; found from the cases, which are fewer than the people."""
    cases = _followed(actor)
    members = HouseholdMember.objects.filter(
        queries.present(), household__in=cases.filter(household__isnull=False).values("household")
    )
    own = cases.filter(person__isnull=False).values("person")
    return people.filter(Q(pk__in=own) | Q(pk__in=members.values("person")))


def _key(actor: Actor, **more: Any) -> Subquery:
    """State, programme and hands of a person's case, with what else is asked of it."""
    row = JSONObject(state="state", programme="programme_id", responsible="responsible_id", **more)
    return Subquery(_cases_about(actor).values(row=row)[:1])


def _in_words() -> dict[str, Any]:
    """Looked up for the one case chosen, rather than joined to all that could be."""
    name = Concat("user__first_name", Value(" "), "user__last_name", output_field=CharField())
    hands = Membership.objects.filter(pk=OuterRef("responsible_id")).values(name=name)
    titles = Programme.objects.filter(pk=OuterRef("programme_id")).values("title")
    return {"programme_title": Subquery(titles), "responsible_name": Subquery(hands)}


def found(actor: Actor, filters: PeopleFilters) -> Found:
    """How many in each state, programme and hands. One statement."""
    rows = _counted.build(actor, filters.text) if filters.text.strip() else _counted(actor)
    counts = [(row["case_key"], row["number"]) for row in rows]
    everyone = sum(number for key, number in counts if not key)
    with_case = [(key, number) for key, number in counts if key]
    without = everyone - sum(number for _, number in with_case)
    return Found((*with_case, *([({}, without)] if without else [])))


@Kept
def _counted(actor: Actor, text: str = "") -> QuerySet[Any]:
    """Persons by case, and in the row without a key all of them."""
    people = queries.matching(access.people_visible_to(actor), text).order_by()
    by_case = _having_a_case(people, actor).annotate(case_key=_key(actor, **_in_words()))
    everyone = people.annotate(case_key=Value(None, output_field=JSONField()))
    return (
        by_case.values("case_key")
        .annotate(number=Count("pk"))
        .union(everyone.values("case_key").annotate(number=Count("pk")), all=True)
    )


def people_page(actor: Actor, filters: PeopleFilters, start: int, size: int) -> list[Person]:
    """Persons with `case`: state, hands, phase, next step. One statement."""
    ids = {"programme": filters.programme, "responsible": filters.responsible}
    asked = {name: UUID(value) for name, value in ids.items() if value}
    if filters.text.strip():
        return list(_listed.build(actor, filters.tab, start, size, filters.text, **asked))
    return _listed(actor, filters.tab, start, size, **asked)


@Kept
def _listed(actor: Actor, tab: str, start: int, size: int, text: str = "", **asked: UUID) -> QuerySet[Person]:
    people = queries.matching(access.people_visible_to(actor), text)
    states = next((entry[2] for entry in TABS if entry[0] == tab), TABS[0][2])
    if states == (None,):
        people = people.exclude(pk__in=_having_a_case(people, actor).order_by().values("pk"))
    elif states or asked:
        people = _having_a_case(people, actor).annotate(case_key=_key(actor))
        if states:
            people = people.filter(case_key__state__in=list(states))
        for name, wanted in asked.items():
            people = people.annotate(**{f"of_{name}": Cast(KeyTextTransform(name, "case_key"), UUIDField())})
            people = people.filter(**{f"of_{name}": wanted})
    return _with_case(people, actor).order_by("search_name", "pk")[start : start + size]


def _with_case(people: QuerySet[Person], actor: Actor) -> QuerySet[Person]:
    steps = NextStep.objects.filter(case=OuterRef("pk"), state=StepState.DUE)
    first = steps.order_by("due_on", "created_at").values(row=JSONObject(title="title", due_on="due_on"))[:1]
    whole = _key(
        actor, pk="pk", action="action__title", phase="phase__title", step=Subquery(first), **_in_words()
    )
    return people.select_related("municipality").only(*SHOWN).annotate(case=whole)


def search(actor: Actor, text: str, limit: int = 20) -> list[Person]:
    """Persons found by the words typed, with their path. One statement."""
    if not text.strip():
        return []
    people = queries.matching(access.people_visible_to(actor), text)
    return list(_with_case(people, actor).order_by(F("search_name").asc(), "pk")[:limit])


def chosen(wanted: str, known: dict[str, str]) -> str:
    """A filter from the address, if it stands for something known."""
    try:
        return str(UUID(wanted)) if str(UUID(wanted)) in known else ""
    except ValueError:
        return ""
