"""Working days: promises are counted without Saturdays, Sundays and Italian holidays."""

import datetime
from functools import lru_cache

ONE_DAY = datetime.timedelta(days=1)


@lru_cache(maxsize=16)
def _holidays(year: int) -> frozenset[datetime.date]:
    import holidays

    return frozenset(holidays.country_holidays("IT", years=year))


def is_working_day(day: datetime.date) -> bool:
    """Monday to Friday, holidays left out."""
    return day.weekday() < 5 and day not in _holidays(day.year)


def add_working_days(day: datetime.date, count: int) -> datetime.date:
    """The day by which something promised in `count` working days is due."""
    while count > 0:
        day += ONE_DAY
        if is_working_day(day):
            count -= 1
    return day


def working_days_between(start: datetime.date, end: datetime.date) -> int:
    """How many working days have gone by after `start`, `end` included; 0 when not later."""
    passed = 0
    while start < end:
        start += ONE_DAY
        passed += is_working_day(start)
    return passed
