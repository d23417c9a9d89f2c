"""Who receives whom becomes dated rows: those kept hold since their programme began."""

import datetime
from collections.abc import Iterator
from typing import Any

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import connection, migrations, models

import snodo.kernel.clock
import snodo.kernel.ids
import snodo.kernel.tenancy
import snodo.kernel.text


def each_network(apps: Any) -> Iterator[Any]:
    """Network by network, for row-level security holds for the owner too."""
    for network_id in list(apps.get_model("audit", "Chain").objects.values_list("network_id", flat=True)):
        with connection.cursor() as cursor:
            cursor.execute("SELECT set_config('snodo.network', %s, true)", [str(network_id)])
        yield network_id


def date_rows(apps: Any, schema_editor: Any) -> None:
    """What was known without a day holds from the start of the programme, or from its writing if that came first."""
    for network_id in each_network(apps):
        routes = apps.get_model("programmes", "Route").objects.filter(network_id=network_id)
        for route in routes.select_related("programme"):
            route.valid_from = min(route.programme.starts_on, route.created_at.date())
            route.source = "Scheda del programma"
            route.save(update_fields=["valid_from", "source"])


class Migration(migrations.Migration):
    dependencies = [
        ("audit", "0001_initial"),
        ("network", "0005_closed_days"),
        ("programmes", "0005_prior_interview"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="route",
            name="route_municipality_once",
        ),
        migrations.AddField(
            model_name="route",
            name="source",
            field=snodo.kernel.text.PlainCharField(
                blank=True, default="", max_length=200, verbose_name="dov'è scritto"
            ),
        ),
        migrations.AddField(
            model_name="route",
            name="valid_from",
            field=models.DateField(default=datetime.date(2000, 1, 1), verbose_name="vale dal"),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="route",
            name="withdrawn_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AlterField(
            model_name="route",
            name="organisation",
            field=snodo.kernel.tenancy.TenantForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="network.organisation",
            ),
        ),
        migrations.AddConstraint(
            model_name="route",
            constraint=models.UniqueConstraint(
                condition=models.Q(("withdrawn_at__isnull", True)),
                fields=("network_id", "programme", "municipality", "valid_from"),
                name="route_one_a_day",
            ),
        ),
        migrations.AddConstraint(
            model_name="route",
            constraint=models.CheckConstraint(
                condition=models.Q(("organisation__isnull", False), ("service", ""), _connector="OR"),
                name="route_service_of_a_body",
            ),
        ),
        migrations.CreateModel(
            name="RoutingRule",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=snodo.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("network_id", models.UUIDField(editable=False)),
                ("created_at", models.DateTimeField(default=snodo.kernel.clock.now, editable=False)),
                ("created_by", models.UUIDField(editable=False, null=True)),
                (
                    "grounds",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(
                            choices=[("residence", "Dove risiede"), ("stay", "Dove vive")], max_length=20
                        ),
                        size=None,
                    ),
                ),
                ("valid_from", models.DateField(verbose_name="vale dal")),
                ("source", snodo.kernel.text.PlainCharField(max_length=200, verbose_name="dov'è scritto")),
                (
                    "last_resort",
                    snodo.kernel.tenancy.TenantForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="network.organisation",
                    ),
                ),
                (
                    "programme",
                    snodo.kernel.tenancy.TenantForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="routing_rules",
                        to="programmes.programme",
                    ),
                ),
                (
                    "protected_receiver",
                    snodo.kernel.tenancy.TenantForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="network.organisation",
                    ),
                ),
            ],
            options={
                "abstract": False,
                "base_manager_name": "objects",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("network_id", "programme", "valid_from"), name="routing_rule_once_a_day"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("source", ""), _negated=True), name="routing_rule_has_source"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("grounds", []), _negated=True),
                        name="routing_rule_says_what_decides",
                    ),
                ],
            },
        ),
        migrations.RunPython(date_rows, migrations.RunPython.noop),
    ]
