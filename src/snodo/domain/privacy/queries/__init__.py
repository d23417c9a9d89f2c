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
    "ledger_of",
    "my_emergencies",
    "review_list",
    "unusual_list",
    "unusual_of",
]
