"""Where somebody lives, minors of a household, and the reasons of who goes against a rule."""

import django.db.models.deletion
from django.db import migrations, models

import snodo.kernel.clock
import snodo.kernel.crypto
import snodo.kernel.ids
import snodo.kernel.tenancy
from snodo.kernel import forgetting


class Migration(migrations.Migration):
    dependencies = [
        ("casework", "0007_frozen"),
        ("instruments", "0002_prior_interview"),
        ("intake", "0013_promised_by"),
        ("network", "0005_closed_days"),
        ("people", "0015_guardians"),
        ("programmes", "0006_dated_routes"),
    ]

    operations = [
        migrations.AddField(
            model_name="referral",
            name="homeless",
            field=models.BooleanField(default=False, verbose_name="non ha una residenza"),
        ),
        migrations.AddField(
            model_name="referral",
            name="household_minors",
            field=models.PositiveSmallIntegerField(
                blank=True, null=True, verbose_name="di cui con meno di 18 anni"
            ),
        ),
        migrations.AddField(
            model_name="referral",
            name="stay",
            field=snodo.kernel.tenancy.TenantForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="network.territory",
            ),
        ),
        migrations.AddConstraint(
            model_name="referral",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("household_minors__isnull", True),
                    ("household_size__isnull", True),
                    ("household_minors__lte", models.F("household_size")),
                    _connector="OR",
                ),
                name="referral_minors_of_the_household",
            ),
        ),
        migrations.CreateModel(
            name="RuleException",
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
                    "kind",
                    models.CharField(
                        choices=[
                            ("route", "A un ente diverso da quello a cui toccava"),
                            ("turn", "Prima di chi era avanti in lista"),
                        ],
                        max_length=10,
                        verbose_name="quale regola",
                    ),
                ),
                (
                    "reason",
                    models.CharField(
                        choices=[
                            ("known", "L'altro ente la segue già o la conosce"),
                            ("wish", "La persona preferisce così"),
                            ("no_place", "L'ente a cui tocca oggi non ha posto o personale"),
                            ("moving", "Sta cambiando casa, o di fatto vive altrove"),
                            ("skill", "Serve una competenza che ha l'altro ente"),
                            ("close", "Chi riceve conosce la persona o la famiglia per altre ragioni"),
                            ("safety", "È più sicuro o più riservato per la persona"),
                            ("agreed", "Lo prevede un accordo tra i due enti"),
                            ("other", "Altro motivo"),
                            ("fits", "Il posto libero va bene per questa persona e non per chi è prima"),
                            ("starts", "Qualcosa comincia adesso e chi è prima non può"),
                            ("unreached", "Chi è prima non si è riusciti a raggiungere"),
                            ("asked", "Chi è prima ha chiesto di aspettare"),
                            ("worse", "La situazione è peggiorata"),
                        ],
                        max_length=20,
                        verbose_name="motivo",
                    ),
                ),
                (
                    "words",
                    snodo.kernel.crypto.EncryptedTextField(
                        blank=True, default="", max_length=300, verbose_name="spiegazione"
                    ),
                ),
                (
                    "expected",
                    snodo.kernel.crypto.EncryptedTextField(
                        blank=True, default="", max_length=200, verbose_name="a chi toccava"
                    ),
                ),
                (
                    "place",
                    models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="posto in lista"),
                ),
                (
                    "many",
                    models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="quante in lista"),
                ),
                ("at", models.DateTimeField(default=snodo.kernel.clock.now)),
                (
                    "author",
                    snodo.kernel.tenancy.TenantForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="network.membership"
                    ),
                ),
                (
                    "chosen",
                    snodo.kernel.tenancy.TenantForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="network.organisation",
                    ),
                ),
                (
                    "referral",
                    snodo.kernel.tenancy.TenantForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="exceptions",
                        to="intake.referral",
                    ),
                ),
            ],
            options={
                "abstract": False,
                "base_manager_name": "objects",
                "indexes": [
                    models.Index(fields=["network_id", "referral", "at"], name="rule_exception_referral")
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("kind", "route"), ("many__isnull", True), ("place__isnull", True)),
                            models.Q(("kind", "turn"), ("many__gte", models.F("place")), ("place__gte", 2)),
                            _connector="OR",
                        ),
                        name="rule_exception_says_the_place",
                    )
                ],
            },
        ),
        # The owner's function learns of the new table: its rows are never changed by the running program.
        migrations.RunSQL(forgetting.FORGET, migrations.RunSQL.noop),
    ]
