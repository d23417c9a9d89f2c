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
from snodo.domain.privacy.queries.dry_run import DryRun, Part, counted, dry_run, proofs_among, roots_of
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
from snodo.domain.privacy.queries.retention import (
    Deadline,
    FileRow,
    deadlines,
    file_list,
    holds_in_force,
    holds_of,
    named,
    referral_deadlines,
)
from snodo.domain.privacy.queries.terms_of_keeping import RuleLine, rule_lines, rules_on, term_for
from snodo.domain.privacy.queries.unusual import explanation_of, unusual_list, unusual_of

__all__ = [
    "WHICH",
    "Deadline",
    "DryRun",
    "Emergency",
    "EmergencyFile",
    "FileRow",
    "Ledger",
    "Look",
    "Part",
    "Passage",
    "RuleLine",
    "Share",
    "contributions_of",
    "copies_of",
    "copy_holder_of",
    "copy_link_of",
    "counted",
    "deadlines",
    "dry_run",
    "emergency_file",
    "emergency_running",
    "explanation_of",
    "file_list",
    "find_copy_link",
    "find_ledger_link",
    "holds_in_force",
    "holds_of",
    "ledger_holder_of",
    "ledger_link_of",
    "ledger_of",
    "live_copy",
    "my_emergencies",
    "named",
    "omissions_in_words",
    "own_ledger",
    "own_requests",
    "proofs_among",
    "referral_deadlines",
    "request_list",
    "request_numbered",
    "review_list",
    "roots_of",
    "rule_lines",
    "rules_on",
    "term_for",
    "unusual_list",
    "unusual_of",
]
