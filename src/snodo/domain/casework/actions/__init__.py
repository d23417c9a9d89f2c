"""The verbs of casework. Services for the contexts above: `note_event`, `promise_step`, `close_step`."""

from snodo.domain.casework.actions.cases import (
    close_case,
    make_report,
    move_phase,
    resume_case,
    suspend_case,
)
from snodo.domain.casework.actions.forgetting import end_forgotten
from snodo.domain.casework.actions.guidance import write_guidance
from snodo.domain.casework.actions.notes import discard_own_note, keep_own_note
from snodo.domain.casework.actions.opening import open_case, update_case
from snodo.domain.casework.actions.outcomes import record_outcome, withdraw_outcome
from snodo.domain.casework.actions.parties import add_party, change_party, end_party
from snodo.domain.casework.actions.plans import (
    Signature,
    add_commitment,
    add_goal,
    add_support,
    discard_draft,
    edit_goal,
    edit_promise,
    mark_promise,
    remove_goal,
    remove_promise,
    sign_plan,
    write_plan,
)
from snodo.domain.casework.actions.protection import (
    conceal_body,
    conceal_person,
    reveal_person,
    rewrite_texts,
)
from snodo.domain.casework.actions.readings import close_issue, follow_issue, open_issue, record_assessment
from snodo.domain.casework.actions.story import (
    add_note,
    add_step,
    close_step,
    mark_seen,
    note_event,
    postpone_step,
    promise_step,
    send_message,
    settle_step,
)
from snodo.domain.casework.actions.taking import take_over_case
from snodo.domain.casework.actions.team import (
    accept_handover,
    add_team_member,
    decline_handover,
    end_team_member,
    propose_handover,
    withdraw_handover,
)

__all__ = [
    "Signature",
    "accept_handover",
    "add_commitment",
    "add_goal",
    "add_note",
    "add_party",
    "add_step",
    "add_support",
    "add_team_member",
    "change_party",
    "close_case",
    "close_issue",
    "close_step",
    "conceal_body",
    "conceal_person",
    "decline_handover",
    "discard_draft",
    "discard_own_note",
    "edit_goal",
    "edit_promise",
    "end_forgotten",
    "end_party",
    "end_team_member",
    "follow_issue",
    "keep_own_note",
    "make_report",
    "mark_promise",
    "mark_seen",
    "move_phase",
    "note_event",
    "open_case",
    "open_issue",
    "postpone_step",
    "promise_step",
    "propose_handover",
    "record_assessment",
    "record_outcome",
    "remove_goal",
    "remove_promise",
    "resume_case",
    "reveal_person",
    "rewrite_texts",
    "send_message",
    "settle_step",
    "sign_plan",
    "suspend_case",
    "take_over_case",
    "update_case",
    "withdraw_handover",
    "withdraw_outcome",
    "write_guidance",
    "write_plan",
]
