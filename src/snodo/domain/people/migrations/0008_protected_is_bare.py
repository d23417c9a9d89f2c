from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0007_seal_identities"),
    ]

    operations = [
        migrations.AddConstraint(
            model_name="person",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("protected", False),
                    models.Q(
                        ("birth_date__isnull", True),
                        ("municipality__isnull", True),
                        ("quarter__isnull", True),
                        ("birth_place", ""),
                        ("citizenship", ""),
                        ("contact_notes", ""),
                        ("email", ""),
                        ("first_name", ""),
                        ("last_name", ""),
                        ("lived_name", ""),
                        ("phone", ""),
                    ),
                    _connector="OR",
                ),
                name="person_protected_is_bare",
            ),
        ),
    ]
