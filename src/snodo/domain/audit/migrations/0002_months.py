"""The log in months (PostgreSQL partitions).

A log that has lines becomes, as it is, the partition of everything up to the end of the present month: no
line is copied, and no lock lasts. The next months are made beside it.
"""

from typing import Any

from django.conf import settings
from django.db import migrations, transaction

from snodo.domain.audit import months
from snodo.kernel import clock
from snodo.kernel.tenancy import SAME_NETWORK

# With its wall and privileges at once: those who work meanwhile must find the log as it was.
PARENT = f"""
CREATE TABLE audit_entry (LIKE audit_entry_before INCLUDING DEFAULTS,
 PRIMARY KEY (network_id, id, created_at)) PARTITION BY RANGE (created_at);
ALTER TABLE audit_entry ENABLE ROW LEVEL SECURITY;
ALTER TABLE audit_entry FORCE ROW LEVEL SECURITY;
CREATE POLICY snodo_wall ON audit_entry USING ({SAME_NETWORK});
"""
DEFAULT = "CREATE TABLE audit_entry_default PARTITION OF audit_entry DEFAULT"


def cut(apps: Any, editor: Any) -> None:
    with editor.connection.cursor() as cursor:
        cursor.execute("ALTER TABLE audit_entry NO FORCE ROW LEVEL SECURITY")
        cursor.execute("SELECT EXISTS (SELECT 1 FROM audit_entry)")
        if cursor.fetchone()[0]:
            _keep_as_one_partition(cursor)
        else:
            with transaction.atomic():
                _begin_empty(cursor)
        cursor.execute(months.MAKE_MONTH)
    first = months.Month.of(clock.today())
    for number in range(months.MONTHS_AHEAD + 1):
        month = first.plus(number)
        if not _covered(editor, month):
            months.make(month)


def _begin_empty(cursor: Any) -> None:
    cursor.execute("ALTER TABLE audit_entry RENAME TO audit_entry_before")
    for name in ("order", "time", "subject", "person"):
        cursor.execute(f"DROP INDEX IF EXISTS entry_{name}")
    cursor.execute("ALTER TABLE audit_entry_before DROP CONSTRAINT IF EXISTS audit_entry_pkey CASCADE")
    cursor.execute(PARENT)
    cursor.execute("DROP TABLE audit_entry_before")
    cursor.execute(months.INDEXES)
    cursor.execute(DEFAULT)
    _hand_over(cursor)


def _keep_as_one_partition(cursor: Any) -> None:
    """Everything slow is done before the quick exchange of names."""
    cursor.execute("SELECT date_trunc('month', now() AT TIME ZONE 'Europe/Rome') + interval '1 month'")
    (end,) = cursor.fetchone()
    bound = f"'{end:%Y-%m-%d} 00:00'::timestamp AT TIME ZONE 'Europe/Rome'"
    cursor.execute(
        "CREATE UNIQUE INDEX CONCURRENTLY audit_entry_key ON audit_entry (network_id, id, created_at)"
    )
    cursor.execute(
        f"ALTER TABLE audit_entry ADD CONSTRAINT entry_before CHECK (created_at < {bound}) NOT VALID"
    )
    cursor.execute("ALTER TABLE audit_entry VALIDATE CONSTRAINT entry_before")
    with transaction.atomic():
        _exchange(cursor, bound)


def _exchange(cursor: Any, bound: str) -> None:
    cursor.execute("ALTER TABLE audit_entry RENAME TO audit_entry_before")
    cursor.execute("ALTER TABLE audit_entry_before DROP CONSTRAINT audit_entry_pkey CASCADE")
    cursor.execute("ALTER TABLE audit_entry_before DROP CONSTRAINT IF EXISTS audit_entry_network_uniq")
    cursor.execute(
        "ALTER TABLE audit_entry_before ADD CONSTRAINT audit_entry_before_pkey"
        " PRIMARY KEY USING INDEX audit_entry_key"
    )
    for name in ("order", "time", "subject", "person"):
        cursor.execute(f"ALTER INDEX entry_{name} RENAME TO entry_before_{name}")
    cursor.execute(PARENT)
    cursor.execute(months.INDEXES)
    cursor.execute(
        "DO $$ BEGIN EXECUTE format('ALTER TABLE audit_entry ATTACH PARTITION audit_entry_before"
        f" FOR VALUES FROM (MINVALUE) TO (%L)', {bound}); END $$"
    )
    cursor.execute("ALTER TABLE audit_entry_before FORCE ROW LEVEL SECURITY")
    cursor.execute(DEFAULT)
    _hand_over(cursor)


def _hand_over(cursor: Any) -> None:
    """The role at work reads and lengthens the log, and touches no part of it."""
    role = settings.SNODO_RUNTIME_ROLE
    cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role])
    if cursor.fetchone() is not None:
        cursor.execute(f'GRANT SELECT, INSERT ON audit_entry TO "{role}"')
        for partition in months.partitions():
            cursor.execute(f'REVOKE ALL ON {partition} FROM "{role}"')


def _covered(editor: Any, month: months.Month) -> bool:
    """The present month lies in the table of before, where there was one."""
    with editor.connection.cursor() as cursor:
        cursor.execute("SELECT to_regclass('audit_entry_before') IS NOT NULL")
        return bool(cursor.fetchone()[0]) and month == months.Month.of(clock.today())


def mend(apps: Any, editor: Any) -> None:
    """Back to one table."""
    with editor.connection.cursor() as cursor:
        for table in ("audit_entry", *months.partitions()):
            cursor.execute(f'ALTER TABLE "{table}" NO FORCE ROW LEVEL SECURITY')
        cursor.execute("ALTER TABLE audit_entry RENAME TO audit_entry_months")
        for name in ("order", "time", "subject", "person"):
            cursor.execute(f"DROP INDEX entry_{name}")
        cursor.execute(
            "ALTER TABLE audit_entry_months RENAME CONSTRAINT audit_entry_pkey TO audit_months_pkey"
        )
        cursor.execute(
            "CREATE TABLE audit_entry (LIKE audit_entry_months INCLUDING DEFAULTS, PRIMARY KEY (id))"
        )
        cursor.execute("INSERT INTO audit_entry SELECT * FROM audit_entry_months")
        cursor.execute("DROP TABLE audit_entry_months")
        cursor.execute(months.INDEXES)
        cursor.execute("DROP FUNCTION snodo_make_log_month(date)")


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("audit", "0001_initial")]

    operations = [
        migrations.RunPython(cut, mend),
    ]
