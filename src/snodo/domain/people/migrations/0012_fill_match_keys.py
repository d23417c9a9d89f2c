"""Persons written down before there were match keys get theirs, a few thousand at a time.

The rules of that day are in `people.likeness`: should they change, a later migration writes them anew.
"""

from dataclasses import asdict
from typing import Any

from django.db import connection, migrations, transaction

from snodo.domain.people.likeness import blocks_of

BATCH = 2_000


def fill(apps: Any, schema_editor: Any) -> None:
    """Network by network, each batch a transaction of its own: whoever works in the meantime never waits."""
    chains = apps.get_model("audit", "Chain").objects
    for network_id in list(chains.values_list("network_id", flat=True)):
        last = None
        while True:
            with transaction.atomic():
                last = _fill_some(apps, network_id, last)
            if last is None:
                break


def _fill_some(apps: Any, network_id: Any, after: Any) -> Any:
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('snodo.network', %s, true)", [str(network_id)])
    keys = apps.get_model("people", "MatchKeys")
    rows = apps.get_model("people", "Person").objects.filter(network_id=network_id).order_by("pk")
    if after is not None:
        rows = rows.filter(pk__gt=after)
    people = list(rows[:BATCH])
    there = {row.person_id for row in keys.objects.filter(network_id=network_id, person__in=people)}
    keys.objects.bulk_create(
        [
            keys(
                network_id=network_id,
                person_id=person.pk,
                **asdict(blocks_of(person.first_name, person.last_name, person.birth_date, person.phone)),
            )
            for person in people
            if person.pk not in there and not person.protected and person.keeping != "statistics"
        ]
    )
    return people[-1].pk if len(people) == BATCH else None


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("people", "0011_match_keys"), ("audit", "0001_initial")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
