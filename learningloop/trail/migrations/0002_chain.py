"""Chains what was logged before there were chains, in the order in which it was logged."""

import secrets
from typing import Any

from django.db import migrations, models

from learningloop.trail.rules import chain_of, digest_of, genesis, link_of

CONTENT = ["actor_id", "actor_name", "board", "thing", "thing_id", "reference"]
SAID = {"event": ["kind", "facts", "before", "after"], "reading": []}
BATCH = 1000


def chain(apps: Any, schema_editor: Any) -> None:
    for name, said in SAID.items():
        model = apps.get_model("trail", name)
        boards = model.objects.order_by("board").values_list("board", flat=True).distinct()
        for board in boards:
            _chain_one(apps, model, chain_of(name, board), board, [*CONTENT, *said])


def _chain_one(apps: Any, model: Any, called: str, board: str, fields: list[str]) -> None:
    link, batch, position = genesis(called), [], 0
    for position, entry in enumerate(model.objects.filter(board=board).order_by("pk").iterator(BATCH), 1):
        content = {"at": entry.at.isoformat(timespec="microseconds")} | {
            field: getattr(entry, field) for field in fields
        }
        if model._meta.model_name == "reading":
            content["role"] = ""
        entry.position, entry.salt = position, secrets.token_hex(16)
        entry.digest = digest_of(content, entry.salt)
        entry.link = link = link_of(link, called, position, entry.digest)
        batch.append(entry)
        if len(batch) == BATCH:
            model.objects.bulk_update(batch, ["position", "salt", "digest", "link"])
            batch = []
    model.objects.bulk_update(batch, ["position", "salt", "digest", "link"])
    apps.get_model("trail", "Chain").objects.create(name=called, length=position, link=link)


def columns(model: str) -> list[migrations.AddField]:
    return [
        migrations.AddField(model, "position", models.PositiveBigIntegerField(default=0), preserve_default=False),
        migrations.AddField(
            model, "salt", models.CharField(blank=True, default="", max_length=32), preserve_default=False
        ),
        migrations.AddField(model, "digest", models.CharField(default="", max_length=64), preserve_default=False),
        migrations.AddField(model, "link", models.CharField(default="", max_length=64), preserve_default=False),
    ]


class Migration(migrations.Migration):
    dependencies = [("trail", "0001_initial")]

    operations = [
        migrations.CreateModel(
            name="Chain",
            fields=[
                (
                    "id",
                    models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                ),
                ("name", models.CharField(max_length=80, unique=True)),
                ("length", models.PositiveBigIntegerField(default=0)),
                ("link", models.CharField(max_length=64)),
            ],
        ),
        *columns("event"),
        *columns("reading"),
        migrations.AddField("reading", "role", models.CharField(blank=True, default="", max_length=300), False),
        migrations.RunPython(chain, migrations.RunPython.noop, elidable=True),
        migrations.AddConstraint(
            "event", models.UniqueConstraint(fields=["board", "position"], name="event_once_in_its_chain")
        ),
        migrations.AddConstraint(
            "reading", models.UniqueConstraint(fields=["board", "position"], name="reading_once_in_its_chain")
        ),
    ]
