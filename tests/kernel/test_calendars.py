"""Working days against a loop day by day, Easter against a library, and the laws they must keep."""

import datetime

import pytest
from dateutil.easter import easter as known_easter
from hypothesis import given, settings
from hypothesis import strategies as st

from snodo.kernel.calendars import (
    ITALY,
    LAST,
    ONE_DAY,
    Calendar,
    Closure,
    easter,
    italian_holidays,
    nth_weekday,
)

DAYS = st.dates(datetime.date(2015, 1, 1), datetime.date(2039, 12, 31))
COUNTS = st.integers(0, 60)
QUICK = settings(max_examples=60, deadline=None)


@st.composite
def closures(draw: st.DrawFn) -> Closure:
    """Any rule; closures by dates last at most two months, as the action allows."""
    kind = draw(st.sampled_from(["yearly", "easter", "nth", "dates"]))
    if kind == "dates":
        since = draw(DAYS)
        return Closure(since=since, until=since + draw(st.integers(0, 62)) * ONE_DAY)
    since = draw(st.none() | DAYS)
    until = None if since is None else draw(st.none() | st.dates(since, datetime.date(2040, 12, 31)))
    if kind == "easter":
        return Closure(from_easter=draw(st.integers(-60, 70)), since=since, until=until)
    month = draw(st.integers(1, 12))
    if kind == "nth":
        which = draw(st.sampled_from([1, 2, 3, 4, LAST]))
        nth = (month, draw(st.integers(0, 6)), which)
        return Closure(nth=nth, shift=draw(st.integers(-60, 60)), since=since, until=until)
    return Closure(day_of=(month, draw(st.integers(1, 31))), since=since, until=until)


CALENDARS = st.lists(closures(), max_size=4).map(Calendar)


def slow_is_closed(rules: tuple[Closure, ...], day: datetime.date) -> bool:
    """Told by looking at the day alone: nothing shared with the code under test but the rule."""
    if day.weekday() >= 5 or day in italian_holidays(day.year):
        return True
    return any(slow_hits(rule, day) for rule in rules)


def slow_hits(rule: Closure, day: datetime.date) -> bool:
    if (rule.since and day < rule.since) or (rule.until and day > rule.until):
        return False
    if rule.from_easter is not None:
        return any(
            known_easter(year) + rule.from_easter * ONE_DAY == day
            for year in range(day.year - 1, day.year + 2)
        )
    if rule.nth is not None:
        root = day - rule.shift * ONE_DAY
        month, weekday, which = rule.nth
        if (root.month, root.weekday()) != (month, weekday):
            return False
        return (root + 7 * ONE_DAY).month != month if which == LAST else (root.day - 1) // 7 + 1 == which
    return True if rule.day_of is None else (day.month, day.day) == rule.day_of


@QUICK
@given(CALENDARS, DAYS)
def test_a_day_is_open_as_the_slow_look_says(calendar: Calendar, day: datetime.date) -> None:
    assert calendar.is_open(day) is not slow_is_closed(calendar.closures, day)


@QUICK
@given(CALENDARS, DAYS, COUNTS)
def test_adding_is_walking_day_by_day(calendar: Calendar, day: datetime.date, count: int) -> None:
    here, left = day, count
    while left > 0 or slow_is_closed(calendar.closures, here):
        here += ONE_DAY
        left -= not slow_is_closed(calendar.closures, here)
        if left <= 0 and count > 0:
            break
    assert calendar.add(day, count) == here
    assert calendar.is_open(here)  # it never lands on a closed day


@QUICK
@given(CALENDARS, DAYS, st.integers(0, 400))
def test_counting_is_a_loop_day_by_day(calendar: Calendar, start: datetime.date, length: int) -> None:
    end = start + length * ONE_DAY
    walked = sum(calendar.is_open(start + number * ONE_DAY) for number in range(1, length + 1))
    assert calendar.between(start, end) == walked
    assert calendar.between(end, start) == 0


@QUICK
@given(CALENDARS, DAYS, st.integers(1, 60))
def test_counting_undoes_adding(calendar: Calendar, day: datetime.date, count: int) -> None:
    due = calendar.add(day, count)
    assert calendar.between(day, due) == count
    assert calendar.between(day, due - ONE_DAY) == count - 1  # and it is the first such day


@QUICK
@given(CALENDARS, DAYS, COUNTS, st.integers(0, 20), st.integers(0, 20))
def test_later_or_longer_never_ends_sooner(
    calendar: Calendar, day: datetime.date, count: int, later: int, longer: int
) -> None:
    due = calendar.add(day, count)
    assert calendar.add(day + later * ONE_DAY, count) >= due
    assert calendar.add(day, count + longer) >= due


@QUICK
@given(st.lists(closures(), max_size=3), closures(), DAYS, COUNTS)
def test_one_more_closure_never_shortens(
    rules: list[Closure], more: Closure, day: datetime.date, count: int
) -> None:
    assert Calendar([*rules, more]).add(day, count) >= Calendar(rules).add(day, count)


def test_easter_is_the_known_one() -> None:
    assert all(easter(year) == known_easter(year) for year in range(1900, 2200))
    assert easter(2026) == datetime.date(2026, 4, 5)


@pytest.mark.covers("D18")
def test_the_calendar_of_the_country() -> None:
    assert ITALY.add(datetime.date(2026, 12, 4), 2) == datetime.date(2026, 12, 9)
    assert ITALY.between(datetime.date(2026, 12, 24), datetime.date(2026, 12, 28)) == 1
    assert not ITALY.is_open(datetime.date(2026, 4, 6))  # the Monday after Easter


def test_movable_feasts_of_a_place() -> None:
    second_sunday = Closure(nth=(9, 6, 2), shift=1)  # the Monday after the second Sunday of September
    assert list(second_sunday.days(2026)) == [datetime.date(2026, 9, 14)]
    assert nth_weekday(2026, 8, 0, LAST) == datetime.date(2026, 8, 31)
    assert list(Closure(day_of=(2, 29)).days(2026)) == []
