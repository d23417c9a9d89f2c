"""What pages read of the time before a path."""

from snodo.domain.outreach.queries.counting import (
    Book,
    Line,
    book_of,
    endings_of,
    held,
    unit_of,
)
from snodo.domain.outreach.queries.keeping import end_of_words, ends_on, rule_in_words
from snodo.domain.outreach.queries.listing import (
    SOON,
    actions_of,
    guide_of,
    interviews_about,
    one_interview,
    one_recipient,
    programmes_to_reach,
    recipients_of,
    said_in,
)
from snodo.domain.outreach.queries.replies import (
    gathered,
    territory_guide,
)
from snodo.domain.outreach.queries.sheets import (
    address_of,
    calls_of,
    find_sheet,
    proposed,
    public_sheet,
    sheet_holder,
    sheet_of,
)
from snodo.domain.outreach.queries.themes import (
    comparison,
    meetings_of,
    one_meeting,
    themes_of,
    voices_of,
)

__all__ = [
    "SOON",
    "Book",
    "Line",
    "actions_of",
    "address_of",
    "book_of",
    "calls_of",
    "comparison",
    "end_of_words",
    "endings_of",
    "ends_on",
    "find_sheet",
    "gathered",
    "guide_of",
    "held",
    "interviews_about",
    "meetings_of",
    "one_interview",
    "one_meeting",
    "one_recipient",
    "programmes_to_reach",
    "proposed",
    "public_sheet",
    "recipients_of",
    "rule_in_words",
    "said_in",
    "sheet_holder",
    "sheet_of",
    "territory_guide",
    "themes_of",
    "unit_of",
    "voices_of",
]
