"""The verbs of activities: appointments, groups and their meetings, hours."""

from snodo.domain.activities.actions.appointments import plan_appointment, record_appointment
from snodo.domain.activities.actions.groups import (
    add_group_member,
    change_group,
    end_group,
    form_group,
    issue_certificate,
    remove_group_member,
)
from snodo.domain.activities.actions.hours import decide_extra_hours, request_extra_hours
from snodo.domain.activities.actions.sessions import (
    AttendanceLine,
    cancel_session,
    hold_session,
    plan_sessions,
)

__all__ = [
    "AttendanceLine",
    "add_group_member",
    "cancel_session",
    "change_group",
    "decide_extra_hours",
    "end_group",
    "form_group",
    "hold_session",
    "issue_certificate",
    "plan_appointment",
    "plan_sessions",
    "record_appointment",
    "remove_group_member",
    "request_extra_hours",
]
