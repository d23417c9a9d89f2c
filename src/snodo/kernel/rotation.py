"""Changing the key of what is encrypted, while the application works.

Each value is replaced only if it is still the one that was read: who writes at the same moment wins, and
has written with the new key already.
"""

from collections import Counter
from collections.abc import Iterator
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db import OperationalError, connection

from snodo.kernel import crypto
from snodo.kernel.tenancy import TenantModel, in_network

BATCH = 1_000
TRIES = 5
COLLISIONS = {"40001", "40P01"}  # serialisation failure, deadlock


def encrypted_fields() -> Iterator[tuple[type[TenantModel], Any]]:
    """Every encrypted column of every tenant table."""
    for model in apps.get_models():
        if issubclass(model, TenantModel):
            for field in model._meta.local_fields:
                if isinstance(field, crypto.EncryptedTextField | crypto.EncryptedJSONField):
                    yield model, field


def keys_in_use(network_id: UUID) -> Counter[str]:
    """How many values of one network lie under each key, by its name."""
    found: Counter[str] = Counter()
    with in_network(network_id), connection.cursor() as cursor:
        for model, field in encrypted_fields():
            table, column = model._meta.db_table, field.column
            cursor.execute(
                f"""SELECT substring("{column}" FROM 3 FOR get_byte("{column}", 1)), count(*) FROM "{table}"
                    WHERE network_id = %s AND octet_length("{column}") > 2 GROUP BY 1""",  # noqa: S608 - names of ours
                [network_id],
            )
            found.update({bytes(name).decode(errors="replace"): count for name, count in cursor.fetchall()})
    return found


def rotate_field(model: type[TenantModel], field: Any, network_id: UUID) -> int:
    """Encrypt with the present key the values of one column in one network; how many were changed."""
    changed, after = 0, None
    while True:
        batch, done = _batch(model, field, network_id, after)
        changed += done
        if len(batch) < BATCH:
            return changed
        after = batch[-1][0]


def _batch(model: type[TenantModel], field: Any, network_id: UUID, after: Any) -> tuple[list[Any], int]:
    """One transaction; where it stood in the way of somebody at work, it gives way and begins again."""
    for left in reversed(range(TRIES)):
        try:
            with in_network(network_id):
                rows = model.objects.order_by("pk").values_list("pk", field.attname)
                batch = list((rows.filter(pk__gt=after) if after else rows)[:BATCH])
                return batch, _rotate(model, field, network_id, batch)
        except OperationalError as collision:
            if not left or getattr(collision.__cause__, "sqlstate", "") not in COLLISIONS:
                raise
    raise AssertionError("unreachable")


def _rotate(model: type[TenantModel], field: Any, network_id: UUID, batch: list[Any]) -> int:
    current = crypto.keyring().current
    stale = [(pk, sealed) for pk, sealed in batch if sealed and sealed.content]
    stale = [(pk, sealed) for pk, sealed in stale if crypto.key_name(sealed.content) != current]
    if not stale:
        return 0
    changes = [(field.seal(field.open(sealed, pk), pk).content, pk, sealed.content) for pk, sealed in stale]
    fresh, ids, old = ([change[place] for change in changes] for place in range(3))
    table, column = model._meta.db_table, field.column
    with connection.cursor() as cursor:
        cursor.execute(
            f"""UPDATE "{table}" t SET "{column}" = n.fresh
                FROM unnest(%s::bytea[], %s::uuid[], %s::bytea[]) AS n (fresh, id, old)
                WHERE t.network_id = %s AND t.id = n.id AND t."{column}" = n.old""",  # noqa: S608 - names of ours
            [fresh, ids, old, network_id],
        )
        return int(cursor.rowcount)
