"""Internships of a person: project, days, meetings and how they ended."""

from typing import Any

from snodo.domain.people.holdings import days_in_words
from snodo.domain.placements.states import RuleTarget
from snodo.kernel.holdings import COLLEAGUES, TECHNICAL, Holding, declare

INTERNSHIPS = "Tirocini"
OF_INTERNSHIP = ("internship__person",)


def _limits(row: Any) -> dict[str, str]:
    words = dict(RuleTarget.choices)
    return {"code": row.rule_target, "text": str(words.get(row.rule_target, row.rule_target))}


def _agreement(row: Any) -> str:
    return "" if row.agreement is None else str(row.agreement.number)


declare(
    Holding(
        "placements.internship",
        INTERNSHIPS,
        "Progetti di tirocinio",
        reach=("person",),
        facts=(*("funding", "region", "site", "sector", "job", "timetable", "inail_position", "rct_policy"),),
        words=("objectives", "tasks", "end_note"),
        withheld={
            "promoter_tutor_name": COLLEAGUES,
            "host_tutor_name": COLLEAGUES,
            "host_tutor_contact": COLLEAGUES,
            "taking_worker": COLLEAGUES,
        },
        tell={"agreement": _agreement, "rule_target": _limits, "weekdays": days_in_words},
        needs=("agreement",),
        subject=True,
    )
)
declare(
    Holding(
        "placements.ruleoverride",
        INTERNSHIPS,
        "Regole superate con un motivo",
        OF_INTERNSHIP,
        facts=("sentence",),
        words=("reason",),
        withheld={"code": TECHNICAL},
    )
)
declare(Holding("placements.internshippause", INTERNSHIPS, "Pause", OF_INTERNSHIP, words=("note",)))
declare(Holding("placements.endchange", INTERNSHIPS, "Cambi della fine", OF_INTERNSHIP, words=("reason",)))
declare(Holding("placements.internshipday", INTERNSHIPS, "Giorni e ore", OF_INTERNSHIP, order=("day", "pk")))
declare(
    Holding(
        "placements.monitoringmeeting",
        INTERNSHIPS,
        "Incontri di monitoraggio",
        OF_INTERNSHIP,
        words=("progress", "criticalities", "situations", "resources", "levers", "missed_note"),
        order=("first_date", "pk"),
        subject=True,
    )
)
declare(
    Holding(
        "placements.meetingmove",
        INTERNSHIPS,
        "Incontri spostati",
        ("meeting__internship__person",),
        words=("reason",),
    )
)
