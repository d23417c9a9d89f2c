"""Counts of cases, persons, households, outcomes and continuity."""

from typing import Any

from django.db.models import Case as When_
from django.db.models import Count, DateField, F, IntegerField, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce, TruncDate, TruncMonth

from snodo.domain.activities.models import Appointment, Attendance
from snodo.domain.activities.states import AppointmentState, AttendanceStatus
from snodo.domain.casework.models import Case, Outcome
from snodo.domain.people.models import HouseholdMember
from snodo.domain.reporting.queries.scope import Evidence, Scope, Source, Where

THERE = [AttendanceStatus.PRESENT, AttendanceStatus.LATE]
KEYS = {"person": "person_id", "household": "household_id", "case": "pk", "row": "pk"}


def _cases(scope: Scope, where: Where) -> QuerySet[Case]:
    cases = Case.objects.filter(**scope.own, parent__isnull=True)
    if where.get("case_unit") == "household":
        cases = cases.filter(household__isnull=False)
    if where.get("state", "any") != "any":
        cases = cases.filter(state=where["state"])
    return cases.annotate(key=F(KEYS.get(scope.distinct, "pk")), on=F("opened_on"))


def _tell_case(case: Case) -> Evidence:
    return Evidence(case.title, f"in carico a {case.organisation.label}", case.opened_on, case.pk)


def _done_appointments(outer: str) -> QuerySet[Appointment]:
    return Appointment.objects.filter(case=OuterRef(outer), state=AppointmentState.DONE)


def _attendances(outer: str) -> QuerySet[Attendance]:
    return Attendance.objects.filter(member__case=OuterRef(outer), status__in=THERE)


def _met(scope: Scope) -> QuerySet[Any]:
    """Cases with the first day on which somebody was really met."""
    appointment = _done_appointments("pk").annotate(day=TruncDate("starts_at")).order_by("starts_at")
    attendance = (
        _attendances("pk").annotate(day=TruncDate("session__starts_at")).order_by("session__starts_at")
    )
    cases: Any = Case.objects.filter(**scope.own)
    found: QuerySet[Any] = cases.annotate(
        key=F("person_id"),
        on=Coalesce(
            Subquery(appointment.values("day")[:1], output_field=DateField()),
            Subquery(attendance.values("day")[:1], output_field=DateField()),
        ),
    )
    return found


def _engaged(scope: Scope, where: Where) -> QuerySet[Any]:
    return _met(scope).filter(on__isnull=False, person__isnull=False)


def _not_met(scope: Scope, where: Where) -> QuerySet[Any]:
    return _met(scope).filter(on__isnull=True, person__isnull=False)


def _households(scope: Scope, where: Where) -> QuerySet[Any]:
    if where.get("via") != "family_group":
        return Case.objects.filter(**scope.own, household__isnull=False).annotate(
            key=F("household_id"), on=F("opened_on")
        )
    household = HouseholdMember.objects.filter(person=OuterRef("member__person_id"), ended_on__isnull=True)
    group = {f"session__group__{name}": value for name, value in scope.own.items()}
    return (
        Attendance.objects.filter(**group, session__group__for_families=True, status__in=THERE)
        .annotate(key=Subquery(household.values("household_id")[:1]), on=TruncDate("session__starts_at"))
        .filter(key__isnull=False)
    )


def _tell_household(row: Any) -> Evidence:
    if isinstance(row, Case):
        return _tell_case(row)
    return Evidence(
        str(row.member.person),
        f"presente a «{row.session.group.title}»",
        row.on,
        row.member.case_id,
        path_kind="session",
        path_id=row.session_id,
    )


def _outcomes(scope: Scope, where: Where) -> QuerySet[Outcome]:
    return _all_outcomes(scope, where).filter(Q(evidence__isnull=False) | ~Q(evidence_note=""))


def _unproven(scope: Scope, where: Where) -> QuerySet[Outcome]:
    return _all_outcomes(scope, where).filter(evidence__isnull=True, evidence_note="")


def _all_outcomes(scope: Scope, where: Where) -> QuerySet[Outcome]:
    filters = {name: where[name] for name in ("family", "kind") if name in where}
    outcomes = Outcome.objects.filter(**scope.by_case, **filters, withdrawn_on__isnull=True)
    key = Coalesce("person_id", "case__person_id", "pk") if scope.distinct == "person" else F("pk")
    return outcomes.annotate(key=key, on=F("happened_on"))


def _attestations(scope: Scope, where: Where) -> QuerySet[Outcome]:
    return _outcomes(scope, {**where, "family": "attestation"}).filter(evidence__isnull=False)


def _unproven_attestations(scope: Scope, where: Where) -> QuerySet[Outcome]:
    return _all_outcomes(scope, {**where, "family": "attestation"}).filter(evidence__isnull=True)


def _tell_outcome(outcome: Outcome) -> Evidence:
    who = str(outcome.person) if outcome.person else outcome.case.title
    person = outcome.person or outcome.case.person
    if person is not None and person.protected:  # where they work is as secret as where they live
        return Evidence(who, outcome.get_family_display(), outcome.happened_on, outcome.case_id)
    detail = " · ".join(
        part for part in (outcome.get_family_display(), outcome.employer, outcome.evidence_note) if part
    )
    return Evidence(who, detail, outcome.happened_on, outcome.case_id, outcome.evidence_id)


def _continuity(scope: Scope, where: Where) -> QuerySet[Case]:
    """1 for a case met in at least N different months, else 0."""
    months_needed = int(where.get("months", 3))
    met = (
        _done_appointments("pk")
        .order_by()
        .values("case")
        .annotate(months=Count(TruncMonth("starts_at"), distinct=True))
        .values("months")
    )
    there = (
        _attendances("pk")
        .order_by()
        .values("member__case")
        .annotate(months=Count(TruncMonth("session__starts_at"), distinct=True))
        .values("months")
    )
    continues = Q(met__gte=months_needed) | Q(there__gte=months_needed)
    return Case.objects.filter(**scope.own, parent__isnull=True).annotate(
        met=Coalesce(Subquery(met), 0),
        there=Coalesce(Subquery(there), 0),
        key=F("pk"),
        on=F("opened_on"),
        value=When_(When(continues, then=Value(1)), default=Value(0), output_field=IntegerField()),
    )


def _tell_continuity(case: Any) -> Evidence:
    months = max(case.met, case.there)
    words = "mese" if months == 1 else "mesi"
    return Evidence(case.title, f"presenze in {months} {words} diversi", case.opened_on, case.pk)


CASE = ("person", "household", "organisation")
SOURCES: dict[str, Source] = {
    "cases": Source(_cases, _tell_case, related=CASE, people="key"),
    "people_engaged": Source(
        _engaged,
        _tell_case,
        related=CASE,
        near=_not_met,
        why_not="Manca un colloquio registrato o una presenza.",
        people="key",
    ),
    "households": Source(_households, _tell_household, people="key"),
    "outcomes": Source(
        _outcomes,
        _tell_outcome,
        related=("case__person", "case__household", "person"),
        near=_unproven,
        why_not="Manca il documento che lo prova.",
        people="key",
    ),
    "attestations": Source(
        _attestations,
        _tell_outcome,
        related=("case__person", "case__household", "person"),
        near=_unproven_attestations,
        why_not="Attende il documento.",
        people="key",
    ),
    "continuity_share": Source(_continuity, _tell_continuity, aggregate="share", related=CASE, people="key"),
}
