"""What the pages of privacy read."""

from snodo.domain.privacy.queries.break_glass import (
    EmergencyFile,
    emergency_file,
    emergency_running,
    my_emergencies,
    review_list,
)
from snodo.domain.privacy.queries.copies import (
    Passage,
    copies_of,
    copy_holder_of,
    copy_link_of,
    find_copy_link,
    live_copy,
    omissions_in_words,
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
from snodo.domain.privacy.queries.requests import (
    WHICH,
    contributions_of,
    own_requests,
    request_list,
    request_numbered,
)
from snodo.domain.privacy.queries.unusual import explanation_of, unusual_list, unusual_of

__all__ = [
    "WHICH",
    "Emergency",
    "EmergencyFile",
    "Ledger",
    "Look",
    "Passage",
    "Share",
    "contributions_of",
    "copies_of",
    "copy_holder_of",
    "copy_link_of",
    "emergency_file",
    "emergency_running",
    "explanation_of",
    "find_copy_link",
    "find_ledger_link",
    "ledger_holder_of",
    "ledger_link_of",
    "ledger_of",
    "live_copy",
    "my_emergencies",
    "omissions_in_words",
    "own_ledger",
    "own_requests",
    "request_list",
    "request_numbered",
    "review_list",
    "unusual_list",
    "unusual_of",
]
