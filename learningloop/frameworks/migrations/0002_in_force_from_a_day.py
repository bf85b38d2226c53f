"""A version is in force from a day: what was current is found from dates, not from a mark."""

from typing import Any

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models.functions import TruncDate


def in_force_since_loaded(apps: Any, schema_editor: Any) -> None:
    versions = apps.get_model("frameworks", "FrameworkVersion").objects
    versions.update(effective_on=TruncDate("loaded_at"))


class Migration(migrations.Migration):
    dependencies = [
        ("frameworks", "0001_initial"),
        ("people", "0001_initial"),
    ]

    operations = [
        migrations.RemoveConstraint(model_name="frameworkversion", name="one_current_framework_a_board"),
        migrations.RemoveField(model_name="frameworkversion", name="is_current"),
        migrations.AddField(
            model_name="frameworkversion",
            name="effective_on",
            field=models.DateField(null=True),
        ),
        migrations.RunPython(in_force_since_loaded, migrations.RunPython.noop),
        migrations.AlterField(
            model_name="frameworkversion",
            name="effective_on",
            field=models.DateField(),
        ),
        migrations.AddField(
            model_name="frameworkversion",
            name="approved_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="frameworkversion",
            name="approved_on",
            field=models.DateField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="frameworkversion",
            name="decision",
            field=models.CharField(blank=True, max_length=300),
        ),
        migrations.AddConstraint(
            model_name="frameworkversion",
            constraint=models.CheckConstraint(
                condition=models.Q(("approved_by", None), ("approved_on", None))
                | models.Q(("approved_by__isnull", False), ("approved_on__isnull", False)),
                name="framework_approved_by_somebody_on_a_day",
            ),
        ),
    ]
