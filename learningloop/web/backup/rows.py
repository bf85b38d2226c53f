"""Rows as lines of JSON, the same whichever database they came from."""

import json
from collections.abc import Iterable, Iterator
from typing import Any

from django.apps import apps
from django.core.management.color import no_style
from django.db import connection
from django.db.models import FileField, Model

from learningloop.kit.portions import portions
from learningloop.kit.rows import from_plain, plain, written

MADE_BY_SETTING_UP = {"contenttypes", "auth"}
"""Apps whose rows every database is given when it is set up."""
OF_THE_MOMENT = {"sessions", "usersessions", "django_tasks_database"}
"""Apps whose rows belong to one running site: not kept, and emptied by a restore.

So nobody stays signed in as somebody else, and nothing is sent twice.
"""
AT_ONCE = 2000


def kept_models() -> list[type[Model]]:
    """Every model whose rows a backup holds, links between rows too, by the name of their table."""
    return _models(lambda label: label not in MADE_BY_SETTING_UP | OF_THE_MOMENT)


def momentary_models() -> list[type[Model]]:
    return _models(OF_THE_MOMENT.__contains__)


def _models(wanted: Any) -> list[type[Model]]:
    found = apps.get_models(include_auto_created=True)
    chosen = [model for model in found if wanted(model._meta.app_label) and not model._meta.proxy]
    return sorted((model for model in chosen if model._meta.managed), key=lambda model: model._meta.db_table)


def lines_of(model: type[Model]) -> Iterator[bytes]:
    """Each row of a model as a line, by its key; memory does not grow with their number."""
    names = [field.attname for field in written(model)]
    rows = model._base_manager.order_by("pk").values_list(*names)
    for row in rows.iterator(chunk_size=AT_ONCE):
        told = {name: plain(value) for name, value in zip(names, row, strict=True)}
        yield json.dumps(told, ensure_ascii=False, sort_keys=True, allow_nan=False).encode("utf-8") + b"\n"


def put_back(model: type[Model], lines: Iterable[bytes]) -> int:
    """Write rows from their lines, with their keys and dates as they were. How many."""
    fields = written(model)
    number = 0
    most = min(AT_ONCE, connection.ops.bulk_batch_size(fields, range(AT_ONCE)))
    for batch in portions(lines, most):
        rows = [from_plain(model, fields, json.loads(line)) for line in batch]
        # raw: a date that is set by itself stays what it was
        model._base_manager._insert(rows, fields=fields, using=connection.alias, raw=True)  # type: ignore[attr-defined]
        number += len(rows)
    return number


def empty(models: Iterable[type[Model]]) -> None:
    """Remove every row, asking no model: foreign keys are looked at when the transaction ends."""
    for model in models:
        model._base_manager.all()._raw_delete(connection.alias)


def go_on_counting(models: list[type[Model]]) -> None:
    """Let the next row of each table get a key of its own."""
    statements = connection.ops.sequence_reset_sql(no_style(), models)
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def file_names() -> Iterator[str]:
    """The name of every file that any row speaks of."""
    for model in kept_models():
        for field in model._meta.concrete_fields:
            if isinstance(field, FileField):
                names = model._base_manager.order_by("pk").values_list(field.attname, flat=True)
                yield from (name for name in names.iterator(chunk_size=AT_ONCE) if name)
