"""Hours worked against hours granted, by who pays."""

from dataclasses import dataclass

from django.db.models import Exists, OuterRef, QuerySet, Sum

from snodo.domain.activities import states
from snodo.domain.activities.models import (
    ExtraHoursRequest,
    HoursEntry,
)
from snodo.domain.casework.models import Case
from snodo.domain.programmes.models import HoursBudget, Programme
from snodo.domain.programmes.states import BudgetSpan, Payer

# Hours


@dataclass(frozen=True, slots=True)
class HoursLine:
    """One payer: minutes worked against the minutes granted (None when nothing was agreed)."""

    payer: str
    label: str
    used: int
    granted: int | None

    @property
    def left(self) -> int | None:
        return None if self.granted is None else self.granted - self.used

    @property
    def over(self) -> bool:
        return self.granted is not None and self.used > self.granted


def hours_used(case: Case) -> list[HoursLine]:
    """By payer: what was worked, against what was granted for the path and the extra approved."""
    used = _sum_minutes(charged_to_paths().filter(case=case))
    granted: dict[str, int] = {}
    for budget in HoursBudget.objects.filter(action_id=case.action_id, per=BudgetSpan.CASE, extra=False):
        granted[budget.payer] = granted.get(budget.payer, 0) + int(budget.hours * 60)
    extra = ExtraHoursRequest.objects.filter(case=case, state=states.RequestState.APPROVED)
    for request in extra:
        granted[request.payer] = granted.get(request.payer, 0) + int(request.hours * 60)
    return [
        HoursLine(payer, str(label), used.get(payer, 0), granted.get(payer))
        for payer, label in Payer.choices
        if payer in used or payer in granted or payer == Payer.FUNDER
    ]


def charged_to_paths() -> QuerySet[HoursEntry]:
    """Hours that use up a path's own budget: kinds paid for the whole action (labs, groups) do not."""
    shared = HoursBudget.objects.filter(
        action=OuterRef("case__action"),
        per=BudgetSpan.ACTION,
        activity_kinds__contains=[OuterRef("kind__code")],
    )
    return HoursEntry.objects.filter(~Exists(shared))


def _sum_minutes(entries: QuerySet[HoursEntry]) -> dict[str, int]:
    return dict(entries.values("payer").annotate(total=Sum("minutes")).values_list("payer", "total"))


def hours_by_payer(programme: Programme) -> dict[str, int]:
    """Minutes worked in a whole programme, by payer."""
    return _sum_minutes(HoursEntry.objects.filter(case__programme=programme))


def hours_entries(case: Case) -> QuerySet[HoursEntry]:
    """The lines behind the numbers, newest first."""
    return (
        HoursEntry.objects.filter(case=case)
        .select_related("kind", "organisation")
        .order_by("-worked_on", "-id")
    )


def extra_hours_requests(case: Case) -> QuerySet[ExtraHoursRequest]:
    """Asked and answered, newest first."""
    return (
        ExtraHoursRequest.objects.filter(case=case)
        .select_related("organisation", "asked_by__user", "decided_by__user")
        .order_by("-asked_on", "-id")
    )
