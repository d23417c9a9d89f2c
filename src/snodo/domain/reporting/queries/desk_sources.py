"""Accesses to the desk, as a promise to the funder counts them."""

from typing import Any

from django.db.models import F, QuerySet
from django.db.models.functions import Coalesce

from snodo.domain.desk.models import Access
from snodo.domain.reporting.queries.scope import Evidence, Scope, Source, Where

# Whose an access is: the person, the light contact, or nobody but itself.
WHO = Coalesce("person_id", "contact_id", "pk")


def _accesses(scope: Scope, where: Where) -> QuerySet[Any]:
    rows = Access.objects.filter(desk__programme_id=scope.programme.pk, withdrawn_on__isnull=True)
    if "quarter" in where:
        rows = rows.filter(
            quarter__in=scope.programme.territories.filter(code=where["quarter"]).values("territory")
        )
    key = WHO if scope.distinct == "person" else F("pk")
    return rows.annotate(key=key, on=F("happened_on"), who=WHO)


def _tell(entry: Any) -> Evidence:
    return Evidence(
        entry.desk.word("reasons", entry.reason),
        f"{entry.desk.title}, {entry.quarter.name}" if entry.quarter else entry.desk.title,
        entry.happened_on,
    )


SOURCES = {"desk_accesses": Source(_accesses, _tell, related=("desk", "quarter"), people="who")}
