"""What pages, actions and reports read."""

from snodo.domain.activities.queries.agenda import (
    AgendaItem,
    agenda,
    appointments_of_case,
    appointments_to_record,
    kinds_for,
    place_said,
    with_place_known,
)
from snodo.domain.activities.queries.attendance import (
    absences_in_a_row,
    attendance_of_case,
    consecutive_absences,
    months_of_presence,
)
from snodo.domain.activities.queries.figures import groups_held, households_in_family_groups, people_engaged
from snodo.domain.activities.queries.groups import (
    RegisterRow,
    attendance_of_session,
    group_list,
    members_due,
    register,
    with_meetings,
)
from snodo.domain.activities.queries.hours import (
    HoursLine,
    charged_to_paths,
    extra_hours_requests,
    hours_by_payer,
    hours_entries,
    hours_used,
)

__all__ = [
    "AgendaItem",
    "HoursLine",
    "RegisterRow",
    "absences_in_a_row",
    "agenda",
    "appointments_of_case",
    "appointments_to_record",
    "attendance_of_case",
    "attendance_of_session",
    "charged_to_paths",
    "consecutive_absences",
    "extra_hours_requests",
    "group_list",
    "groups_held",
    "hours_by_payer",
    "hours_entries",
    "hours_used",
    "households_in_family_groups",
    "kinds_for",
    "members_due",
    "months_of_presence",
    "people_engaged",
    "place_said",
    "register",
    "with_meetings",
    "with_place_known",
]
