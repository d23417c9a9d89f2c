"""What pages and reports read of internships."""

from snodo.domain.placements.queries.attendance import (
    Attendance,
    MonthAttendance,
    Register,
    attendance_of,
    count,
    read_register,
    recorded_share,
)
from snodo.domain.placements.queries.checks import check_internship, facts_of, rule_for, threshold
from snodo.domain.placements.queries.choices import choices_against
from snodo.domain.placements.queries.counting import (
    attestations,
    host_kinds,
    hours_present,
    started_internships,
)
from snodo.domain.placements.queries.drafts import likely_details, sketch, usual_meetings
from snodo.domain.placements.queries.lists import (
    GridDay,
    Signal,
    internship_list,
    internships_of_case,
    meetings_of,
    month_grid,
    shares_of,
    signals,
)
from snodo.domain.placements.queries.rules import RuleLine, Version, region_label, rule_lines

__all__ = [
    "Attendance",
    "GridDay",
    "MonthAttendance",
    "Register",
    "RuleLine",
    "Signal",
    "Version",
    "attendance_of",
    "attestations",
    "check_internship",
    "choices_against",
    "count",
    "facts_of",
    "host_kinds",
    "hours_present",
    "internship_list",
    "internships_of_case",
    "likely_details",
    "meetings_of",
    "month_grid",
    "read_register",
    "recorded_share",
    "region_label",
    "rule_for",
    "rule_lines",
    "shares_of",
    "signals",
    "sketch",
    "started_internships",
    "threshold",
    "usual_meetings",
]
