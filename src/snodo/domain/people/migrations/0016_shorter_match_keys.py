"""The numbers by which somebody alike is found are made more cheaply: written anew, a few thousand at a time."""

from dataclasses import asdict
from typing import Any

from django.db import connection, migrations, transaction

from snodo.domain.people.likeness import COLUMNS, blocks_of

BATCH = 2_000
_SET = ", ".join(f"{name} = v.{name}" for name in COLUMNS)
_ARRAYS = ", ".join(["%s::uuid[]", *["%s::bigint[]"] * len(COLUMNS)])
REWRITE = (
    f"UPDATE people_matchkeys AS k SET {_SET}"  # noqa: S608 - names of columns
    f" FROM unnest({_ARRAYS}) AS v(person, {', '.join(COLUMNS)})"
    " WHERE k.network_id = %s AND k.person_id = v.person"
)


def rewrite(apps: Any, schema_editor: Any) -> None:
    """Network by network, each batch a transaction of its own: whoever works in the meantime never waits."""
    for network_id in list(apps.get_model("audit", "Chain").objects.values_list("network_id", flat=True)):
        last = None
        while True:
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute("SELECT set_config('snodo.network', %s, true)", [str(network_id)])
                last = _rewrite_some(apps, cursor, network_id, last)
            if last is None:
                break


def _rewrite_some(apps: Any, cursor: Any, network_id: Any, after: Any) -> Any:
    keys = apps.get_model("people", "MatchKeys").objects.filter(network_id=network_id).order_by("person_id")
    if after is not None:
        keys = keys.filter(person_id__gt=after)
    rows = list(keys.select_related("person")[:BATCH])
    anew = [
        asdict(blocks_of(one.first_name, one.last_name, one.birth_date or row.born, one.phone))
        for row in rows
        for one in [row.person]
    ]
    numbers = [[found[name] for found in anew] for name in COLUMNS]
    cursor.execute(REWRITE, [[row.person_id for row in rows], *numbers, network_id])
    return rows[-1].person_id if len(rows) == BATCH else None


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("people", "0015_guardians"), ("audit", "0001_initial")]

    operations = [migrations.RunPython(rewrite, migrations.RunPython.noop)]
