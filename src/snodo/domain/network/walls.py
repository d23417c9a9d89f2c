"""The second wall, derived from the models after every migration so that no table can be forgotten.

For each tenant table: UNIQUE (network_id, id), composite foreign keys (network_id, x_id) with their
indexes, row-level security FORCED for every role, and the runtime role's privileges. What is already
there is left alone, so that a second run changes nothing.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from django.apps import apps
from django.conf import settings
from django.db import connection, models, transaction
from django.db.backends.utils import CursorWrapper, names_digest

from snodo.kernel.tenancy import SAME_NETWORK, TenantForeignKey, TenantModel


def walled_models() -> Iterator[type[models.Model]]:
    """Every model whose rows stand behind row-level security."""
    for model in apps.get_models():
        if issubclass(model, TenantModel) or hasattr(model, "wall"):
            yield model


def raise_walls() -> None:
    """Bring constraints, policies and privileges in line with the models. Needs the owner role."""
    with connection.cursor() as cursor:
        standing = _existing_constraints(cursor)
        tables = set(connection.introspection.table_names(cursor))
        walled = [model for model in walled_models() if model._meta.db_table in tables]
        tenant: list[type[TenantModel]] = [model for model in walled if issubclass(model, TenantModel)]
        for model in tenant:
            if not model.partitioned_by:  # its key holds network and id together with the month's column
                _unique_in_network(cursor, model, standing)
        for model in tenant:
            _composite_keys(cursor, model, standing)
        months = _partitions(cursor)
        for each in walled:
            _row_security(cursor, each, each._meta.db_table)
            for partition in months.get(each._meta.db_table, ()):
                _row_security(cursor, each, partition)
        _privileges(cursor, walled)


def _existing_constraints(cursor: CursorWrapper) -> set[str]:
    cursor.execute(
        "SELECT conname FROM pg_constraint WHERE connamespace = 'public'::regnamespace"
        " UNION SELECT indexname FROM pg_indexes WHERE schemaname = 'public'"
    )
    return {name for (name,) in cursor.fetchall()}


def _name(*parts: str) -> str:
    """A PostgreSQL name: readable, at most 63 letters."""
    whole = "_".join(parts)
    return whole if len(whole) <= 63 else f"{whole[:54]}_{names_digest(whole, length=8)}"


def _unique_in_network(cursor: CursorWrapper, model: type[models.Model], standing: set[str]) -> None:
    table = model._meta.db_table
    name = _name(table, "network_uniq")
    if name not in standing:
        cursor.execute(f'ALTER TABLE "{table}" ADD CONSTRAINT "{name}" UNIQUE (network_id, id)')


def _composite_keys(cursor: CursorWrapper, model: type[models.Model], standing: set[str]) -> None:
    table = model._meta.db_table
    for field in model._meta.local_fields:
        if not isinstance(field, TenantForeignKey):
            continue
        target = field.related_model._meta.db_table
        index, key = _name(table, field.column, "net_idx"), _name(table, field.column, "net_fk")
        if index not in standing:
            cursor.execute(f'CREATE INDEX "{index}" ON "{table}" (network_id, "{field.column}")')
        if key not in standing:
            with transaction.atomic(), _seen_whole(cursor, table, target):
                cursor.execute(
                    f'ALTER TABLE "{table}" ADD CONSTRAINT "{key}" FOREIGN KEY (network_id, "{field.column}")'
                    f' REFERENCES "{target}" (network_id, id) DEFERRABLE INITIALLY DEFERRED'
                )


@contextmanager
def _seen_whole(cursor: CursorWrapper, *tables: str) -> Iterator[None]:
    """A new key is held against the rows already there by the owner of the tables: for that one statement,
    and for nobody else, their wall is lifted. Behind it no row would have the row it points to.
    """
    cursor.execute(
        "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace"
        " AND relforcerowsecurity AND relname = ANY(%s)",
        [list(tables)],
    )
    forced = [name for (name,) in cursor.fetchall()]
    for table in forced:
        cursor.execute(f'ALTER TABLE "{table}" NO FORCE ROW LEVEL SECURITY')
    yield
    for table in forced:
        cursor.execute(f'ALTER TABLE "{table}" FORCE ROW LEVEL SECURITY')


def _partitions(cursor: CursorWrapper) -> dict[str, list[str]]:
    """The months of each table that is cut in months."""
    cursor.execute(
        "SELECT inhparent::regclass::text, inhrelid::regclass::text FROM pg_inherits"
        " JOIN pg_class ON pg_class.oid = inhparent WHERE relkind = 'p'"
    )
    found: dict[str, list[str]] = {}
    for parent, child in cursor.fetchall():
        found.setdefault(parent, []).append(child)
    return found


def _row_security(cursor: CursorWrapper, model: type[models.Model], table: str) -> None:
    seen = getattr(model, "wall", "") or SAME_NETWORK
    written = SAME_NETWORK if issubclass(model, TenantModel) else "true"
    cursor.execute(f'ALTER TABLE "{table}" ENABLE ROW LEVEL SECURITY')
    cursor.execute(f'ALTER TABLE "{table}" FORCE ROW LEVEL SECURITY')
    cursor.execute(f'DROP POLICY IF EXISTS snodo_wall ON "{table}"')
    cursor.execute(f'CREATE POLICY snodo_wall ON "{table}" USING ({seen}) WITH CHECK ({written})')


def _privileges(cursor: CursorWrapper, walled: list[type[models.Model]]) -> None:
    """The runtime role works on rows and never on tables; the log it can only read and lengthen.

    Months are reached through their log alone: on the months themselves the role has no right at all.
    """
    role = settings.SNODO_RUNTIME_ROLE
    cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role])
    if cursor.fetchone() is None:
        return
    cursor.execute(f'GRANT USAGE ON SCHEMA public TO "{role}"')
    cursor.execute(
        "SELECT format('%I', relname) FROM pg_class WHERE relnamespace = 'public'::regnamespace"
        " AND relkind IN ('r', 'p', 'v') AND NOT relispartition"
    )
    tables = ", ".join(name for (name,) in cursor.fetchall())
    cursor.execute(f'GRANT SELECT, INSERT, UPDATE, DELETE ON {tables} TO "{role}"')
    cursor.execute(f'GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO "{role}"')
    cursor.execute(f'GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA public TO "{role}"')
    for model in walled:
        if getattr(model, "append_only", False):
            taken = "INSERT, " if getattr(model, "owner_writes", False) else ""
            cursor.execute(
                f'REVOKE {taken}UPDATE, DELETE, TRUNCATE ON "{model._meta.db_table}" FROM "{role}"'
            )
