"""Who may see a case, which parts of it, and who may change it.

One source: `scope` says which cases, `standings` how an actor stands to one of them, `rules` what that lets
them do, `files` what the person's file asks of it.
"""

from snodo.domain.casework.access.files import file_duties
from snodo.domain.casework.access.nobody import cases_with_nobody, without_hands
from snodo.domain.casework.access.rules import (
    audiences_seen,
    can_answer_handover,
    can_close_case,
    can_follow_up,
    can_manage_team,
    can_message,
    can_move_phase,
    can_open_case,
    can_propose_handover,
    can_see_case,
    can_suspend_case,
    can_write_case,
    events_visible_to,
    handovers_to_answer,
    require,
    sections_seen,
    viewpoints_of,
)
from snodo.domain.casework.access.scope import (
    WORKING_ROLES,
    act_over,
    acts_in_force,
    cases_in_reach,
    cases_kept_from,
    cases_of_my_team,
    cases_visible_to,
    in_force,
    organisation_has_act,
    own_notes_of,
    parties_in_force,
    progress_visible_to,
)
from snodo.domain.casework.access.standings import Standing, cases_with_standing, standing

__all__ = [
    "WORKING_ROLES",
    "Standing",
    "act_over",
    "acts_in_force",
    "audiences_seen",
    "can_answer_handover",
    "can_close_case",
    "can_follow_up",
    "can_manage_team",
    "can_message",
    "can_move_phase",
    "can_open_case",
    "can_propose_handover",
    "can_see_case",
    "can_suspend_case",
    "can_write_case",
    "cases_in_reach",
    "cases_kept_from",
    "cases_of_my_team",
    "cases_visible_to",
    "cases_with_nobody",
    "cases_with_standing",
    "events_visible_to",
    "file_duties",
    "handovers_to_answer",
    "in_force",
    "organisation_has_act",
    "own_notes_of",
    "parties_in_force",
    "progress_visible_to",
    "require",
    "sections_seen",
    "standing",
    "viewpoints_of",
    "without_hands",
]
