"""Until when each class of data is kept: facts with their source, used where a network wrote no rule.

`confirmed` is False where the source was written from memory: the page says so, and whoever administers the
network confirms or changes it. National law has no single term for files of social work: the body decides.
"""

import calendar
import datetime
from dataclasses import dataclass

from snodo.domain.privacy.states import PROOFS, WITHOUT_PATH, DataClass, StartEvent


@dataclass(frozen=True, slots=True)
class Term:
    """How long, from when, and where it is written."""

    start: str
    months: int
    source: str
    year_end: bool = False
    from_day: datetime.date | None = None
    confirmed: bool = False
    since: datetime.date = datetime.date(2018, 5, 25)

    def ends(self, event: datetime.date | None) -> datetime.date | None:
        """The last day something is kept; None while what it is counted from has not come."""
        begin = self.from_day if self.start == StartEvent.FIXED_DAY else event
        if begin is None:
            return None
        if self.year_end:
            begin = begin.replace(month=12, day=31)
        return months_later(begin, self.months)


_NO_TERM = "Reg. (UE) 2016/679, art. 5, par. 1, lett. e; manca un termine nazionale: decide l'ente"
_BEFORE = (
    "Reg. (UE) 2016/679, art. 5, par. 1, lett. e, e art. 14, par. 3 (informare entro un mese); "
    "il termine lo decide l'ente"
)
_FILE = Term(StartEvent.CASE_END, 60, _NO_TERM)
DEFAULTS: dict[str, Term] = {
    **{kind: _FILE for kind in DataClass.values if kind not in (*PROOFS, *WITHOUT_PATH)},
    DataClass.REFERRALS: Term(StartEvent.REFUSAL, 12, _NO_TERM),
    DataClass.DESK: Term(StartEvent.LAST_CONTACT, 24, _NO_TERM),
    DataClass.CONTACTS: Term(StartEvent.WRITTEN, 3, _BEFORE),
    DataClass.INTERVIEWS: Term(StartEvent.WRITTEN, 6, _BEFORE),
    DataClass.EVIDENCE: Term(
        StartEvent.PROGRAMME_END,
        60,
        "Reg. (UE) 2021/1060, art. 82: cinque anni dal 31 dicembre dell'anno dell'ultimo pagamento",
        year_end=True,
    ),
    DataClass.INTERNSHIPS: Term(StartEvent.CASE_END, 120, "Codice civile, art. 2946: prescrizione ordinaria"),
}


def months_later(day: datetime.date, months: int) -> datetime.date:
    """The same day of a later month, or its last."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return datetime.date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))
