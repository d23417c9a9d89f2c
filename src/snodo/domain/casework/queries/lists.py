"""Lists of cases and their counts: one statement each, whatever their length."""

import datetime
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Case as SqlCase
from django.db.models import Count, Exists, F, IntegerField, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import JSONObject

from snodo.domain.casework import access, states
from snodo.domain.casework.models import Case, CaseEvent, CaseSeen, CaseTeamMember, Handover, NextStep
from snodo.domain.casework.queries.rows import label
from snodo.domain.casework.states import WITH_NOBODY
from snodo.domain.people import access as people_access
from snodo.domain.people import queries as people
from snodo.domain.people.models import HouseholdMember, Person
from snodo.kernel import clock
from snodo.kernel.actor import Actor


@dataclass(frozen=True, slots=True)
class CaseFilters:
    """What a list of cases may be narrowed by; empty means all."""

    text: str = ""
    state: str = ""
    programme: UUID | None = None
    action: UUID | None = None
    phase: UUID | None = None
    organisation: UUID | None = None
    responsible: UUID | None = None
    quarter: UUID | None = None
    target_group: str = ""
    only: str = ""  # "mine", "late", "still", "news", "stuck"


ONLY = {
    "mine": "Dove sono in équipe",
    "late": "Con qualcosa in ritardo",
    "still": "Senza un prossimo passo",
    "news": "Con novità",
}


def _due() -> QuerySet[NextStep]:
    return NextStep.objects.filter(case=OuterRef("pk"), state=states.StepState.DUE)


def is_late() -> Exists:
    """Something was due before today."""
    return Exists(_due().filter(due_on__lt=clock.today()))


def is_still() -> Q:
    """Open, with nothing due."""
    return Q(~Exists(_due()), state=states.CaseState.OPEN)


def is_mine(actor: Actor) -> Exists:
    """The actor is in the team."""
    return Exists(
        CaseTeamMember.objects.filter(
            access.in_force(), case=OuterRef("pk"), membership_id=actor.membership_id
        )
    )


def has_news(actor: Actor) -> Exists:
    """Something was written by others after the actor last looked."""
    seen = CaseSeen.objects.filter(case=OuterRef("case"), membership_id=actor.membership_id)
    lines = CaseEvent.objects.filter(case=OuterRef("pk")).exclude(author_membership_id=actor.membership_id)
    return Exists(lines.filter(created_at__gt=Subquery(seen.values("seen_at")[:1])))


def _narrowed(cases: QuerySet[Case], actor: Actor, filters: CaseFilters) -> QuerySet[Case]:
    """All filters but state and `only`, which have counts of their own."""
    exact: dict[str, Any] = {
        "programme_id": filters.programme,
        "action_id": filters.action,
        "phase_id": filters.phase,
        "organisation_id": filters.organisation,
        "responsible_id": filters.responsible,
    }
    cases = cases.filter(**{name: value for name, value in exact.items() if value})
    if filters.target_group:
        cases = cases.filter(target_groups__contains=[filters.target_group])
    if filters.quarter:
        cases = cases.filter(Q(person__quarter_id=filters.quarter) | Q(household__quarter_id=filters.quarter))
    if filters.text.strip():
        found = people.matching(Person.objects.all(), filters.text)
        member = HouseholdMember.objects.filter(
            people.together(), household=OuterRef("household"), person__in=found
        )
        cases = cases.filter(
            Q(person__in=found) | Q(household__name__icontains=filters.text.strip()) | Exists(member)
        )
    return cases


def _chosen(cases: QuerySet[Case], actor: Actor, filters: CaseFilters) -> QuerySet[Case]:
    if filters.state == "open":
        cases = cases.exclude(state=states.CaseState.CLOSED)
    elif filters.state:
        cases = cases.filter(state=filters.state)
    only: dict[str, Any] = {
        "mine": lambda: is_mine(actor),
        "late": is_late,
        "still": is_still,
        "news": lambda: has_news(actor),
    }
    return cases.filter(only[filters.only]()) if filters.only in only else cases


