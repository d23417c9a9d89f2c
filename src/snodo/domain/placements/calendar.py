"""Days on which somebody is expected at work. Pure Python: no row is read here."""

import datetime
from collections.abc import Iterable, Iterator
from functools import lru_cache

import holidays

Span = tuple[datetime.date, datetime.date]


@lru_cache(maxsize=32)
def _italian_holidays(year: int) -> frozenset[datetime.date]:
    return frozenset(holidays.country_holidays("IT", years=year))


def is_holiday(day: datetime.date) -> bool:
    """A national holiday."""
    return day in _italian_holidays(day.year)


def days_between(first: datetime.date, last: datetime.date) -> Iterator[datetime.date]:
    """Every day, both ends included."""
    for offset in range((last - first).days + 1):
        yield first + datetime.timedelta(days=offset)


def inside(day: datetime.date, spans: Iterable[Span]) -> bool:
    """Whether a day lies in one of these stretches."""
    return any(first <= day <= last for first, last in spans)


def working_days(
    first: datetime.date, last: datetime.date, weekdays: Iterable[int], pauses: Iterable[Span] = ()
) -> list[datetime.date]:
    """Days due: on these weekdays, not a national holiday, not inside a pause."""
    wanted, stops = set(weekdays), list(pauses)
    return [
        day
        for day in days_between(first, last)
        if day.weekday() in wanted and not is_holiday(day) and not inside(day, stops)
    ]


def next_working_day(day: datetime.date, weekdays: Iterable[int]) -> datetime.date:
    """The day itself if one works on it, else the next one that is (within two weeks)."""
    wanted = set(weekdays)
    for candidate in days_between(day, day + datetime.timedelta(days=14)):
        if candidate.weekday() in wanted and not is_holiday(candidate):
            return candidate
    return day


def meeting_dates(
    first: datetime.date, last: datetime.date, every_days: int, weekdays: Iterable[int]
) -> list[datetime.date]:
    """A meeting every so many days after the start, for the whole length; the last one near the end."""
    days = list(weekdays)
    planned: list[datetime.date] = []
    day = first + datetime.timedelta(days=every_days)
    while day <= last:
        planned.append(min(next_working_day(day, days), last))
        day += datetime.timedelta(days=every_days)
    half = max(every_days // 2, 1)
    if not planned or (last - planned[-1]).days > half:
        planned.append(last)
    return sorted(set(planned))


def add_months(day: datetime.date, months: int) -> datetime.date:
    """The same day some months later, or the last of that month."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    month += 1
    for candidate in (day.day, 30, 29, 28):
        try:
            return datetime.date(year, month, candidate)
        except ValueError:
            continue
    raise AssertionError("every month has 28 days")


def longest_end(start: datetime.date, months: int, paused_days: int = 0) -> datetime.date:
    """The last day allowed by a maximum in months; paused days do not count."""
    return add_months(start, months) - datetime.timedelta(days=1) + datetime.timedelta(days=paused_days)


def months_and_days(first: datetime.date, last: datetime.date) -> str:
    """ "6 mesi" or "5 mesi e 12 giorni"."""
    months = 0
    while add_months(first, months + 1) - datetime.timedelta(days=1) <= last:
        months += 1
    rest = (last - add_months(first, months)).days + 1
    parts = [f"{months} mese" if months == 1 else f"{months} mesi"] if months else []
    if rest > 0:
        parts.append(f"{rest} giorno" if rest == 1 else f"{rest} giorni")
    return " e ".join(parts) or "0 giorni"
