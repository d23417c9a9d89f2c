from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("outreach", "0002_replies")]

    operations = [
        migrations.AddField(
            model_name="priorinterview",
            name="met_elsewhere",
            field=models.BooleanField(default=False, verbose_name="già incontrata da un altro ente"),
        ),
    ]
