"""What scale asks of the data model, held by walking the tables as PostgreSQL knows them."""

from django.apps import apps
from django.db import connection

from snodo.kernel.tenancy import TenantForeignKey, TenantModel
from tests.architecture import rules

TENANT = [model for model in apps.get_models() if issubclass(model, TenantModel)]
TABLES = [model._meta.db_table for model in TENANT]


def _ask(sql: str) -> list[tuple[str, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, [TABLES])
        return [tuple(row) for row in cursor.fetchall()]


def test_network_id_is_never_null(db: None) -> None:
    rows = _ask(
        "SELECT table_name, is_nullable FROM information_schema.columns"
        " WHERE column_name = 'network_id' AND table_name = ANY(%s)"
    )
    assert dict(rows) == dict.fromkeys(TABLES, "NO")


def test_keys_are_one_column_and_unique_with_the_network(db: None) -> None:
    rows = _ask(
        "SELECT conrelid::regclass::text, pg_get_constraintdef(oid) FROM pg_constraint"
        " WHERE contype IN ('p', 'u') AND conrelid::regclass::text = ANY(%s)"
    )
    for model in TENANT:
        table = model._meta.db_table
        found = {definition for name, definition in rows if name == table}
        if model.partitioned_by:  # PostgreSQL wants the column of the month in every unique key
            assert found == {f"PRIMARY KEY (network_id, id, {model.partitioned_by})"}, table
            continue
        assert "PRIMARY KEY (id)" in found, table
        assert "UNIQUE (network_id, id)" in found, table


def test_every_unique_index_starts_with_the_network(db: None) -> None:
    rows = _ask(
        "SELECT tablename, indexdef FROM pg_indexes"
        " WHERE tablename = ANY(%s) AND indexdef LIKE 'CREATE UNIQUE%%' AND indexname NOT LIKE '%%_pkey'"
    )
    assert rows
    assert not [row for row in rows if "(network_id" not in row[1]]


def test_keys_between_tenant_tables_are_composite(db: None) -> None:
    rows = _ask(
        "SELECT conrelid::regclass::text, pg_get_constraintdef(oid), confrelid::regclass::text"
        " FROM pg_constraint WHERE contype = 'f' AND conrelid::regclass::text = ANY(%s)"
    )
    links = [
        field for model in TENANT for field in model._meta.local_fields if isinstance(field, TenantForeignKey)
    ]
    composite = [row for row in rows if row[1].startswith("FOREIGN KEY (network_id, ")]
    assert len(composite) == len(links)
    assert not [row for row in rows if row[2] in TABLES and row not in composite]


def test_nothing_hangs_on_triggers_exclusions_or_materialised_views(db: None) -> None:
    triggers = _ask(
        "SELECT tgrelid::regclass::text, tgname FROM pg_trigger"
        " WHERE NOT tgisinternal AND tgrelid::regclass::text = ANY(%s)"
    )
    assert not triggers
    exclusions = _ask(
        "SELECT conname FROM pg_constraint WHERE contype = 'x' AND conrelid::regclass::text = ANY(%s)"
    )
    assert not exclusions
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_matviews")
        assert cursor.fetchone() == (0,)


def test_context_is_set_for_one_transaction_only() -> None:
    """No session SET, no advisory lock for correctness: `set_config(…, true)` alone."""
    for path, source in rules.sources(rules.ROOT / "src"):
        lower = source.lower()
        assert "pg_advisory" not in lower, path
        assert "set session" not in lower, path
        for piece in lower.split("set_config(")[1:]:
            assert ", true)" in piece[:60], path
