"""Until when names and words are kept before a path: by the rule of the programme, or the nearest one."""

import datetime

from snodo.domain.privacy.queries import rules_on, term_for
from snodo.domain.privacy.queries.terms_of_keeping import Rules
from snodo.domain.privacy.retention import DEFAULTS, Term
from snodo.domain.privacy.states import DataClass, StartEvent
from snodo.domain.programmes.models import Programme
from snodo.kernel import clock


def _ends(term: Term, programme: Programme, day: datetime.date) -> datetime.date | None:
    return term.ends(programme.ends_on if term.start == StartEvent.PROGRAMME_END else day)


def ends_on(programme: Programme, kind: str, day: datetime.date, rules: Rules | None = None) -> datetime.date:
    """The last day that something written on `day` is kept."""
    standing = rules or rules_on(clock.today())
    found = _ends(term_for(standing, programme.pk, kind), programme, day)
    usual = DEFAULTS[DataClass(kind)].ends(day)
    assert usual is not None
    return found or usual


def end_of_words(programme: Programme, held_on: datetime.date, rules: Rules | None = None) -> datetime.date:
    """The same of what was said in an interview."""
    return ends_on(programme, DataClass.INTERVIEWS, held_on, rules)


def rule_in_words(programme: Programme, kind: str) -> tuple[int, str, bool]:
    """How many months, where it is written, whether somebody of the network has confirmed it."""
    term = term_for(rules_on(clock.today()), programme.pk, kind)
    return term.months, term.source, term.confirmed
