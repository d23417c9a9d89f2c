"""Days of closure of places and bodies; the patron saints that are known."""

from collections.abc import Iterator
from typing import Any

import django.db.models.deletion
from django.db import connection, migrations, models

import snodo.kernel.clock
import snodo.kernel.ids
import snodo.kernel.tenancy
import snodo.kernel.text
from snodo.domain.network.patrons import PATRONS


def each_network(apps: Any) -> Iterator[Any]:
    """Network by network, for row-level security holds for the owner too."""
    for network_id in list(apps.get_model("audit", "Chain").objects.values_list("network_id", flat=True)):
        with connection.cursor() as cursor:
            cursor.execute("SELECT set_config('snodo.network', %s, true)", [str(network_id)])
            yield network_id, cursor


def take_patrons(apps: Any, schema_editor: Any) -> None:
    """The municipalities already written down get the feast that is known of them."""
    closed_day, territory = apps.get_model("network", "ClosedDay"), apps.get_model("network", "Territory")
    for network_id, _ in each_network(apps):
        for place in territory.objects.filter(
            network_id=network_id, kind="municipality", belfiore__in=sorted(PATRONS)
        ):
            patron = PATRONS[place.belfiore]
            closed_day(
                network_id=network_id,
                territory=place,
                title=patron.saint,
                rule="yearly",
                month=patron.month,
                day=patron.day,
                source=patron.source,
            ).save(force_insert=True)


class Migration(migrations.Migration):
    dependencies = [
        ("audit", "0001_initial"),
        ("network", "0004_masked_bodies"),
    ]

    operations = [
        migrations.AddField(
            model_name="organisation",
            name="seat",
            field=snodo.kernel.tenancy.TenantForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="network.territory",
            ),
        ),
        migrations.CreateModel(
            name="ClosedDay",
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
                    "title",
                    snodo.kernel.text.PlainCharField(
                        max_length=120, verbose_name="che cosa si festeggia, o perché si chiude"
                    ),
                ),
                (
                    "rule",
                    models.CharField(
                        choices=[
                            ("yearly", "Ogni anno lo stesso giorno"),
                            (
                                "weekday",
                                "Un giorno della settimana di un mese (per esempio la seconda domenica)",
                            ),
                            ("easter", "Un giorno contato da Pasqua"),
                            ("dates", "Solo in certe date"),
                        ],
                        max_length=10,
                        verbose_name="quando",
                    ),
                ),
                ("month", models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="mese")),
                ("day", models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="giorno")),
                (
                    "weekday",
                    models.PositiveSmallIntegerField(
                        blank=True, null=True, verbose_name="giorno della settimana"
                    ),
                ),
                ("which", models.SmallIntegerField(blank=True, null=True, verbose_name="quale del mese")),
                ("shift", models.SmallIntegerField(default=0, verbose_name="giorni dopo")),
                ("since", models.DateField(blank=True, null=True, verbose_name="dal")),
                ("until", models.DateField(blank=True, null=True, verbose_name="fino al")),
                (
                    "source",
                    snodo.kernel.text.PlainCharField(
                        blank=True, default="", max_length=200, verbose_name="dove è scritto"
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
                (
                    "territory",
                    snodo.kernel.tenancy.TenantForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="network.territory",
                    ),
                ),
            ],
            options={
                "abstract": False,
                "base_manager_name": "objects",
                "indexes": [
                    models.Index(
                        condition=models.Q(("organisation__isnull", False)),
                        fields=["network_id", "organisation"],
                        name="closed_day_body",
                    ),
                    models.Index(
                        condition=models.Q(("territory__isnull", False)),
                        fields=["network_id", "territory"],
                        name="closed_day_place",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("organisation__isnull", False), ("territory__isnull", True)),
                            models.Q(("organisation__isnull", True), ("territory__isnull", False)),
                            _connector="OR",
                        ),
                        name="closed_day_of_one",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("day__range", (1, 31)), ("month__range", (1, 12)), ("rule", "yearly")),
                            ("rule", "easter"),
                            models.Q(
                                ("month__range", (1, 12)),
                                ("rule", "weekday"),
                                ("weekday__range", (0, 6)),
                                ("which__in", (-1, 1, 2, 3, 4)),
                            ),
                            models.Q(("rule", "dates"), ("since__isnull", False), ("until__isnull", False)),
                            _connector="OR",
                        ),
                        name="closed_day_says_when",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("until__isnull", True),
                            ("since__isnull", True),
                            ("until__gte", models.F("since")),
                            _connector="OR",
                        ),
                        name="closed_day_dates",
                        violation_error_message="La fine viene prima dell'inizio.",
                    ),
                ],
            },
        ),
        migrations.RunPython(take_patrons, migrations.RunPython.noop),
    ]
