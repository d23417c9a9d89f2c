"""The birth date that a codice fiscale tells, where nobody wrote one: for those written down before too."""

from dataclasses import asdict
from typing import Any

from django.db import connection, migrations, models, transaction

from snodo.domain.people.likeness import blocks_of
from snodo.kernel.identifiers import birth_date_of


def fill(apps: Any, schema_editor: Any) -> None:
    """Network by network, for row-level security holds for the owner too; few have a code and no date."""
    for network_id in list(apps.get_model("audit", "Chain").objects.values_list("network_id", flat=True)):
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute("SELECT set_config('snodo.network', %s, true)", [str(network_id)])
            _fill_network(apps, network_id)


def _fill_network(apps: Any, network_id: Any) -> None:
    rows = apps.get_model("people", "PersonIdentifier").objects.filter(
        network_id=network_id, kind="codice_fiscale", person__birth_date__isnull=True
    )
    keys = apps.get_model("people", "MatchKeys").objects.filter(network_id=network_id)
    for row in rows.select_related("person").order_by("started_on"):
        born, person = birth_date_of(row.value), row.person
        if born is not None:
            numbers = asdict(blocks_of(person.first_name, person.last_name, born, person.phone))
            keys.filter(person_id=person.pk).update(born=born, compared=False, **numbers)


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("people", "0013_joining"), ("audit", "0001_initial")]

    operations = [
        migrations.AddField("matchkeys", "born", models.DateField(null=True)),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
