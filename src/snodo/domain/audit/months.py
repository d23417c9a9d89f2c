"""The months of the log: each is a partition of its own, made ahead, dropped whole when its time is over.

Months are Italian. They are made by a function that belongs to the owner of the tables, because the role the
application runs as changes no table: it may only ask for a month, and only for one near the present.
Nobody is given a month itself: it is read and lengthened through the log, never directly.
"""

import datetime
from dataclasses import dataclass

from django.db import connection

from snodo.kernel import clock
from snodo.kernel.tenancy import SAME_NETWORK

TABLE = "audit_entry"
DEFAULT = f"{TABLE}_default"
# Rows for which nobody made a month: never needed, so that a forgotten month refuses no work.
MONTHS_AHEAD = 3

INDEXES = """
CREATE INDEX entry_order ON audit_entry (network_id, txid, id);
CREATE INDEX entry_time ON audit_entry (network_id, created_at);
CREATE INDEX entry_subject ON audit_entry (network_id, subject_id, created_at);
CREATE INDEX entry_person ON audit_entry (network_id, person_id, created_at) WHERE person_id IS NOT NULL;
"""

# Strays of the month that lie in the default partition go to their place in the same transaction. The month
# is filled before it is attached: attaching takes a light lock on the log, creating it there a heavy one.
MAKE_MONTH = f"""
CREATE OR REPLACE FUNCTION snodo_make_log_month(day date) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp SET lock_timeout = '3s' AS $$
DECLARE
    first date := date_trunc('month', day)::date;
    name text := 'audit_entry_' || to_char(first, 'YYYY_MM');
    starts timestamptz := first::timestamp AT TIME ZONE 'Europe/Rome';
    ends timestamptz := (first + interval '1 month') AT TIME ZONE 'Europe/Rome';
BEGIN
    IF to_regclass('public.' || name) IS NOT NULL THEN RETURN false; END IF;
    IF first < now() - interval '10 years' OR first > now() + interval '1 year' THEN
        RAISE EXCEPTION 'snodo_make_log_month: % is too far from the present', first;
    END IF;
    EXECUTE format('CREATE TABLE public.%I (LIKE public.audit_entry INCLUDING ALL)', name);
    EXECUTE format('ALTER TABLE public.%I NO FORCE ROW LEVEL SECURITY', 'audit_entry_default');
    EXECUTE format('WITH strays AS (DELETE FROM public.audit_entry_default'
        ' WHERE created_at >= %L AND created_at < %L RETURNING *)'
        ' INSERT INTO public.%I SELECT * FROM strays', starts, ends, name);
    EXECUTE format('ALTER TABLE public.%I FORCE ROW LEVEL SECURITY', 'audit_entry_default');
    EXECUTE format('ALTER TABLE public.audit_entry ATTACH PARTITION public.%I FOR VALUES FROM (%L) TO (%L)',
        name, starts, ends);
    EXECUTE format('ALTER TABLE public.%I ENABLE ROW LEVEL SECURITY', name);
    EXECUTE format('ALTER TABLE public.%I FORCE ROW LEVEL SECURITY', name);
    EXECUTE format('CREATE POLICY snodo_wall ON public.%I USING ({SAME_NETWORK.replace("'", "''")})', name);
    RETURN true;
END $$;
REVOKE ALL ON FUNCTION snodo_make_log_month(date) FROM PUBLIC;
"""  # noqa: S608 - no value from outside


@dataclass(frozen=True, slots=True)
class Month:
    """One month of the log."""

    first: datetime.date

    @classmethod
    def of(cls, day: datetime.date) -> "Month":
        return cls(day.replace(day=1))

    @property
    def table(self) -> str:
        return f"{TABLE}_{self.first:%Y_%m}"

    def plus(self, months: int) -> "Month":
        """So many months later, or before."""
        place = self.first.year * 12 + self.first.month - 1 + months
        return Month(datetime.date(place // 12, place % 12 + 1, 1))


def keep_ahead(months: int = MONTHS_AHEAD) -> list[Month]:
    """Make the present month and those that follow; gives those that were missing."""
    present = Month.of(clock.today())
    wanted = [present.plus(number) for number in range(months + 1)]
    return [month for month in _missing(wanted) if make(month)]


def make_between(since: datetime.date, until: datetime.date) -> list[Month]:
    """Make every month between two days: for a history that is brought in."""
    wanted, month = [], Month.of(since)
    while month.first <= until:
        wanted.append(month)
        month = month.plus(1)
    return [month for month in _missing(wanted) if make(month)]


def make(month: Month) -> bool:
    """Make one month; false when it was there."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT snodo_make_log_month(%s)", [month.first])
        return bool(cursor.fetchone()[0])


def _missing(wanted: list[Month]) -> list[Month]:
    standing = set(partitions())
    return [month for month in wanted if month.table not in standing]


def partitions() -> list[str]:
    """The tables the log is made of."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT inhrelid::regclass::text FROM pg_inherits WHERE inhparent = %s::regclass ORDER BY 1",
            [TABLE],
        )
        return [name for (name,) in cursor.fetchall()]


def months() -> list[Month]:
    """The months of the log, the oldest first."""
    names = [name.removeprefix(f"{TABLE}_") for name in partitions()]
    parts = [name.split("_") for name in names if name.replace("_", "").isdigit()]
    return sorted(
        (Month(datetime.date(int(year), int(month), 1)) for year, month in parts), key=lambda one: one.first
    )
