"""What pages, actions and reports read."""

from snodo.domain.people.queries.choices import agreed_until, refusal_sentence, refused_bodies
from snodo.domain.people.queries.contact import (
    SafeTimes,
    reads_number,
    safe_contact_of,
    safe_row,
    safe_times_of,
)
from snodo.domain.people.queries.duplicates import (
    ASK_THE_LEAD,
    Described,
    PossibleDuplicate,
    bodies_to_ask,
    look_for_duplicates,
    possible_duplicates,
    stored_phone,
)
from snodo.domain.people.queries.exact import exactly, protected_exactly
from snodo.domain.people.queries.page import Line, PersonPage, person_page
from snodo.domain.people.queries.pairs import Judged, alike_to, judge, lives_of, now_known_as
from snodo.domain.people.queries.records import (
    Member,
    circle_of,
    identifiers_of,
    information_given_to,
    members_over_time,
    members_seen_by,
    present,
    sharing_allowed,
    sharing_choices_of,
    together,
)
from snodo.domain.people.queries.search import (
    Sought,
    code_fingerprint,
    code_warnings,
    fingerprints,
    matching,
    search_people,
)
from snodo.domain.people.queries.sections import FileSections, GrantLine, SectionLine, file_sections

__all__ = [
    "ASK_THE_LEAD",
    "Described",
    "FileSections",
    "GrantLine",
    "Judged",
    "Line",
    "Member",
    "PersonPage",
    "PossibleDuplicate",
    "SafeTimes",
    "SectionLine",
    "Sought",
    "agreed_until",
    "alike_to",
    "bodies_to_ask",
    "circle_of",
    "code_fingerprint",
    "code_warnings",
    "exactly",
    "file_sections",
    "fingerprints",
    "identifiers_of",
    "information_given_to",
    "judge",
    "lives_of",
    "look_for_duplicates",
    "matching",
    "members_over_time",
    "members_seen_by",
    "now_known_as",
    "person_page",
    "possible_duplicates",
    "present",
    "protected_exactly",
    "reads_number",
    "refusal_sentence",
    "refused_bodies",
    "safe_contact_of",
    "safe_row",
    "safe_times_of",
    "search_people",
    "sharing_allowed",
    "sharing_choices_of",
    "stored_phone",
    "together",
]
