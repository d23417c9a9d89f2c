"""What the pages of privacy read."""

from snodo.domain.privacy.queries.break_glass import (
    EmergencyFile,
    emergency_file,
    emergency_running,
    my_emergencies,
    review_list,
)
from snodo.domain.privacy.queries.ledger import (
    Emergency,
    Ledger,
    Look,
    Share,
    ledger_of,
)
from snodo.domain.privacy.queries.links import (
    find_ledger_link,
    ledger_holder_of,
    ledger_link_of,
    own_ledger,
)
from snodo.domain.privacy.queries.requests import WHICH, contributions_of, own_requests, request_list
from snodo.domain.privacy.queries.unusual import explanation_of, unusual_list, unusual_of

__all__ = [
    "WHICH",
    "Emergency",
    "EmergencyFile",
    "Ledger",
    "Look",
    "Share",
    "contributions_of",
    "emergency_file",
    "emergency_running",
    "explanation_of",
    "find_ledger_link",
    "ledger_holder_of",
    "ledger_link_of",
    "ledger_of",
    "my_emergencies",
    "own_ledger",
    "own_requests",
    "request_list",
    "review_list",
    "unusual_list",
    "unusual_of",
]
