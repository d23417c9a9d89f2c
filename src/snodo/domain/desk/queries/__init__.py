"""What pages, actions and reports read of the desk."""

from snodo.domain.desk.queries.accesses import (
    AccessFilters,
    access_list,
    accesses_of_person,
    one_access,
    story_of,
)
from snodo.domain.desk.queries.board import (
    Board,
    OnShift,
    Turn,
    board,
    desk_list,
    next_steps_of,
    openings_of,
    openings_on,
    promised,
    shifts_of,
    shifts_on,
)
from snodo.domain.desk.queries.contacts import (
    Recognised,
    contacts_like,
    nickname_key,
    quarter_ids,
    quarters_of,
    who_may_be,
)

__all__ = [
    "AccessFilters",
    "Board",
    "OnShift",
    "Recognised",
    "Turn",
    "access_list",
    "accesses_of_person",
    "board",
    "contacts_like",
    "desk_list",
    "next_steps_of",
    "nickname_key",
    "one_access",
    "openings_of",
    "openings_on",
    "promised",
    "quarter_ids",
    "quarters_of",
    "shifts_of",
    "shifts_on",
    "story_of",
    "who_may_be",
]
