"""Writing very many rows at once: one statement, prepared once, with the values of each row.

For rows whose fields do not fill themselves. To make SQL of each row, as a bulk insert of models does, takes three
times as long.
"""

import gc
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from operator import attrgetter
from typing import Any

from django.db import connection
from django.db.models import Field, JSONField, Model

from learningloop.kit.rows import written

PLAIN = (str, int, type(None))
"""Values of these very types go into the database as they are, but for JSON."""
Row = tuple[Any, ...]


def insert(rows: Sequence[Model]) -> None:
    """Write new rows of one model; they do not learn their keys."""
    if rows:
        fields = [field for field in written(type(rows[0])) if not field.primary_key]
        insert_values(type(rows[0]), fields, _values(fields, rows))


def insert_keyed(rows: Sequence[Model]) -> None:
    """Write new rows of one model, each with a key of its own."""
    if rows:
        model = type(rows[0])
        for row, key in zip(rows, reserved_keys(model, len(rows)), strict=True):
            row.pk = key
            row._prepare_related_fields_for_save("insert_keyed")  # type: ignore[attr-defined]  # private to Django
            row._state.adding, row._state.db = False, connection.alias
        insert_values(model, written(model), _values(written(model), rows))


def reserved_keys(model: type[Model], number: int) -> Sequence[int]:
    """Keys for so many rows of a model, that no other row is given."""
    table, column = model._meta.db_table, str(model._meta.pk.column)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            sequence = "SELECT nextval(pg_get_serial_sequence(%s, %s)) FROM generate_series(1, %s)"
            cursor.execute(sequence, [_quoted(table), column, number])
            return [key for (key,) in cursor.fetchall()]
        cursor.execute("UPDATE sqlite_sequence SET seq = seq + %s WHERE name = %s RETURNING seq", [number, table])
        told = cursor.fetchone()
        if not told:
            cursor.execute("INSERT INTO sqlite_sequence (name, seq) VALUES (%s, %s)", [table, number])
        last = told[0] if told else number
        return range(last - number + 1, last + 1)


def insert_values(model: type[Model], fields: Sequence[Any], values: Iterable[Row]) -> None:
    """Write new rows of a model, each given by the values of these fields, ready for the database."""
    columns = ", ".join(_quoted(field.column) for field in fields)
    places = ", ".join(["%s"] * len(fields))
    _write(f"INSERT INTO {_quoted(model._meta.db_table)} ({columns}) VALUES ({places})", values)  # noqa: S608  # our own names, quoted


def update(rows: Sequence[Model], names: Iterable[str]) -> None:
    """Write these fields of rows of one model that are there."""
    if not rows:
        return
    options = type(rows[0])._meta
    fields: list[Any] = [options.get_field(name) for name in names]
    if fields:
        told = ", ".join(f"{_quoted(field.column)} = %s" for field in fields)
        own = _quoted(str(options.pk.column))
        statement = f"UPDATE {_quoted(options.db_table)} SET {told} WHERE {own} = %s"  # noqa: S608  # our own names, quoted
        _write(statement, _values([*fields, options.pk], rows))


@contextmanager
def many_alive() -> Iterator[None]:
    """While very many objects are made that all live on: Python does not look through them for rings to let go.

    It would look through all of them again and again and find nothing, for a quarter of the time.
    """
    looked = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if looked:
            gc.enable()


def _quoted(name: str) -> str:
    return connection.ops.quote_name(name)


def _write(statement: str, values: Iterable[Row]) -> None:
    with connection.cursor() as cursor:
        cursor.executemany(statement, list(values))


def _values(fields: Sequence[Any], rows: Iterable[Model]) -> Iterable[Row]:
    ready: list[Callable[[Any], Any]] = [_ready(field) for field in fields]
    each = attrgetter(*(field.attname for field in fields))
    for row in rows:
        told = each(row) if len(fields) > 1 else (each(row),)
        yield tuple([make(value) for make, value in zip(ready, told, strict=True)])


def _ready(field: "Field[Any, Any]") -> Callable[[Any], Any]:
    """Makes a value of a field ready for the database."""
    if isinstance(field, JSONField):
        return lambda value: field.get_db_prep_save(value, connection)
    return lambda value: value if type(value) in PLAIN else field.get_db_prep_save(value, connection)
