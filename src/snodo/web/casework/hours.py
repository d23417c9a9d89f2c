"""Hours of a path next to everything else, in the same statement as the case."""

from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, Sum
from django.db.models.functions import JSONObject

from snodo.domain.activities.models import ExtraHoursRequest
from snodo.domain.activities.queries import HoursLine, charged_to_paths
from snodo.domain.activities.states import RequestState
from snodo.domain.programmes.models import HoursBudget
from snodo.domain.programmes.states import BudgetSpan, Payer

OUTER = OuterRef("pk")


def columns() -> dict[str, Any]:
    """What to read together with a case: minutes used, hours granted, extra hours asked, by payer."""
    used = charged_to_paths().filter(case=OUTER).order_by().values("payer").annotate(total=Sum("minutes"))
    budgets = HoursBudget.objects.filter(action=OuterRef("action"), per=BudgetSpan.CASE, extra=False)
    extra = ExtraHoursRequest.objects.filter(case=OUTER)
    return {
        "hours_used": ArraySubquery(used.values(row=JSONObject(payer="payer", minutes="total"))),
        "hours_granted": ArraySubquery(budgets.values(row=JSONObject(payer="payer", hours="hours"))),
        "hours_extra": ArraySubquery(
            extra.values(row=JSONObject(payer="payer", hours="hours", state="state"))
        ),
    }


def lines(case: Any) -> list[HoursLine]:
    """By payer, as `activities.queries.hours_used` says it."""
    used = {row["payer"]: int(row["minutes"]) for row in case.hours_used}
    granted: dict[str, int] = {}
    approved = [row for row in case.hours_extra if row["state"] == RequestState.APPROVED]
    for row in [*case.hours_granted, *approved]:
        granted[row["payer"]] = granted.get(row["payer"], 0) + round(float(row["hours"]) * 60)
    shown = [choice for choice in Payer.choices if choice[0] in used or choice[0] in granted]
    return [HoursLine(payer, str(label), used.get(payer, 0), granted.get(payer)) for payer, label in shown]


def waiting(case: Any) -> float:
    """Extra hours asked and not answered yet."""
    answered = {RequestState.APPROVED.value, RequestState.REFUSED.value}
    return sum(float(row["hours"]) for row in case.hours_extra if row["state"] not in answered)
