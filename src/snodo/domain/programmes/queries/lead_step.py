"""When a missed promise comes before the lead: the row in force on the day on which the promise ended."""

import datetime
from collections.abc import Iterable
from uuid import UUID

from django.db.models import QuerySet

from snodo.domain.programmes.models import LeadStep, Programme

UNSAID = 3  # working days, where a programme says nothing


def lead_steps_of(programme: Programme) -> QuerySet[LeadStep]:
    """All rows, the latest first."""
    rows: QuerySet[LeadStep] = LeadStep.objects.filter(programme=programme)
    return rows.order_by("-valid_from", "-created_at", "-pk")


class LeadSteps:
    """Those of some programmes, read once. One statement."""

    def __init__(self, programme_ids: Iterable[UUID]) -> None:
        self._of: dict[UUID, list[LeadStep]] = {}
        rows = LeadStep.objects.filter(programme__in=set(programme_ids))
        for row in rows.order_by("valid_from", "created_at", "pk"):
            self._of.setdefault(row.programme_id, []).append(row)

    def on(self, programme_id: UUID, day: datetime.date) -> int:
        """How many working days past the promise, for one that ended on a day."""
        held = [row for row in self._of.get(programme_id, []) if row.valid_from <= day]
        return held[-1].days if held else UNSAID
