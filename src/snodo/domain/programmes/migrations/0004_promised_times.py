"""Promised times become dated rows; the columns they were in go."""

from collections.abc import Iterator
from typing import Any

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
            yield network_id, cursor


def make_rows(apps: Any, schema_editor: Any) -> None:
    """What an action promised is its first row, from the start of the programme."""
    promised = apps.get_model("programmes", "PromisedTime")
    for network_id, _ in each_network(apps):
        actions = apps.get_model("programmes", "ProgrammeAction").objects.filter(network_id=network_id)
        for action in actions.select_related("programme"):
            for step, amount, unit in (
                ("first_answer", action.first_answer_days, "working_days"),
                ("first_appointment", action.first_appointment_days, "days"),
                ("first_opportunity", action.first_opportunity_days, "days"),
            ):
                promised(
                    network_id=network_id,
                    action=action,
                    step=step,
                    amount=amount,
                    unit=unit,
                    valid_from=action.programme.starts_on,
                    source="Scheda del programma",
                ).save(force_insert=True)


class Migration(migrations.Migration):
    dependencies = [
        ("audit", "0001_initial"),
        ("network", "0005_closed_days"),
        ("programmes", "0003_notices"),
    ]

    operations = [
        migrations.CreateModel(
            name="PromisedTime",
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
                    "step",
                    models.CharField(
                        choices=[
                            ("first_answer", "Prima risposta"),
                            ("first_appointment", "Primo colloquio"),
                            ("first_opportunity", "Prima opportunità"),
                        ],
                        max_length=20,
                        verbose_name="che cosa",
                    ),
                ),
                ("amount", models.PositiveSmallIntegerField(verbose_name="entro")),
                (
                    "unit",
                    models.CharField(
                        choices=[("working_days", "Giorni lavorativi"), ("days", "Giorni di calendario")],
                        max_length=15,
                        verbose_name="contati in",
                    ),
                ),
                ("valid_from", models.DateField(verbose_name="vale dal")),
                ("valid_until", models.DateField(blank=True, null=True, verbose_name="vale fino al")),
                (
                    "source",
                    snodo.kernel.text.PlainCharField(
                        blank=True, default="", max_length=200, verbose_name="dove è scritto"
                    ),
                ),
                (
                    "action",
                    snodo.kernel.tenancy.TenantForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="promised_times",
                        to="programmes.programmeaction",
                    ),
                ),
                (
                    "organisation",
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
                "indexes": [
                    models.Index(fields=["network_id", "action", "valid_from"], name="promised_time_action")
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("amount__lte", 730)), name="promised_time_amount"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("valid_until__isnull", True),
                            ("valid_until__gte", models.F("valid_from")),
                            _connector="OR",
                        ),
                        name="promised_time_dates",
                        violation_error_message="La fine viene prima dell'inizio.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("unit__in", ["working_days", "days"])), name="promised_time_unit"
                    ),
                ],
            },
        ),
        migrations.RunPython(make_rows, migrations.RunPython.noop),
        migrations.RemoveField(
            model_name="programmeaction",
            name="first_answer_days",
        ),
        migrations.RemoveField(
            model_name="programmeaction",
            name="first_appointment_days",
        ),
        migrations.RemoveField(
            model_name="programmeaction",
            name="first_opportunity_days",
        ),
    ]
