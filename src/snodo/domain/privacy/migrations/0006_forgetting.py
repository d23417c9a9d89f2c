"""The owner's function by which rows of append-only tables go with an approved file (ADR-0062)."""

from django.db import migrations

from snodo.kernel import forgetting


class Migration(migrations.Migration):
    dependencies = [("privacy", "0005_retention")]

    operations = [
        migrations.RunSQL(
            forgetting.FORGET, "DROP FUNCTION IF EXISTS snodo_forget(uuid, text, uuid[], text[])"
        )
    ]
