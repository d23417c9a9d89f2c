"""Small numbers tell of people: whoever may not open the lists does not see them, nor can work them out.

One rule for every page. A number of people below five is hidden; and where numbers add up to one that is
shown, a second is hidden with it, or a subtraction would give the first away. A share is two numbers: those
who did and those who did not.
"""

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from snodo.domain.programmes.models import Programme
from snodo.domain.reporting import access
from snodo.domain.reporting.queries import overview, results
from snodo.domain.reporting.queries.results import SOURCES, Result
from snodo.kernel import clock
from snodo.kernel.actor import Actor

SMALLEST_SHOWN = 5
FEW = f"meno di {SMALLEST_SHOWN}"
GUARDED = "protetto"


def is_small(people: int | None) -> bool:
    """Fewer people than may be told without telling who. Nought too: that nobody did is telling."""
    return people is not None and people < SMALLEST_SHOWN


def guarded(cells: Sequence[int | None]) -> set[int]:
    """Which cells of a row that adds up to a known total are hidden: the small ones, and never one alone.

    None is a cell where nothing is counted: it hides nothing.
    """
    hidden = {place for place, cell in enumerate(cells) if is_small(cell)}
    others = [(cell, place) for place, cell in enumerate(cells) if cell is not None and place not in hidden]
    if len(hidden) == 1 and others:
        hidden.add(min(others)[1])
    return hidden


# Results


def results_seen_by(
    actor: Actor, programme: Programme, *, until: datetime.date | None = None
) -> list[Result]:
    """The promises of a programme, with the small numbers hidden to whoever may not open the lists."""
    if access.sees_every_number(actor, programme):
        return results.results_of(programme, until=until)
    return protect(results.results_of(programme, until=until, with_people=True))


def protect(counted: Sequence[Result]) -> list[Result]:
    """Hide what is small, then what would give it away."""
    words = {place: _word(result) for place, result in enumerate(counted) if _tells_of_few(result)}
    for whole, parts in _families(counted):
        cells = [counted[place].people for place in parts]
        for place in guarded(cells):
            words.setdefault(parts[place], GUARDED)
        if any(part in words for part in parts) and (len(parts) == 1 or whole in words):
            words.setdefault(whole, GUARDED)
    return [
        replace(result, actual=None, people=None, hidden=words[place]) if place in words else result
        for place, result in enumerate(counted)
    ]


def _word(result: Result) -> str:
    """Only a number of people is "fewer than five": hours and shares of few are merely guarded."""
    return FEW if SOURCES[result.expected.measure["count"]].aggregate == "count" else GUARDED


def _tells_of_few(result: Result) -> bool:
    source = SOURCES.get(result.expected.measure["count"])
    if source is None or not source.people or result.people is None or result.actual is None:
        return False
    if is_small(result.people):
        return True
    if source.aggregate == "count":
        return is_small(int(result.actual))
    if source.aggregate == "share":
        did = round(result.people * result.actual / 100)
        return is_small(did) or 0 < result.people - did < SMALLEST_SHOWN
    return False


def _families(counted: Sequence[Result]) -> Iterable[tuple[int, list[int]]]:
    """The promise of the whole programme with those of its actions that count the same thing."""
    alike: dict[str, list[int]] = {}
    for place, result in enumerate(counted):
        measure = result.expected.measure
        if SOURCES[measure["count"]].people if measure["count"] in SOURCES else False:
            alike.setdefault(_same(measure), []).append(place)
    for places in alike.values():
        wholes = [place for place in places if counted[place].expected.action is None]
        parts = [place for place in places if counted[place].expected.action is not None]
        if parts:
            yield from ((whole, parts) for whole in wholes)


def _same(measure: dict[str, Any]) -> str:
    return f"{measure['count']}/{sorted(measure.get('where', {}).items())!r}"


# Times


def times_seen_by(
    actor: Actor, programme: Programme, *, day: datetime.date | None = None
) -> list[overview.StepTime]:
    """Median days; a median of few referrals is nearly one of them."""
    if access.sees_every_number(actor, programme):
        return overview.response_times(programme, day=day)
    return [
        replace(
            time,
            lately=None if is_small(time.lately_of) else time.lately,
            before=None if is_small(time.before_of) else time.before,
        )
        for time in overview.response_times(programme, day=day, counted=True)
    ]


def day_seen_by(actor: Actor, programme: Programme, asked: datetime.date) -> datetime.date:
    """Numbers day by day would tell of people one by one: others see today's."""
    return asked if access.sees_every_number(actor, programme) else clock.today()
