"""The verbs of internships."""

from snodo.domain.placements.actions.drafting import (
    draft_internship,
    drop_internship,
    propose_internship,
    update_internship,
)
from snodo.domain.placements.actions.ending import (
    complete_internship,
    interrupt_internship,
    issue_attestation,
)
from snodo.domain.placements.actions.meetings import miss_meeting, move_meeting, plan_meetings, record_meeting
from snodo.domain.placements.actions.protection import conceal_hosts
from snodo.domain.placements.actions.rules import add_rule, load_rules, revise_rule
from snodo.domain.placements.actions.running import (
    DayMark,
    extend_internship,
    print_register,
    record_days,
    resume_internship,
    start_internship,
    suspend_internship,
)

__all__ = [
    "DayMark",
    "add_rule",
    "complete_internship",
    "conceal_hosts",
    "draft_internship",
    "drop_internship",
    "extend_internship",
    "interrupt_internship",
    "issue_attestation",
    "load_rules",
    "miss_meeting",
    "move_meeting",
    "plan_meetings",
    "print_register",
    "propose_internship",
    "record_days",
    "record_meeting",
    "resume_internship",
    "revise_rule",
    "start_internship",
    "suspend_internship",
    "update_internship",
]
