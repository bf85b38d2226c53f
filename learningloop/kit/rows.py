"""A row of any table as plain values that JSON can hold, and back: the same whichever database it came from."""

import base64
from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from functools import cache
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db.models import Field, Model


@cache
def tables() -> dict[str, type[Model]]:
    """Every model, links between rows too, by its label."""
    return {model._meta.label_lower: model for model in apps.get_models(include_auto_created=True)}


def written(model: type[Model]) -> "list[Field[Any, Any]]":
    """The columns that are written; what the database makes of them it makes again."""
    return [field for field in model._meta.concrete_fields if not field.generated]


def plain(value: Any) -> Any:
    """A column's value as JSON can hold it."""
    match value:
        case datetime():
            return value.astimezone(UTC).isoformat()
        case date() | time():
            return value.isoformat()
        case UUID() | Decimal() | timedelta():
            return str(value)
        case bytes() | memoryview():
            return base64.b64encode(bytes(value)).decode("ascii")
    return value


def as_plain(row: Model) -> dict[str, Any]:
    """A row by the names of its columns."""
    fields = written(type(row))
    return {field.attname: plain(field.value_from_object(row)) for field in fields}


def from_plain(model: type[Model], fields: Iterable["Field[Any, Any]"], told: dict[str, Any]) -> Model:
    """The row that the values of these columns make; a KeyError names a column that has none."""
    return model(**{field.attname: field.to_python(told[field.attname]) for field in fields})
