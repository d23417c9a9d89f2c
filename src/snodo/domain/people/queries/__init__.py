"""What pages, actions and reports read."""

from snodo.domain.people.queries.choices import agreed_until, refusal_sentence, refused_bodies
from snodo.domain.people.queries.duplicates import (
    ASK_THE_LEAD,
    LIKELY,
    PossibleDuplicate,
    possible_duplicates,
)
from snodo.domain.people.queries.exact import exactly
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
from snodo.domain.people.queries.sections import FileSections, GrantLine, SectionLine, file_sections

__all__ = [
    "ASK_THE_LEAD",
    "LIKELY",
    "FileSections",
    "GrantLine",
    "Line",
    "Member",
    "PersonPage",
    "PossibleDuplicate",
    "SectionLine",
    "agreed_until",
    "circle_of",
    "code_fingerprint",
    "code_warnings",
    "exactly",
    "file_sections",
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
    "refusal_sentence",
    "refused_bodies",
    "search_people",
    "sharing_allowed",
    "sharing_choices_of",
]
