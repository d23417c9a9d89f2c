"""Closures of a pack as rows of the network, and rows as a pack says them. Nothing is kept here."""

from snodo.domain.network.models import ClosedDay
from snodo.domain.network.states import ClosureRule
from snodo.kernel.packfile import shapes

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
FROM_PACK = "Scheda del programma"


def closed_day(said: shapes.Closure) -> ClosedDay:
    """A closure of a pack as a row nobody has kept."""
    row = ClosedDay(title=said.title, since=said.since, until=said.until, source=said.source or FROM_PACK)
    if said.yearly:
        month, day = said.yearly.split("-")
        row.rule, row.month, row.day = ClosureRule.YEARLY, int(month), int(day)
    elif said.easter is not None:
        row.rule, row.shift = ClosureRule.EASTER, said.easter
    elif said.weekday is not None:
        row.rule, row.month, row.shift = ClosureRule.WEEKDAY, said.weekday.month, said.weekday.shift
        row.weekday, row.which = WEEKDAYS.index(said.weekday.day), said.weekday.which
    else:
        row.rule, row.since, row.until = ClosureRule.DATES, said.from_, said.to or said.from_
    return row


def closure_of(row: ClosedDay) -> shapes.Closure:
    """The way back, for a programme written down as a pack."""
    said: dict[str, object] = {"title": row.title, "source": row.source}
    if row.rule == ClosureRule.DATES:
        return shapes.Closure(**said, from_=row.since, to=row.until)  # type: ignore[arg-type]
    said |= {"since": row.since, "until": row.until}
    if row.rule == ClosureRule.YEARLY:
        said["yearly"] = f"{row.month:02}-{row.day:02}"
    elif row.rule == ClosureRule.EASTER:
        said["easter"] = row.shift
    else:
        assert row.month is not None
        assert row.weekday is not None
        assert row.which is not None
        said["weekday"] = shapes.WeekdayOfMonth(row.month, WEEKDAYS[row.weekday], row.which, row.shift)
    return shapes.Closure(**said)  # type: ignore[arg-type]
