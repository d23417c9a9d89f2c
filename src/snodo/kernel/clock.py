"""The only source of the present, so that tests and jobs can hold it still."""

import datetime
from zoneinfo import ZoneInfo

ROME = ZoneInfo("Europe/Rome")


def now() -> datetime.datetime:
    """The present instant, aware, in UTC."""
    return datetime.datetime.now(datetime.UTC)


def today() -> datetime.date:
    """Today's date where our users live (Europe/Rome)."""
    return now().astimezone(ROME).date()


def local_date(instant: datetime.datetime) -> datetime.date:
    """The Italian calendar day of an aware instant."""
    return instant.astimezone(ROME).date()
