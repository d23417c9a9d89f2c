"""A referral keeps what was promised when it came; promises near their end are put before somebody."""

from collections.abc import Iterator
from typing import Any

import django.db.models.deletion
from django.db import connection, migrations, models

import snodo.kernel.clock
import snodo.kernel.crypto
import snodo.kernel.ids
import snodo.kernel.tenancy


def each_network(apps: Any) -> Iterator[Any]:
    """Network by network, for row-level security holds for the owner too."""
    for network_id in list(apps.get_model("audit", "Chain").objects.values_list("network_id", flat=True)):
        with connection.cursor() as cursor:
            cursor.execute("SELECT set_config('snodo.network', %s, true)", [str(network_id)])
            yield network_id, cursor


KEEP = """
UPDATE intake_referral r SET
  promised_answer_on = CASE WHEN r.state = 'returned' THEN NULL ELSE r.due_answer_on END,
  promised_appointment_on = (r.sent_at AT TIME ZONE 'Europe/Rome')::date + (
    SELECT p.amount FROM programmes_promisedtime p
    WHERE p.network_id = r.network_id AND p.action_id = r.action_id AND p.step = 'first_appointment' LIMIT 1),
  promised_opportunity_on = (r.sent_at AT TIME ZONE 'Europe/Rome')::date + (
    SELECT p.amount FROM programmes_promisedtime p
    WHERE p.network_id = r.network_id AND p.action_id = r.action_id AND p.step = 'first_opportunity' LIMIT 1)
WHERE r.network_id = %s AND r.sent_at IS NOT NULL
"""


def keep_promises(apps: Any, schema_editor: Any) -> None:
    """Those that came are given the day they would have been promised."""
    for network_id, cursor in each_network(apps):
        cursor.execute(KEEP, [network_id])


class Migration(migrations.Migration):
    dependencies = [
        ("audit", "0001_initial"),
        ("intake", "0007_by_link"),
        ("network", "0005_closed_days"),
        ("programmes", "0004_promised_times"),
    ]

    operations = [
        migrations.AddField(
            model_name="referral",
            name="promised_answer_on",
            field=models.DateField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="referral",
            name="promised_appointment_on",
            field=models.DateField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="referral",
            name="promised_opportunity_on",
            field=models.DateField(blank=True, null=True),
        ),
        migrations.CreateModel(
            name="Escalation",
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
                    ),
                ),
                (
                    "level",
                    models.CharField(
                        choices=[
                            ("worker", "Chi ci lavora"),
                            ("body", "Chi coordina l'ente"),
                            ("lead", "Chi coordina il capofila"),
                        ],
                        max_length=10,
                    ),
                ),
                ("due_on", models.DateField()),
                (
                    "state",
                    models.CharField(
                        choices=[("open", "Aspetta qualcuno"), ("taken", "Presa"), ("settled", "Risolta")],
                        default="open",
                        max_length=10,
                    ),
                ),
                ("opened_at", models.DateTimeField(default=snodo.kernel.clock.now)),
                ("taken_at", models.DateTimeField(blank=True, null=True)),
                ("settled_at", models.DateTimeField(blank=True, null=True)),
                (
                    "settlement",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("done", "Fatto"),
                            ("agreed", "Concordato un altro giorno"),
                            ("ended", "Non serve più: la segnalazione è chiusa"),
                        ],
                        default="",
                        max_length=10,
                    ),
                ),
                (
                    "new_due_on",
                    models.DateField(blank=True, null=True, verbose_name="nuovo giorno concordato"),
                ),
                (
                    "reason",
                    snodo.kernel.crypto.EncryptedTextField(
                        blank=True, default="", max_length=500, verbose_name="perché si sposta"
                    ),
                ),
                (
                    "organisation",
                    snodo.kernel.tenancy.TenantForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="network.organisation",
                    ),
                ),
                (
                    "owner",
                    snodo.kernel.tenancy.TenantForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="network.membership"
                    ),
                ),
                (
                    "referral",
                    snodo.kernel.tenancy.TenantForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="escalations",
                        to="intake.referral",
                    ),
                ),
                (
                    "settled_by",
                    snodo.kernel.tenancy.TenantForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="network.membership",
                    ),
                ),
            ],
            options={
                "abstract": False,
                "base_manager_name": "objects",
                "indexes": [
                    models.Index(
                        condition=models.Q(("state", "settled"), _negated=True),
                        fields=["network_id", "organisation", "due_on"],
                        name="escalation_open_body",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("network_id", "referral", "step", "due_on", "level"), name="escalation_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("settled_at__isnull", False),
                                ("state", "settled"),
                                models.Q(("settlement", ""), _negated=True),
                            ),
                            models.Q(
                                models.Q(("state", "settled"), _negated=True),
                                ("settled_at__isnull", True),
                                ("settlement", ""),
                            ),
                            _connector="OR",
                        ),
                        name="escalation_settled_iff_said",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "taken"), _negated=True),
                            ("taken_at__isnull", False),
                            _connector="OR",
                        ),
                        name="escalation_taken_iff_dated",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("new_due_on__gt", models.F("due_on")), ("settlement", "agreed")),
                            models.Q(
                                models.Q(("settlement", "agreed"), _negated=True),
                                ("new_due_on__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="escalation_agreed_iff_day",
                        violation_error_message="Il nuovo giorno viene dopo quello promesso.",
                    ),
                ],
            },
        ),
        migrations.RunPython(keep_promises, migrations.RunPython.noop),
    ]
