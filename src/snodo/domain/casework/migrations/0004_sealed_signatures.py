"""Names of who signed a plan: sealed, as they were signed."""

from typing import Any

from django.db import connection, migrations

import snodo.kernel.crypto

FIELDS = (("PlanSignature", "signer_name"),)


def seal(apps: Any, schema_editor: Any) -> None:
    """Network by network, for row-level security holds for the owner too."""
    for network_id in list(apps.get_model("audit", "Chain").objects.values_list("network_id", flat=True)):
        with connection.cursor() as cursor:
            cursor.execute("SELECT set_config('snodo.network', %s, true)", [str(network_id)])
        for model, field in FIELDS:
            for row in apps.get_model("casework", model).objects.filter(network_id=network_id).iterator():
                setattr(row, field, getattr(row, f"open_{field}"))
                row.save(update_fields=[field])


class Migration(migrations.Migration):
    dependencies = [
        ("casework", "0003_guidance_and_own_notes"),
        ("audit", "0001_initial"),
    ]

    operations = [
        migrations.RenameField("plansignature", "signer_name", "open_signer_name"),
        migrations.AddField(
            "plansignature",
            "signer_name",
            snodo.kernel.crypto.EncryptedTextField(default="", max_length=160, verbose_name="firmatario"),
            preserve_default=False,
        ),
        migrations.RunPython(seal, migrations.RunPython.noop),
    ]
