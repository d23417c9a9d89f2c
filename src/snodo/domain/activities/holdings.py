"""Appointments, groups, attendance and hours of a person; never those of the others of the group."""

from typing import Any

from snodo.domain.casework.holdings import by_case
from snodo.kernel import clock
from snodo.kernel.holdings import OTHERS, TECHNICAL, Holding, declare

ACTIVITIES = "Attività"


def _when(row: Any) -> str:
    """The meeting by its day and theme: the row itself belongs to the whole group."""
    day = clock.local_date(row.session.starts_at).isoformat()
    return f"{day} {row.session.topic}".strip()


declare(
    Holding(
        "activities.appointment",
        ACTIVITIES,
        "Appuntamenti",
        reach=("person", by_case(of="person")),
        facts=("place", "online_link", "topic"),
        words=("what", "note"),
        withheld={"companion": OTHERS},
        order=("starts_at", "pk"),
    )
)
declare(
    Holding(
        "activities.groupmember",
        ACTIVITIES,
        "Gruppi",
        reach=("person",),
        words=("left_reason",),
        subject=True,
    )
)
declare(
    Holding(
        "activities.attendance",
        ACTIVITIES,
        "Presenze agli incontri",
        reach=("member__person",),
        words=("observation",),
        tell={"session": _when},
        needs=("session",),
        order=("session__starts_at", "pk"),
    )
)
declare(
    Holding(
        "activities.hoursentry",
        ACTIVITIES,
        "Ore",
        reach=(by_case(),),
        withheld={"ref_kind": TECHNICAL},
        order=("worked_on", "pk"),
    )
)
declare(
    Holding(
        "activities.extrahoursrequest",
        ACTIVITIES,
        "Ore in più chieste per te",
        reach=(by_case(),),
        words=("reason", "decision_note"),
    )
)
