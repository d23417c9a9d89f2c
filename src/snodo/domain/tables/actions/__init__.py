"""The verbs of tables: preparing, conducting, following up; and of protocols."""

from snodo.domain.tables.actions.conducting import (
    add_commitment,
    add_dissent,
    change_opportunity,
    close_table,
    mark_presence,
    open_table,
    put_opportunity,
    record_decision,
    take_back_position,
    take_position,
)
from snodo.domain.tables.actions.following import approve_minutes, print_minutes, settle_commitment
from snodo.domain.tables.actions.guests import choose_points, give_guest_link, open_guest_link
from snodo.domain.tables.actions.preparing import (
    add_case_to_table,
    answer_invitation,
    cancel_table,
    change_guest,
    change_table,
    convene_table,
    invite_guest,
    prepare_table,
    remove_case_from_table,
    withdraw_guest,
)
from snodo.domain.tables.actions.protocols import (
    approve_protocol,
    change_protocol,
    comment_protocol,
    draft_protocol,
    submit_protocol,
)

__all__ = [
    "add_case_to_table",
    "add_commitment",
    "add_dissent",
    "answer_invitation",
    "approve_minutes",
    "approve_protocol",
    "cancel_table",
    "change_guest",
    "change_opportunity",
    "change_protocol",
    "change_table",
    "choose_points",
    "close_table",
    "comment_protocol",
    "convene_table",
    "draft_protocol",
    "give_guest_link",
    "invite_guest",
    "mark_presence",
    "open_guest_link",
    "open_table",
    "prepare_table",
    "print_minutes",
    "put_opportunity",
    "record_decision",
    "remove_case_from_table",
    "settle_commitment",
    "submit_protocol",
    "take_back_position",
    "take_position",
    "withdraw_guest",
]
