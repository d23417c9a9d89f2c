"""What pages and reports read of tables, promises and protocols."""

from snodo.domain.tables.queries.calendar import (
    WHEN,
    DueCase,
    cases_due,
    last_discussed,
    table_list,
    tables_held,
)
from snodo.domain.tables.queries.conduct import (
    PositionRow,
    Sitting,
    approvals_missing,
    areas_of,
    divergences,
    sitting,
    tables_of_case,
)
from snodo.domain.tables.queries.guest import GuestPage, find_guest_link, guest_holder, guest_page
from snodo.domain.tables.queries.promises import (
    PromiseMeter,
    promise_list,
    promise_meters,
)
from snodo.domain.tables.queries.protocols import (
    ApprovalRow,
    ProtocolStanding,
    protocol_list,
    protocol_standing,
    protocols_in_force,
)

__all__ = [
    "WHEN",
    "ApprovalRow",
    "DueCase",
    "GuestPage",
    "PositionRow",
    "PromiseMeter",
    "ProtocolStanding",
    "Sitting",
    "approvals_missing",
    "areas_of",
    "cases_due",
    "divergences",
    "find_guest_link",
    "guest_holder",
    "guest_page",
    "last_discussed",
    "promise_list",
    "promise_meters",
    "protocol_list",
    "protocol_standing",
    "protocols_in_force",
    "sitting",
    "table_list",
    "tables_held",
    "tables_of_case",
]
