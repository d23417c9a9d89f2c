"""What pages and reports read of internships."""

from snodo.domain.placements.queries.attendance import (
    Attendance,
    MonthAttendance,
    attendance_of,
    recorded_share,
)
from snodo.domain.placements.queries.checks import check_internship, facts_of, rule_for, threshold
from snodo.domain.placements.queries.counting import (
    attestations,
    host_kinds,
    hours_present,
    started_internships,
)
from snodo.domain.placements.queries.lists import (
    Signal,
    internship_list,
    internships_of_case,
    meetings_of,
    month_grid,
    shares_of,
    signals,
)

__all__ = [
    "Attendance",
    "MonthAttendance",
    "Signal",
    "attendance_of",
    "attestations",
    "check_internship",
    "facts_of",
    "host_kinds",
    "hours_present",
    "internship_list",
    "internships_of_case",
    "meetings_of",
    "month_grid",
    "recorded_share",
    "rule_for",
    "shares_of",
    "signals",
    "started_internships",
    "threshold",
]
