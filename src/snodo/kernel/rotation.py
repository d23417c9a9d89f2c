"""Changing the key of what is encrypted, while the application works.

Each value is replaced only if it is still the one that was read: who writes at the same moment wins, and
has written with the new key already.
"""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db import connection

from snodo.kernel import crypto
from snodo.kernel.tenancy import TenantModel, in_network

BATCH = 1_000


def encrypted_fields() -> Iterator[tuple[type[TenantModel], Any]]:
    """Every encrypted column of every tenant table."""
    for model in apps.get_models():
        if issubclass(model, TenantModel):
            for field in model._meta.local_fields:
                if isinstance(field, crypto.EncryptedTextField | crypto.EncryptedJSONField):
                    yield model, field


def rotate_field(model: type[TenantModel], field: Any, network_id: UUID) -> int:
    """Encrypt with the present key the values of one column in one network; how many were changed."""
    changed, after = 0, None
    while True:
        with in_network(network_id):
            rows = model.objects.order_by("pk").values_list("pk", field.attname)
            batch = list((rows.filter(pk__gt=after) if after else rows)[:BATCH])
            changed += _rotate(model, field, network_id, batch)
        if len(batch) < BATCH:
            return changed
        after = batch[-1][0]


def _rotate(model: type[TenantModel], field: Any, network_id: UUID, batch: list[Any]) -> int:
    current = crypto.keyring().current
    stale = [(pk, sealed) for pk, sealed in batch if sealed and sealed.content]
    stale = [(pk, sealed) for pk, sealed in stale if crypto.key_name(sealed.content) != current]
    if not stale:
        return 0
    changes = [
        (field.seal(field.open(sealed, pk), pk).content, network_id, pk, sealed.content)
        for pk, sealed in stale
    ]
    table, column = model._meta.db_table, field.column
    with connection.cursor() as cursor:
        cursor.executemany(
            f'UPDATE "{table}" SET "{column}" = %s WHERE network_id = %s AND id = %s AND "{column}" = %s',  # noqa: S608
            changes,
        )
    return len(changes)
