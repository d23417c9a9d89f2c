"""Interviews before any path, as a promise to the funder counts them: no line has a name."""

from typing import Any

from django.db.models import CharField, F, QuerySet, Value
from django.db.models.functions import Cast, Coalesce, Concat

from snodo.domain.outreach import queries as outreach
from snodo.domain.outreach.models import PriorInterview
from snodo.domain.outreach.states import Unit
from snodo.domain.reporting.queries.scope import Evidence, Scope, Source, Where

UNITS = {"household": Unit.HOUSEHOLD, "person": Unit.PERSON}
ONCE_ONLY = "Aveva già fatto il colloquio con un altro ente: conta una volta sola."
_TEXT = CharField()
# Where a path says who they are, the path; else the number that tells them from the others of that body.
WHO = Coalesce(
    Cast("household_id", _TEXT),
    Cast("person_id", _TEXT),
    Concat(Cast("organisation_id", _TEXT), Value(" "), Cast("unit_number", _TEXT)),
)


def _interviews(scope: Scope) -> QuerySet[Any]:
    """All of them, or those of the units that are counted; the words stay where they are."""
    rows = PriorInterview.objects.filter(**scope.own).defer("answers", "who", "notes")
    if scope.distinct in UNITS:
        rows = rows.filter(unit=UNITS[scope.distinct])
    key = WHO if scope.distinct in UNITS else Cast("pk", _TEXT)
    return rows.annotate(key=key, on=F("held_on"), met=WHO)


def _counted(scope: Scope, where: Where) -> QuerySet[Any]:
    rows = _interviews(scope)
    return rows.filter(met_elsewhere=False) if scope.distinct in UNITS else rows


def _counted_elsewhere(scope: Scope, where: Where) -> QuerySet[Any]:
    rows = _interviews(scope)
    return rows.filter(met_elsewhere=True) if scope.distinct in UNITS else rows.none()


def _tell(row: Any) -> Evidence:
    return Evidence(
        f"{outreach.unit_of(row)}, {row.get_kind_display().lower()}", row.organisation.label, row.held_on
    )


SOURCES = {
    "prior_interviews": Source(
        _counted,
        _tell,
        related=("organisation",),
        near=_counted_elsewhere,
        why_not=ONCE_ONLY,
        people="met",
    )
}
