"""Protected persons written down before there was a vault: what their rows still say is sealed."""

from typing import Any

from django.db import connection, migrations

TEXTS = (
    "first_name",
    "last_name",
    "lived_name",
    "birth_place",
    "citizenship",
    "phone",
    "email",
    "contact_notes",
)
OTHERS = ("birth_date", "municipality_id", "quarter_id")


def seal(apps: Any, schema_editor: Any) -> None:
    """Network by network, for row-level security holds for the owner too."""
    networks = apps.get_model("audit", "Chain").objects.values_list("network_id", flat=True)
    for network_id in list(networks):
        with connection.cursor() as cursor:
            cursor.execute("SELECT set_config('snodo.network', %s, true)", [str(network_id)])
        _seal_network(apps, network_id)


def _seal_network(apps: Any, network_id: Any) -> None:
    person_model = apps.get_model("people", "Person")
    identity = apps.get_model("people", "ProtectedIdentity")
    for person in person_model.objects.filter(network_id=network_id, protected=True):
        facts = {}
        for name in (*TEXTS, *OTHERS):
            value = getattr(person, name)
            if value:
                facts[name.removesuffix("_id")] = str(value)
            setattr(person, name, None if name in OTHERS else "")
        person.save()
        identity.objects.create(network_id=network_id, person=person, facts=facts)


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0006_protection"),
        ("audit", "0001_initial"),
    ]

    operations = [migrations.RunPython(seal, migrations.RunPython.noop)]
