"""Removing what was recorded by mistake, and putting it back as it was.

Only what nothing rests on can be removed, so that no thread is torn.
"""

from collections.abc import Iterable
from itertools import chain
from typing import Any

from django.db import IntegrityError, models
from django.db.models.deletion import Collector, ProtectedError
from django.utils import timezone

from learningloop.kit.rows import as_plain, from_plain, tables, written
from learningloop.people.models import Board, Person
from learningloop.people.policy import kind_of, sight_of
from learningloop.records import events
from learningloop.records.models import Note, Removed, StoredFile
from learningloop.records.queries import is_restricted, who_may_put_back
from learningloop.records.rules import others_rest_on_it
from learningloop.trail.models import Traced
from learningloop.trail.operations import Refused, log, operation


class SomethingRestsOnIt(Refused):
    """Other records rest on it; it can be removed once they are."""


class CannotBePutBack(Refused):
    """What it rested on, or its reference, is not free for it any more."""


@operation
def remove_record(*, record: Any, why: str, by: Person) -> Removed:
    """Take a record out of every page, with its notes and all that hangs on it. Raises SomethingRestsOnIt."""
    if resting := _resting_on(record):
        raise SomethingRestsOnIt(others_rest_on_it(record.reference, resting))
    notes = Note.objects.filter(board=record.board, kind=kind_of(record), reference=record.reference)
    below = _records_below(record)
    log(events.REMOVED, record, why=why)
    for thing in below:
        log(events.RESTING_REMOVED, thing, reference=record.reference)
    removed = _keep(record, [record, *notes], kind=kind_of(record), reference=record.reference, why=why, by=by)
    notes.delete()
    type(record)._base_manager.filter(pk=record.pk).delete()
    return removed


@operation
def remove_file(*, record: Any, file: StoredFile, why: str, by: Person) -> Removed:
    """Take a file off a record. The file itself stays where it is kept, and nobody can open it meanwhile."""
    tie = record.files.through.objects.get(**{record.files.source_field_name: record, "storedfile": file})
    removed = _keep(record, [tie], kind="file", reference=file.name, why=why, by=by)
    tie.delete()
    log(events.FILE_REMOVED, record, name=file.name)
    return removed


@operation
def put_back(*, removed: Removed, by: Person) -> Traced:
    """Write a removed record's rows again, as they were. The record. Raises CannotBePutBack."""
    rows = [_row(told) for told in removed.rows]
    _rests_on_what_is_here(rows)
    try:
        for row in rows:
            # raw: a date that is set by itself stays what it was
            row.save_base(raw=True, force_insert=True)
    except IntegrityError as error:
        raise CannotBePutBack(f"Another record bears the reference {removed.reference} by now.") from error
    record: Any = tables()[removed.thing]._base_manager.get(pk=removed.thing_id)
    log(events.PUT_BACK, record, reference=removed.reference)
    for thing in _records_below(record) if removed.kind != "file" else ():
        log(events.RESTING_PUT_BACK, thing, reference=removed.reference)
    removed.delete()
    return record  # type: ignore[no-any-return]


def _keep(record: Any, things: "Iterable[models.Model]", **told: Any) -> Removed:
    known_to = who_may_put_back(record)
    removed: Removed = Removed.objects.create(
        board=record.board,
        title=str(record),
        thing=record._meta.label_lower,
        thing_id=record.pk,
        rows=[{"model": row._meta.label_lower, "row": as_plain(row)} for row in _with_what_hangs_on(things)],
        restricted=is_restricted(record),
        at=timezone.now(),
        **told,
    )
    removed.known_to.set(known_to)
    return removed


def _with_what_hangs_on(things: "Iterable[models.Model]") -> "list[models.Model]":
    """The things and every row that goes with them: their parts, and the ties to what they name."""
    collector = Collector(using="default")
    for thing in things:
        collector.collect([thing])
    rows = chain(chain.from_iterable(collector.data.values()), chain.from_iterable(collector.fast_deletes))
    return [row for row in rows if isinstance(row, Traced) or row._meta.auto_created]


def _resting_on(record: models.Model) -> list[str]:
    """The references of what rests on a record: what would keep it from being deleted, or be cut off by that."""
    try:
        Collector(using="default").collect([record])
    except ProtectedError as error:
        return sorted(row.trail_reference for row in error.protected_objects if isinstance(row, Traced))
    tied = (relation for relation in record._meta.related_objects if relation.many_to_many)
    rows: Iterable[Any] = chain.from_iterable(
        relation.related_model._base_manager.filter(**{relation.field.name: record}) for relation in tied
    )
    return sorted(row.trail_reference for row in rows)


def _records_below(record: models.Model) -> list[Any]:
    """The records that a record rests on: a finding's source, a recommendation's findings."""
    single = (getattr(record, field.name) for field in record._meta.concrete_fields if _leads_to_record(field))
    several = (getattr(record, field.name).all() for field in record._meta.many_to_many if _leads_to_record(field))
    return [thing for thing in chain(single, chain.from_iterable(several)) if thing]


def _leads_to_record(field: Any) -> bool:
    model = field.related_model
    return bool(model and sight_of(model._meta.model_name) and model not in (Board, Removed))


def _row(told: dict[str, Any]) -> models.Model:
    model: Any = tables()[told["model"]]
    known = [field for field in written(model) if field.attname in told["row"]]
    return from_plain(model, known, told["row"])


def _rests_on_what_is_here(rows: "list[models.Model]") -> None:
    coming = {(type(row), row.pk) for row in rows}
    for row in rows:
        for field in written(type(row)):
            key, model = getattr(row, field.attname), field.related_model
            if field.is_relation and key is not None and (model, key) not in coming:
                _must_be_here(model, key)


def _must_be_here(model: Any, key: Any) -> None:
    if not model._base_manager.filter(pk=key).exists():
        words = model._meta.verbose_name
        raise CannotBePutBack(f"The {words} that it belongs to was removed too. Put that back first.")
