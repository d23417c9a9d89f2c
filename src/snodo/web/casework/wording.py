"""The case in words: ages, times, phases, who reads what."""

import datetime
from dataclasses import dataclass
from typing import Any

from django.template.defaultfilters import date as date_filter

from snodo.domain.casework import states
from snodo.domain.casework.models import Case, CaseEvent
from snodo.domain.casework.queries.page import CasePage, PhaseStay, Step, is_new
from snodo.domain.people.states import Relation
from snodo.kernel import clock
from snodo.web.casework import links
from snodo.web.templatetags.snodo import day, plural

MONTH = 30.4

NOTICE_WORDS = {"missing": "informativa da spiegare", "old": "informativa da aggiornare"}


def since(start: datetime.date, today: datetime.date | None = None) -> str:
    """da oggi · da ieri · da 12 giorni · da 5 mesi · da 2 anni."""
    days = ((today or clock.today()) - start).days
    if days < 1:
        return "da oggi"
    return "da ieri" if days == 1 else f"da {span(days)}"


def span(days: int) -> str:
    """12 giorni · 5 mesi · 2 anni."""
    if days < 45:
        return plural(days, "giorno,giorni")
    if days < 700:
        return plural(round(days / MONTH), "mese,mesi")
    return plural(round(days / 365.25), "anno,anni")


def subtitle(case: Case) -> list[str]:
    """27 anni · Bollate."""
    parts = []
    if case.person is not None and case.person.age is not None:
        parts.append(plural(case.person.age, "anno,anni"))
    place = (case.person or case.household).municipality  # type: ignore[union-attr]
    if place is not None:
        parts.append(place.name)
    return parts


def in_charge(case: Case) -> str:
    """in carico da 5 mesi · concluso il 3 mag."""
    if case.closed_on is not None:
        return f"concluso il {day(case.closed_on)}"
    return f"in carico {since(case.opened_on)}"


def phase_items(page: CasePage) -> list[dict[str, str]]:
    """What the stepper says, phase by phase."""
    suspended = page.case.state == states.CaseState.SUSPENDED
    items, expected, behind = [], None, True
    for phase in page.phases:
        if phase.now and page.case.state != states.CaseState.CLOSED:
            behind = False
            expected = _expected_end(phase)
            state, note = ("stopped", "sospesa") if suspended else ("now", running(phase))
        elif phase.times:
            state, note = "done", _stay(phase)
        else:
            state, note = "", "" if behind or expected is None else f"prevista {month_of(expected)}"
            if expected is not None and phase.expected_days:
                expected += datetime.timedelta(days=phase.expected_days)
        items.append({"label": phase.title, "state": state, "note": note})
    return items


def _expected_end(phase: PhaseStay) -> datetime.date | None:
    if phase.entered_on is None or not phase.expected_days:
        return None
    return max(clock.today(), phase.entered_on + datetime.timedelta(days=phase.expected_days))


def _stay(phase: PhaseStay) -> str:
    if phase.entered_on is None:
        return ""
    if phase.left_on is None or phase.left_on == phase.entered_on:
        return day(phase.entered_on)
    return f"{day(phase.entered_on)} · {span((phase.left_on - phase.entered_on).days)}"


def running(phase: PhaseStay) -> str:
    """in corso, mese 2 di 6 · in corso da 12 giorni · in corso da 4 mesi, ne erano previsti 2."""
    if phase.entered_on is None:
        return "in corso"
    days = (clock.today() - phase.entered_on).days
    expected = phase.expected_days or 0
    if expected and days > expected:
        return f"in corso da {span(days)}, previsti {span(expected)}"
    if expected >= 60:
        return f"in corso, mese {int(days / MONTH) + 1} di {round(expected / MONTH)}"
    return f"in corso {since(phase.entered_on)}"


def month_of(on: datetime.date) -> str:
    """a gennaio · ad aprile 2027."""
    name = date_filter(on, "F").lower()
    year = "" if on.year == clock.today().year else f" {on.year}"
    return f"{'ad' if name[0] in 'ao' else 'a'} {name}{year}"


def late_words(steps: list[Step]) -> str:
    """The step that waits longest, and how many more."""
    if not steps:
        return ""
    days = (clock.today() - steps[0].due_on).days
    more = f" (e {'un altro' if len(steps) == 2 else f'altri {len(steps) - 1}'})" if len(steps) > 1 else ""
    return f"{steps[0].title}: in ritardo di {plural(days, 'giorno,giorni')}{more}"


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the story as the page draws it."""

    event: CaseEvent
    new: bool
    kind: str
    who: str
    url: str = ""


def lines(page: CasePage) -> list[Line]:
    """The story, with what is new and who reads it."""
    return [line(event, new=is_new(event, page.seen_at)) for event in page.events]


def line(event: CaseEvent, *, new: bool = False) -> Line:
    readers = (
        "lo leggono l'équipe e il servizio inviante" if event.audience == states.Audience.NETWORK else ""
    )
    who = " · ".join(part for part in (event.author, readers) if part)
    kind = "warn" if event.kind == states.EventKind.ISSUE else ""
    return Line(event, new, kind, who, links.address(event.case_id, event.ref_kind, event.ref_id))


def party_words(function: str, sees: list[str]) -> str:
    """Servizio inviante: andamento."""
    if function == states.PartyFunction.RESPONSIBLE:
        return "vede tutto il percorso"
    names = [states.Section(section).label.lower() for section in sees if section in states.Section.values]
    return f"vede {', '.join(names)}" if names else "non vede ancora nulla"


def function_words(kind: type[Any], value: str) -> str:
    """The Italian word of a choice, in lower case."""
    return str(kind(value).label).lower() if value in kind.values else value


def relation_words(value: str) -> str:
    return function_words(Relation, value)
