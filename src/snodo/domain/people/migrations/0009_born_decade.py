"""Of protected persons the decade of birth, for counts: taken from what is sealed."""

from typing import Any

from django.db import connection, migrations, models


def fill(apps: Any, schema_editor: Any) -> None:
    """Network by network, for row-level security holds for the owner too."""
    for network_id in list(apps.get_model("audit", "Chain").objects.values_list("network_id", flat=True)):
        with connection.cursor() as cursor:
            cursor.execute("SELECT set_config('snodo.network', %s, true)", [str(network_id)])
        for row in apps.get_model("people", "ProtectedIdentity").objects.filter(network_id=network_id):
            born = str((row.facts or {}).get("birth_date", ""))[:4]
            if born.isdigit():
                people = apps.get_model("people", "Person").objects.filter(network_id=network_id)
                people.filter(pk=row.person_id).update(born_decade=int(born) - int(born) % 10)


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0008_protected_is_bare"),
        ("audit", "0001_initial"),
    ]

    operations = [
        migrations.AddField(
            "person",
            "born_decade",
            models.PositiveSmallIntegerField(editable=False, null=True, verbose_name="decennio di nascita"),
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
        migrations.AddConstraint(
            "person",
            models.CheckConstraint(
                condition=models.Q(
                    ("born_decade__isnull", True),
                    models.Q(("born_decade__in", range(1900, 2200, 10)), ("protected", True)),
                    _connector="OR",
                ),
                name="person_decade_of_protected",
            ),
        ),
    ]
