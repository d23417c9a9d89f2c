"""A referral keeps whose promise it is: while nobody has it in hand, late days are counted in its calendar."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

import django.db.models.deletion
from django.db import connection, migrations

import snodo.kernel.tenancy

AT_A_TIME = 5000


def each_network(apps: Any) -> Iterator[Any]:
    """Network by network, for row-level security holds for the owner too."""
    for network_id in list(apps.get_model("audit", "Chain").objects.values_list("network_id", flat=True)):
        with connection.cursor() as cursor:
            cursor.execute("SELECT set_config('snodo.network', %s, true)", [str(network_id)])
            yield network_id, cursor


# As at the sending: who received the municipality then, else the lead; of a protected person, the lead.
FILL = """
WITH batch AS (
  SELECT id FROM intake_referral
  WHERE network_id = %(network)s AND sent_at IS NOT NULL AND id > %(after)s ORDER BY id LIMIT %(many)s
), filled AS (
  UPDATE intake_referral r SET promised_by_id = coalesce(
    (SELECT route.organisation_id FROM programmes_route route
     WHERE NOT r.protected AND route.network_id = r.network_id AND route.programme_id = r.programme_id
       AND route.municipality_id = r.municipality_id AND route.withdrawn_at IS NULL
       AND route.valid_from <= (r.sent_at AT TIME ZONE 'Europe/Rome')::date
     ORDER BY route.valid_from DESC LIMIT 1),
    (SELECT partner.organisation_id FROM programmes_programmepartner partner
     WHERE partner.network_id = r.network_id AND partner.programme_id = r.programme_id
       AND partner.role = 'lead' ORDER BY partner.act_until DESC LIMIT 1))
  FROM batch WHERE r.network_id = %(network)s AND r.id = batch.id
  RETURNING r.id
)
SELECT id FROM filled ORDER BY id DESC LIMIT 1
"""


def fill(apps: Any, schema_editor: Any) -> None:
    """Some thousands at a time, in the order of their ids."""
    for network_id, cursor in each_network(apps):
        after: UUID | None = UUID(int=0)
        while after is not None:
            cursor.execute(FILL, {"network": network_id, "after": after, "many": AT_A_TIME})
            found = cursor.fetchone()
            after = found[0] if found else None


class Migration(migrations.Migration):
    dependencies = [
        ("audit", "0001_initial"),
        ("intake", "0012_names_and_refusals"),
        ("network", "0005_closed_days"),
        ("programmes", "0006_dated_routes"),
    ]

    operations = [
        migrations.AddField(
            model_name="referral",
            name="promised_by",
            field=snodo.kernel.tenancy.TenantForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="network.organisation",
            ),
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
