"""The verbs of privacy."""

from snodo.domain.privacy.actions.break_glass import (
    ask_emergency,
    identify_person,
    judge_emergency,
    remind_of_reviews,
)
from snodo.domain.privacy.actions.controllers import prepare_controllers_paper
from snodo.domain.privacy.actions.door import note_at_door, note_attempt, note_without_role
from snodo.domain.privacy.actions.ledger import ask_about_ledger, find_ledger, open_ledger, print_ledger
from snodo.domain.privacy.actions.links import (
    ask_about_own_ledger,
    give_ledger_link,
    open_own_ledger,
    revoke_ledger_link,
    tell_ledger_code,
    try_ledger_code,
)
from snodo.domain.privacy.actions.requests import (
    answer_request,
    ask_contribution,
    check_identity,
    contribute,
    prolong_request,
    read_request,
    receive_request,
    refuse_request,
    remind_of_requests,
    take_request,
)
from snodo.domain.privacy.actions.unusual import mark_unusual, note_unusual
from snodo.domain.privacy.actions.watching import report_broken_log

__all__ = [
    "answer_request",
    "ask_about_ledger",
    "ask_about_own_ledger",
    "ask_contribution",
    "ask_emergency",
    "check_identity",
    "contribute",
    "find_ledger",
    "give_ledger_link",
    "identify_person",
    "judge_emergency",
    "mark_unusual",
    "note_at_door",
    "note_attempt",
    "note_unusual",
    "note_without_role",
    "open_ledger",
    "open_own_ledger",
    "prepare_controllers_paper",
    "print_ledger",
    "prolong_request",
    "read_request",
    "receive_request",
    "refuse_request",
    "remind_of_requests",
    "remind_of_reviews",
    "report_broken_log",
    "revoke_ledger_link",
    "take_request",
    "tell_ledger_code",
    "try_ledger_code",
]
