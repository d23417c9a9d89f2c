"""Where a line of the story or a step leads: the page of what it speaks of, where there is one."""

from typing import Any

from django.urls import NoReverseMatch

from snodo.web import addresses

# kind of thing -> addresses to try: (name, whether it takes the path, whether it takes the thing).
PLACES: dict[str, tuple[tuple[str, bool, bool], ...]] = {
    "casework.assessment": (("casework:reading", True, True),),
    "casework.workguidance": (("casework:guidance", True, False),),
    "casework.caseparty": (("casework:sharing", True, False),),
    "casework.plan": (("casework:plan", True, False),),
    "casework.outcome": (("casework:outcomes", True, False),),
    "casework.criticalissue": (("casework:issue", True, True),),
    "casework.commitment": (("casework:plan", True, False),),
    "casework.support": (("casework:plan", True, False),),
    "documents.document": (("documents:detail", False, True),),
    "intake.referral": (("intake:referral", False, True),),
    "tables.table": (("tables:detail", False, True),),
    "activities.appointment": (("activities:appointment", False, True),),
    "activities.group": (("groups:detail", False, True),),
    "activities.session": (("groups:session", False, True),),
    "placements.internship": (("placements:internship", False, True),),
    "placements.monitoringmeeting": (("placements:meeting", False, True),),
    "outreach.priorinterview": (("outreach:interview", False, True),),
    "opportunities.card": (("opportunities:card", False, True),),
}


def address(case_id: Any, kind: str, pk: Any) -> str:
    """The address, or nothing."""
    for name, with_case, with_thing in PLACES.get(kind, ()):
        arguments = [*([case_id] if with_case else []), *([pk] if with_thing else [])]
        try:
            return addresses.address(name, *arguments)
        except NoReverseMatch:
            continue
    return ""
