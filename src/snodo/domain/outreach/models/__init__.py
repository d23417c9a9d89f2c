"""Rows of the time before a path."""

from snodo.domain.outreach.models.recipients import OutreachTally, PossibleRecipient, PriorInterview
from snodo.domain.outreach.models.replies import TerritoryReply
from snodo.domain.outreach.models.sheet import CallRequest, PublicSheet
from snodo.domain.outreach.models.themes import Theme, ThemeVoice

__all__ = [
    "CallRequest",
    "OutreachTally",
    "PossibleRecipient",
    "PriorInterview",
    "PublicSheet",
    "TerritoryReply",
    "Theme",
    "ThemeVoice",
]