def case_list(actor: Actor, filters: CaseFilters | None = None) -> QuerySet[Case]:
    """Cases with responsible, phase, next due step (`next_step`: title, due_on, who) and `late`.

    One statement for a page of it. Late ones first, then by what is due soonest.
    """
    filters = filters or CaseFilters()
    step = _due().order_by("due_on", "created_at")
    cases = _chosen(_narrowed(access.cases_visible_to(actor), actor, filters), actor, filters)
    return (
        cases.select_related(
            "programme",
            "action",
            "phase",
            "person__municipality",
            "household",
            "organisation",
            "responsible__user",
        )
        .defer("programme__definition", "programme__summary", "need_in_own_words")
        .annotate(
            late=is_late(),
            news=has_news(actor),
            next_step=Subquery(
                step.values(
                    row=JSONObject(
                        title="title",
                        due_on="due_on",
                        first="membership__user__first_name",
                        last="membership__user__last_name",
                        organisation=label("organisation"),
                    )
                )[:1]
            ),
            next_due=Subquery(step.values("due_on")[:1]),
            closed_last=SqlCase(
                When(state=states.CaseState.CLOSED, then=Value(1)),
                default=Value(0),
                output_field=IntegerField(),
            ),
        )
        .order_by("closed_last", F("next_due").asc(nulls_last=True), "-opened_on", "pk")
    )


def case_counts(actor: Actor, filters: CaseFilters | None = None) -> dict[str, int]:
    """How many cases each state and each `only` would give, the other filters kept. One statement."""
    filters = filters or CaseFilters()
    cases = _narrowed(access.cases_visible_to(actor), actor, filters)
    alive = ~Q(state=states.CaseState.CLOSED)
    counts: dict[str, int] = cases.annotate(
        count_late=is_late(), count_due=Exists(_due()), count_mine=is_mine(actor), count_news=has_news(actor)
    ).aggregate(
        all=Count("pk"),
        open=Count("pk", filter=alive),
        suspended=Count("pk", filter=Q(state=states.CaseState.SUSPENDED)),
        closed=Count("pk", filter=~alive),
        mine=Count("pk", filter=alive & Q(count_mine=True)),
        late=Count("pk", filter=Q(count_late=True)),
        still=Count("pk", filter=Q(state=states.CaseState.OPEN, count_due=False)),
        news=Count("pk", filter=Q(count_news=True)),
    )
    return counts


def counts_by(actor: Actor, field: str, filters: CaseFilters | None = None) -> dict[Any, int]:
    """How many cases for each value of a field (phase, responsible, organisation …). One statement."""
    filters = filters or CaseFilters()
    cases = _chosen(_narrowed(access.cases_visible_to(actor), actor, filters), actor, filters)
    return dict(cases.order_by().values_list(field).annotate(cases=Count("pk")))


def cases_of_person(actor: Actor, person_id: UUID) -> QuerySet[Case]:
    """The paths of one person that the actor may open: their own and their household's."""
    in_household = HouseholdMember.objects.filter(
        people.together(), household=OuterRef("household"), person_id=person_id
    )
    return case_list(actor).filter(Q(person_id=person_id) | Exists(in_household))


def cases_of_people(actor: Actor, ids: Collection[UUID]) -> dict[UUID, list[Case]]:
    """The same for several persons, in one statement."""
    homes = HouseholdMember.objects.filter(people.together(), person__in=ids, household=OuterRef("household"))
    found = case_list(actor).filter(Q(person__in=ids) | Exists(homes))
    cases: dict[UUID, list[Case]] = {pk: [] for pk in ids}
    for case in found.annotate(lived_by=ArraySubquery(homes.order_by().values("person_id"))):
        for pk in {case.person_id, *case.lived_by} & cases.keys():
            cases[pk].append(case)
    return cases


def taken_over(actor: Actor, since: datetime.date) -> QuerySet[Handover]:
    """Paths that had nobody and were taken since a day, of those the actor may open; the latest first.

    Whoever takes one has offered it to themselves: `take_over_case`.
    """
    rows = Handover.objects.filter(
        case__in=access.cases_visible_to(actor).values("pk"),
        state=states.HandoverState.ACCEPTED,
        note=WITH_NOBODY,
        decided_on__gte=since,
    )
    people_of = ("from_membership__user", "to_membership__user", "to_organisation")
    return rows.select_related("case__person", "case__household", "case__organisation", *people_of).order_by(
        "-decided_on", "pk"
    )


def cases_of_household(actor: Actor, household_id: UUID) -> QuerySet[Case]:
    """The path of a household, those linked to it, and those of each member the actor may know of."""
    members = people_access.members_visible_to(actor).filter(
        people.present(), household=household_id, person=OuterRef("person")
    )
    mine = Q(household_id=household_id) | Q(parent__household_id=household_id) | Exists(members)
    return case_list(actor).filter(mine)
