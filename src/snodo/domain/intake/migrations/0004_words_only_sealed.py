from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("intake", "0003_sealed_words"),
    ]

    operations = [
        migrations.RemoveField("referralmessage", "open_text"),
        migrations.RemoveField("referralevent", "open_note"),
    ]
