from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("casework", "0004_sealed_signatures"),
    ]

    operations = [migrations.RemoveField("plansignature", "open_signer_name")]
