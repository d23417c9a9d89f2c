"""Working days: promises are counted without Saturdays, Sundays, Italian holidays and local closures.

A closure is a rule (a day of the year, a day counted from Easter, the n-th weekday of a month, dates) that
holds from a day to a day. A calendar is Italy's holidays and the closures of one place.
"""

import datetime
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

ONE_DAY = datetime.timedelta(days=1)
SATURDAY = 5
LAST = -1  # the last of its weekday in the month


@lru_cache(maxsize=32)
def italian_holidays(year: int) -> frozenset[datetime.date]:
    """Holidays of the whole country: the library knows since when each is one."""
    import holidays

    return frozenset(holidays.country_holidays("IT", years=year))


@lru_cache(maxsize=64)
def easter(year: int) -> datetime.date:
    """Easter Sunday of the Gregorian calendar, by the moon of the tables (anonymous rule, 1876)."""
    golden = year % 19
    century, of_century = divmod(year, 100)
    leap, rest = divmod(century, 4)
    moon = (19 * golden + century - leap - (century - (century + 8) // 25 + 1) // 3 + 15) % 30
    weekday = (32 + 2 * rest + 2 * (of_century // 4) - moon - of_century % 4) % 7
    late = (golden + 11 * moon + 22 * weekday) // 451
    month, day = divmod(moon + weekday - 7 * late + 114, 31)
    return datetime.date(year, month, day + 1)


@dataclass(frozen=True, slots=True)
class Closure:
    """One rule. Exactly one of `day_of`, `from_easter`, `nth` is set; none of them: all days it holds."""

    day_of: tuple[int, int] | None = None  # month, day
    from_easter: int | None = None  # days after Easter Sunday
    nth: tuple[int, int, int] | None = None  # month, weekday (Monday is 0), which: 1 … 4, or LAST
    shift: int = 0  # days after the n-th weekday: "the Monday after the second Sunday"
    since: datetime.date | None = None
    until: datetime.date | None = None

    def days(self, year: int) -> Iterator[datetime.date]:
        """The days of a year on which it is closed."""
        if self.day_of is None and self.from_easter is None and self.nth is None:
            yield from self._all_days(year)
            return
        # A shift may lead out of the year in which the rule begins to count.
        for begun in (year - 1, year, year + 1) if self.shift else (year,):
            day = self._day(begun)
            if day is not None and day.year == year and self.holds(day):
                yield day

    def holds(self, day: datetime.date) -> bool:
        """Whether the rule was in force on a day."""
        return (self.since is None or self.since <= day) and (self.until is None or day <= self.until)

    def _all_days(self, year: int) -> Iterator[datetime.date]:
        if self.since is None or self.until is None:
            return
        first = max(self.since, datetime.date(year, 1, 1)).toordinal()
        last = min(self.until, datetime.date(year, 12, 31)).toordinal()
        yield from (datetime.date.fromordinal(number) for number in range(first, last + 1))

    def _day(self, year: int) -> datetime.date | None:
        if self.from_easter is not None:
            return easter(year) + datetime.timedelta(days=self.from_easter)
        if self.nth is not None:
            return nth_weekday(year, *self.nth) + datetime.timedelta(days=self.shift)
        assert self.day_of is not None
        try:
            return datetime.date(year, *self.day_of)
        except ValueError:  # the 29th of February, three years out of four
            return None


def nth_weekday(year: int, month: int, weekday: int, which: int) -> datetime.date:
    """The second Sunday of a month, or the last Monday (`LAST`)."""
    if which == LAST:
        following = datetime.date(year + month // 12, month % 12 + 1, 1)
        back = (following.weekday() - weekday - 1) % 7 + 1
        return following - datetime.timedelta(days=back)
    first = datetime.date(year, month, 1)
    return first + datetime.timedelta(days=(weekday - first.weekday()) % 7 + 7 * (which - 1))


class Calendar:
    """The working days of one place. Years are worked out once, as they are asked for."""

    def __init__(self, closures: Iterable[Closure] = ()) -> None:
        self.closures = tuple(closures)
        self._years: dict[int, frozenset[datetime.date]] = {}

    def _closed(self, year: int) -> frozenset[datetime.date]:
        """The days from Monday to Friday on which one does not work."""
        if year not in self._years:
            local = (day for closure in self.closures for day in closure.days(year))
            days = (day for day in (*italian_holidays(year), *local) if day.weekday() < SATURDAY)
            self._years[year] = frozenset(days)
        return self._years[year]

    def is_open(self, day: datetime.date) -> bool:
        """Whether one works on a day."""
        return day.weekday() < SATURDAY and day not in self._closed(day.year)

    def on_or_after(self, day: datetime.date) -> datetime.date:
        """The day itself when one works, else the first day on which one does."""
        while not self.is_open(day):
            day += ONE_DAY
        return day

    def add(self, day: datetime.date, count: int) -> datetime.date:
        """The day by which something promised in `count` working days is due: always a working day."""
        if count <= 0:
            return self.on_or_after(day)
        while count > 0:
            day += ONE_DAY
            count -= self.is_open(day)
        return day

    def between(self, start: datetime.date, end: datetime.date) -> int:
        """How many working days have gone by after `start`, `end` included; 0 when not later."""
        if end <= start:
            return 0
        weekdays = _weekdays_up_to(end) - _weekdays_up_to(start)
        closed = sum(
            start < day <= end for year in range(start.year, end.year + 1) for day in self._closed(year)
        )
        return weekdays - closed


def _weekdays_up_to(day: datetime.date) -> int:
    """Days from Monday to Friday since the first day of the calendar, which was a Monday."""
    weeks, rest = divmod(day.toordinal(), 7)
    return weeks * 5 + min(rest, 5)


ITALY = Calendar()
