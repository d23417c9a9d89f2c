"""Rows that begin on a day, one after the other: which counts when, and what a change adds. No database."""

import datetime
from collections.abc import Iterable, Sequence
from typing import Protocol, TypeVar

NEXT_DAY = datetime.timedelta(days=1)


class Dated(Protocol):
    """What begins on a day and holds until the next begins."""

    @property
    def valid_from(self) -> datetime.date: ...


Row = TypeVar("Row", bound=Dated)


class Taken(Exception):
    """A row already begins on a day of the change: it would be written over."""

    def __init__(self, day: datetime.date) -> None:
        super().__init__(day.isoformat())
        self.day = day


def holding(rows: Iterable[Row], day: datetime.date) -> Row | None:
    """The row that counts on a day: the one begun last. None before the first."""
    begun = [row for row in rows if row.valid_from <= day]
    return max(begun, key=lambda row: row.valid_from) if begun else None


def ends_on(rows: Iterable[Row], row: Row) -> datetime.date | None:
    """The last day of a row: the one before the next begins; None while no other follows."""
    later = [other.valid_from for other in rows if other.valid_from > row.valid_from]
    return min(later) - NEXT_DAY if later else None


def change(rows: Sequence[Row], start: datetime.date, end: datetime.date | None) -> tuple[bool, Row | None]:
    """Whether a second row must give back, the day after `end`, what held before; and what that was.

    Raises Taken where a row begins on `start`, or within a change that has an end: the past and what
    others have written stay.
    """
    last = start if end is None else end
    for row in sorted(rows, key=lambda row: row.valid_from):
        if start <= row.valid_from <= last:
            raise Taken(row.valid_from)
    if end is None or any(row.valid_from == end + NEXT_DAY for row in rows):
        return False, None
    return True, holding(rows, start)
