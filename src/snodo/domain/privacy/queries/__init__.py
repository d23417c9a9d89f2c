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
    Request,
    Share,
    ledger_of,
)
from snodo.domain.privacy.queries.links import (
    find_ledger_link,
    ledger_holder_of,
    ledger_link_of,
    own_ledger,
)
from snodo.domain.privacy.queries.unusual import explanation_of, unusual_list, unusual_of

__all__ = [
    "Emergency",
    "EmergencyFile",
    "Ledger",
    "Look",
    "Request",
    "Share",
    "emergency_file",
    "emergency_running",
    "explanation_of",
    "find_ledger_link",
    "ledger_holder_of",
    "ledger_link_of",
    "ledger_of",
    "my_emergencies",
    "own_ledger",
    "review_list",
    "unusual_list",
    "unusual_of",
]
