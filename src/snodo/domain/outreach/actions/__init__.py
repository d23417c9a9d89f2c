"""The verbs of what comes before a path: the only writers of this context."""

from snodo.domain.outreach.actions.interviews import (
    allow_carrying,
    drop_interview,
    follow_into_path,
    hold_interview,
)
from snodo.domain.outreach.actions.recipients import (
    book_interview,
    change_recipient,
    inform_recipient,
    note_recipient,
    refer_recipient,
    take_off,
)
from snodo.domain.outreach.actions.replies import (
    drop_reply,
    fill_territory_sheet,
)
from snodo.domain.outreach.actions.sheets import (
    ask_to_be_called,
    publish_sheet,
    settle_call,
    take_down_sheet,
    write_sheet,
)
from snodo.domain.outreach.actions.sweeping import expire
from snodo.domain.outreach.actions.themes import (
    declare_themes,
    hear_theme,
    unhear_theme,
)

__all__ = [
    "allow_carrying",
    "ask_to_be_called",
    "book_interview",
    "change_recipient",
    "declare_themes",
    "drop_interview",
    "drop_reply",
    "expire",
    "fill_territory_sheet",
    "follow_into_path",
    "hear_theme",
    "hold_interview",
    "inform_recipient",
    "note_recipient",
    "publish_sheet",
    "refer_recipient",
    "settle_call",
    "take_down_sheet",
    "take_off",
    "unhear_theme",
    "write_sheet",
]
