"""Within when a person is answered: facts of law, each with its source and the day it holds from."""

import calendar
import datetime
from dataclasses import dataclass

from snodo.kernel.calendars import ITALY


@dataclass(frozen=True, slots=True)
class Term:
    """How many months there are to answer, how many more once, and where it is written."""

    months: int
    more_months: int
    since: datetime.date
    source: str
    until: datetime.date | None = None


TERMS = (
    Term(
        months=1,
        more_months=2,
        since=datetime.date(2018, 5, 25),
        source="Reg. (UE) 2016/679, art. 12, par. 3; Reg. (CEE, Euratom) 1182/71, art. 3",
    ),
)


def term_on(day: datetime.date) -> Term:
    """What holds for a request received that day; of a day before the law, the first that came."""
    held = (term for term in TERMS if term.since <= day and (term.until is None or day <= term.until))
    return next(held, TERMS[0])


def due_on(received: datetime.date, *, prolonged: bool = False) -> datetime.date:
    """The last day to answer: same day of a later month, or the working day after it."""
    term = term_on(received)
    last = _months_later(received, term.months + (term.more_months if prolonged else 0))
    while not ITALY.is_open(last):
        last += datetime.timedelta(days=1)
    return last


def _months_later(day: datetime.date, months: int) -> datetime.date:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return datetime.date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))
