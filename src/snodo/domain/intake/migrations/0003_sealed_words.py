"""What bodies said of a referral: sealed, for these rows are never rewritten."""

from typing import Any

from django.db import connection, migrations

import snodo.kernel.crypto

FIELDS = (("ReferralMessage", "text"), ("ReferralEvent", "note"))


def seal(apps: Any, schema_editor: Any) -> None:
    """Network by network, for row-level security holds for the owner too."""
    for network_id in list(apps.get_model("audit", "Chain").objects.values_list("network_id", flat=True)):
        with connection.cursor() as cursor:
            cursor.execute("SELECT set_config('snodo.network', %s, true)", [str(network_id)])
        for model, field in FIELDS:
            for row in apps.get_model("intake", model).objects.filter(network_id=network_id).iterator():
                setattr(row, field, getattr(row, f"open_{field}"))
                row.save(update_fields=[field])


class Migration(migrations.Migration):
    dependencies = [
        ("intake", "0002_sealed"),
        ("audit", "0001_initial"),
    ]

    operations = [
        migrations.RenameField("referralmessage", "text", "open_text"),
        migrations.AddField(
            "referralmessage",
            "text",
            snodo.kernel.crypto.EncryptedTextField(default="", max_length=4000, verbose_name="messaggio"),
            preserve_default=False,
        ),
        migrations.RenameField("referralevent", "note", "open_note"),
        migrations.AddField(
            "referralevent",
            "note",
            snodo.kernel.crypto.EncryptedTextField(blank=True, default="", max_length=300),
        ),
        migrations.RunPython(seal, migrations.RunPython.noop),
    ]
