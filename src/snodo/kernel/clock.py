"""The only source of the present, so that tests, jobs and the demo can hold it still."""

import datetime
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from zoneinfo import ZoneInfo

ROME = ZoneInfo("Europe/Rome")

_held: ContextVar[datetime.datetime | None] = ContextVar("snodo_present", default=None)


def now() -> datetime.datetime:
    """The present instant, aware, in UTC; the held one where somebody holds it."""
    return _held.get() or datetime.datetime.now(datetime.UTC)


def today() -> datetime.date:
    """Today's date where our users live (Europe/Rome)."""
    return now().astimezone(ROME).date()


def local_date(instant: datetime.datetime) -> datetime.date:
    """The Italian calendar day of an aware instant."""
    return instant.astimezone(ROME).date()


def at(day: datetime.date, hour: int = 10, minute: int = 0) -> datetime.datetime:
    """An instant of an Italian day, in UTC."""
    return datetime.datetime.combine(day, datetime.time(hour, minute), ROME).astimezone(datetime.UTC)


@contextmanager
def held(instant: datetime.datetime) -> Iterator[None]:
    """For the length of a block the present is this aware instant, in this thread alone."""
    token = _held.set(instant.astimezone(datetime.UTC))
    try:
        yield
    finally:
        _held.reset(token)
