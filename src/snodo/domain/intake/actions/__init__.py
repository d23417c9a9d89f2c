"""The verbs on referrals: the only writers of this context."""

from snodo.domain.intake.actions.acceptance import accept_referral
from snodo.domain.intake.actions.attaching import attach_file, detach_file
from snodo.domain.intake.actions.batch_choices import count_refusals, settle_names
from snodo.domain.intake.actions.batches import (
    begin_batch,
    check_rows,
    discard_batch,
    match_columns,
    send_batch,
    send_rows,
    sweep_batches,
)
from snodo.domain.intake.actions.declining import respect_refusal
from snodo.domain.intake.actions.escalating import (
    agree_on_day,
    put_promises_before_owners,
    take_escalation,
)
from snodo.domain.intake.actions.exceptions import Because
from snodo.domain.intake.actions.forgetting import close_referral_file
from snodo.domain.intake.actions.handovers import (
    accept_referral_handover,
    decline_referral_handover,
    lapse_unanswered,
    open_handover_page,
    propose_referral_handover,
    withdraw_referral_handover,
)
from snodo.domain.intake.actions.links import (
    Given,
    begin_by_link,
    give_referring_link,
    note_late_opening,
    open_link,
    revoke_referring_link,
    try_link_code,
)
from snodo.domain.intake.actions.nobody import look_for_nobody
from snodo.domain.intake.actions.protection import conceal_referrals
from snodo.domain.intake.actions.returning import send_again
from snodo.domain.intake.actions.sending import (
    PossibleDuplicates,
    ReferralFields,
    save_draft,
    send_referral,
    withdraw_referral,
)
from snodo.domain.intake.actions.triage import (
    answer_information,
    ask_information,
    assign_referral,
    open_referral,
    put_on_waiting_list,
    refuse_referral,
    write_message,
)
from snodo.domain.intake.actions.waiting import declare_waiting_rule

__all__ = [
    "Because",
    "Given",
    "PossibleDuplicates",
    "ReferralFields",
    "accept_referral",
    "accept_referral_handover",
    "agree_on_day",
    "answer_information",
    "ask_information",
    "assign_referral",
    "attach_file",
    "begin_batch",
    "begin_by_link",
    "check_rows",
    "close_referral_file",
    "conceal_referrals",
    "count_refusals",
    "declare_waiting_rule",
    "decline_referral_handover",
    "detach_file",
    "discard_batch",
    "give_referring_link",
    "lapse_unanswered",
    "look_for_nobody",
    "match_columns",
    "note_late_opening",
    "open_handover_page",
    "open_link",
    "open_referral",
    "propose_referral_handover",
    "put_on_waiting_list",
    "put_promises_before_owners",
    "refuse_referral",
    "respect_refusal",
    "revoke_referring_link",
    "save_draft",
    "send_again",
    "send_batch",
    "send_referral",
    "send_rows",
    "settle_names",
    "sweep_batches",
    "take_escalation",
    "try_link_code",
    "withdraw_referral",
    "withdraw_referral_handover",
    "write_message",
]
