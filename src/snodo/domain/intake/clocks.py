"""The clock of a referral, in words that say what the colour says."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from snodo.domain.intake import states
from snodo.domain.intake.models import Referral
from snodo.domain.intake.states import ReferralState
from snodo.domain.network.calendars import Calendars
from snodo.kernel import clock
from snodo.kernel.calendars import ITALY, ONE_DAY, Calendar

WEEKDAYS = ("lunedì", "martedì", "mercoledì", "giovedì", "venerdì", "sabato", "domenica")


@dataclass(frozen=True, slots=True)
class Clock:
    """How long it has been, or is left; `tone` is one of good, notice, late, plain."""

    words: str
    tone: str


def countdown(due: datetime.date, today: datetime.date, calendar: Calendar = ITALY) -> Clock:
    """In time, ending, or late by so many working days of who has to do it."""
    if today > due:
        late = calendar.between(due, today)
        return Clock(f"in ritardo di {working_days(late)}" if late else f"scaduta il {due:%d/%m}", "late")
    if today == due:
        return Clock("scade oggi", "notice")
    if due - today == ONE_DAY:
        return Clock("scade domani", "notice")
    if calendar.add(today, 1) >= due:
        return Clock(f"scade {WEEKDAYS[due.weekday()]} {due:%d/%m}", "notice")
    return Clock(f"in tempo: entro il {due:%d/%m}", "good")


def answer_clock(referral: Referral, today: datetime.date | None = None, calendar: Calendar = ITALY) -> Clock:
    """The clock of the first answer; after it, of the waiting list or of how long it took."""
    today = today or clock.today()
    if referral.state == ReferralState.DRAFT:
        return Clock("non ancora inviata", "plain")
    if referral.sent_at is None or referral.due_answer_on is None:
        return Clock("ritirata prima dell'invio", "plain")
    if referral.state == ReferralState.RETURNED:
        late = today > referral.due_answer_on
        return Clock(f"da decidere entro il {referral.due_answer_on:%d/%m}", "late" if late else "notice")
    if referral.first_answer_at is not None:
        return _answered(referral, today, calendar)
    if referral.state in states.ENDED:
        return Clock("chiusa senza risposta", "plain")
    return countdown(referral.due_answer_on, today, calendar)


def _answered(referral: Referral, today: datetime.date, calendar: Calendar) -> Clock:
    if referral.state == ReferralState.WAITING and referral.waiting_since:
        listed = (today - referral.waiting_since).days
        return Clock(f"in lista da {_days(listed) if listed else 'oggi'}", "notice")
    assert referral.sent_at is not None
    assert referral.first_answer_at is not None
    answered = clock.local_date(referral.first_answer_at)
    taken = calendar.between(clock.local_date(referral.sent_at), answered)
    words = f"risposta in {working_days(taken)}" if taken else "risposta in giornata"
    promised = referral.promised_answer_on or referral.due_answer_on
    return Clock(words, "good" if promised is not None and answered <= promised else "plain")


def clocks_of(referrals: Sequence[Referral]) -> list[Clock]:
    """One for each, in the working days of who has them, else of who promised: at most one statement."""
    calendars = Calendars(_body(one) for one in referrals)
    return [answer_clock(one, None, _calendar(one, calendars)) for one in referrals]


def _calendar(referral: Referral, calendars: Calendars) -> Calendar:
    """Read only for those whose words count working days."""
    today = clock.today()
    late = referral.due_answer_on is not None and referral.due_answer_on < today
    near = referral.due_answer_on is not None and referral.due_answer_on - today <= 5 * ONE_DAY
    counts = referral.first_answer_at is not None or late or near
    return calendars.of(_body(referral)) if counts else ITALY


def _body(referral: Referral) -> UUID | None:
    """Whose working days count."""
    body: UUID | None = referral.assigned_organisation_id or referral.promised_by_id
    return body


def working_days(number: int) -> str:
    """ "3 giorni lavorativi"."""
    return "1 giorno lavorativo" if number == 1 else f"{number} giorni lavorativi"


def _days(number: int) -> str:
    return "1 giorno" if number == 1 else f"{number} giorni"
