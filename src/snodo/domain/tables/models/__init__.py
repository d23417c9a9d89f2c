"""Tables of several bodies, what was said and promised there, and the rules bodies share."""

from snodo.domain.tables.models.link import GuestLink, GuestPoint
from snodo.domain.tables.models.protocol import Protocol, ProtocolApproval, ProtocolComment, ProtocolParty
from snodo.domain.tables.models.table import (
    Decision,
    Dissent,
    MinutesApproval,
    Position,
    Table,
    TableCase,
    TableCommitment,
    TableGuest,
    TableOpportunity,
)

__all__ = [
    "Decision",
    "Dissent",
    "GuestLink",
    "GuestPoint",
    "MinutesApproval",
    "Position",
    "Protocol",
    "ProtocolApproval",
    "ProtocolComment",
    "ProtocolParty",
    "Table",
    "TableCase",
    "TableCommitment",
    "TableGuest",
    "TableOpportunity",
]
