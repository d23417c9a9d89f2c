"""The verbs of the desk: the only writers of this context."""

from snodo.domain.desk.actions.common import LEADS
from snodo.domain.desk.actions.keeping import (
    add_opening,
    add_place,
    cancel_shift,
    change_words,
    close_desk,
    end_opening,
    open_desk,
    open_desk_of_pack,
    plan_shift,
)
from snodo.domain.desk.actions.knowing import (
    attach_person,
    follow_referral,
    make_known,
    refer_from_desk,
    take_in_charge,
)
from snodo.domain.desk.actions.protection import conceal_contact
from snodo.domain.desk.actions.queue import (
    book_visit,
    end_visit,
    give_back_visit,
    join_queue,
    mark_arrived,
    sweep_queue,
    take_visit,
)
from snodo.domain.desk.actions.recording import (
    CHANGES,
    MOST_ROWS,
    AccessFields,
    PaperRow,
    RowsRefused,
    correct_access,
    record_access,
    record_batch,
    settle_next_step,
    withdraw_access,
)

__all__ = [
    "CHANGES",
    "LEADS",
    "MOST_ROWS",
    "AccessFields",
    "PaperRow",
    "RowsRefused",
    "add_opening",
    "add_place",
    "attach_person",
    "book_visit",
    "cancel_shift",
    "change_words",
    "close_desk",
    "conceal_contact",
    "correct_access",
    "end_opening",
    "end_visit",
    "follow_referral",
    "give_back_visit",
    "join_queue",
    "make_known",
    "mark_arrived",
    "open_desk",
    "open_desk_of_pack",
    "plan_shift",
    "record_access",
    "record_batch",
    "refer_from_desk",
    "settle_next_step",
    "sweep_queue",
    "take_in_charge",
    "take_visit",
    "withdraw_access",
]
