"""What pages, actions and reports read."""

from snodo.domain.people.queries.duplicates import (
    ASK_THE_LEAD,
    LIKELY,
    PossibleDuplicate,
    possible_duplicates,
)
from snodo.domain.people.queries.page import Line, PersonPage, person_page
from snodo.domain.people.queries.records import (
    Member,
    circle_of,
    household_size,
    households_of,
    identifiers_of,
    information_given_to,
    members_seen_by,
    present,
    sharing_allowed,
    sharing_choices_of,
)
from snodo.domain.people.queries.search import (
    code_fingerprint,
    code_warnings,
    fingerprints,
    matching,
    search_people,
)

__all__ = [
    "ASK_THE_LEAD",
    "LIKELY",
    "Line",
    "Member",
    "PersonPage",
    "PossibleDuplicate",
    "circle_of",
    "code_fingerprint",
    "code_warnings",
    "fingerprints",
    "household_size",
    "households_of",
    "identifiers_of",
    "information_given_to",
    "matching",
    "members_seen_by",
    "person_page",
    "possible_duplicates",
    "present",
    "search_people",
    "sharing_allowed",
    "sharing_choices_of",
]
