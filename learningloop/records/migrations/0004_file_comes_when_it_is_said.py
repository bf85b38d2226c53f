from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("records", "0003_removed"),
    ]

    operations = [
        migrations.AlterField(
            model_name="storedfile",
            name="added_at",
            field=models.DateTimeField(),
        ),
    ]
