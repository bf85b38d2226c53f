"""The kinds of record that a board holds, each as a table whose columns explain themselves."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import reduce
from operator import or_
from typing import Any

from django.apps import apps
from django.db.models import Field, ForeignKey, ManyToManyField, Model, Q, QuerySet
from django.utils.text import slugify

from learningloop.instruments.models import Answer, AnswerSet, Evidence, QuestionSetVersion
from learningloop.kit.rows import tables
from learningloop.people.models import Agency, Appointment, Board, Person, ReferenceCounter
from learningloop.people.policy import NOTHING, PERMISSIONS, Access
from learningloop.records.models import Note, Removed, StoredFile
from learningloop.sources.assessments.models import Comment, Return, Round
from learningloop.trail.models import Chain, Entry

Rows = QuerySet[Any]
LEFT_OUT: tuple[type[Model], ...] = (Chain, ReferenceCounter, Comment)
"""What only the running of the site needs, and what those who answer a return say to each other: it is theirs."""
DERIVED = {"search", "reports"}
"""Apps whose rows repeat what other records say, so that it is found sooner."""
Slugs = Mapping[int, str]
"""The slugs of boards by their keys."""
Shared = Callable[[Board], Q]


def _led(path: str) -> Shared:
    """What hangs on the answers that agencies gave once, for another board, in a joint round."""

    def of_board(board: Board) -> Q:
        led = Return._base_manager.filter(board=board).exclude(led_by=None).order_by()
        return Q(**{f"{path}__in": led.values("answer_set")})

    return of_board


def _shown(board: Board) -> Q:
    """The files that these answers show as evidence."""
    shown = Evidence._base_manager.filter(_led("answer_set")(board)).order_by()
    return Q(pk__in=shown.values("file"))


def _asked(board: Board) -> Q:
    """The questions of the rounds of other boards that a board joined."""
    joined = Round._base_manager.filter(board=board).exclude(joins=None).order_by()
    return Q(pk__in=joined.values("version"))


SHARED: dict[type[Model], Shared] = {
    AnswerSet: _led("pk"),
    Answer: _led("answer_set"),
    Evidence: _led("answer_set"),
    StoredFile: _shown,
    QuestionSetVersion: _asked,
}
"""What a board holds together with another: its people read it, though it belongs to the other."""
SECRET = {"id", "password", "fingerprint", "content"}
"""Columns that are no record: row numbers, password hashes, and frameworks, which are files of their own."""
AT_ONCE = 500


@dataclass(frozen=True)
class Column:
    name: str
    kind: str
    meaning: str
    value: Callable[[Model], Any]


@dataclass(frozen=True)
class Table:
    """One kind of record: what it is called, what it is, its columns, and the board's rows."""

    name: str
    meaning: str
    columns: list[Column]
    rows: Rows

    @property
    def words(self) -> str:
        return str(self.rows.model._meta.verbose_name_plural).capitalize()

    def lines(self) -> Iterator[dict[str, Any]]:
        for row in self.rows.iterator(chunk_size=AT_ONCE):
            yield {column.name: column.value(row) for column in self.columns}


def tables_of(board: Board, reader: Person | None) -> list[Table]:
    """Every kind of record that the board holds; of restricted ones those that a reader may open."""
    others = dict(Board.objects.exclude(pk=board.pk).values_list("pk", "slug"))
    return [_table(model, rows, others) for model, rows in rows_by_model(board, reader).items()]


def rows_by_model(board: Board, reader: Person | None) -> dict[type[Model], Rows]:
    closed = closed_to(reader, board) if reader else {}
    found = {model: _opened(_of_board(model, board), closed) for model in _models()}
    return dict(sorted(found.items(), key=lambda item: _name(item[0])))


def left_out(board: Board, reader: Person) -> int:
    """How many restricted records there are that a reader may not open."""
    closed = closed_to(reader, board)
    return sum(len(closed[model]) for model in _accesses())


def _models() -> list[type[Model]]:
    ours = [model for model in apps.get_models() if model.__module__.startswith("learningloop.")]
    kept = [model for model in ours if model not in LEFT_OUT and model._meta.app_label not in DERIVED]
    return [model for model in kept if _board_filter(model) is not None]


def _board_filter(model: type[Model]) -> Callable[[Board], Q] | None:
    """How a board's rows of a model are found; None for what belongs to no board."""
    if issubclass(model, Entry):
        return lambda board: Q(board=board.slug)
    if model is Person:
        return lambda board: Q(pk__in=Appointment.objects.filter(_appointed(board)).values("person"))
    if model is Appointment:
        return _appointed
    if model is Agency:
        return lambda board: Q(boards=board)
    decided = getattr(model, "decided", None)
    path = decided.board if decided else None
    if not path:
        return None
    shared = SHARED.get(model)
    return lambda board: Q(**{path: board.pk if path == "pk" else board}) | (shared(board) if shared else NOTHING)


def _appointed(board: Board) -> Q:
    return Q(board=board) | Q(group__home=board)


def _of_board(model: type[Model], board: Board) -> Rows:
    of_board = _board_filter(model)
    rows: Rows = model._base_manager.all()
    return rows.filter(of_board(board)).order_by("pk") if of_board else rows.none()


def _accesses() -> dict[type[Model], Access]:
    sights = (one.access for key, one in PERMISSIONS.items() if key.endswith(".view"))
    return {access.model: access for access in sights if access.clearance}


def closed_to(reader: Person, board: Board) -> dict[type[Model], set[int]]:
    """The keys of all rows that sensitivity closes to a reader: records, and what hangs on them. They are few."""
    closed: dict[type[Model], set[int]] = {}
    for model, access in _accesses().items():
        let_in = model._base_manager.filter(access.clearance(reader)) if access.clearance else model._base_manager
        closed[model] = _keys(_of_board(model, board)) - _keys(let_in.order_by())
    closed |= _held_by(closed)
    parts = [model for model in _models() if model not in closed and not issubclass(model, Entry)]
    for model in parts:
        hung = (
            Q(**{f"{field.name}__in": closed[field.related_model]})
            for field in model._meta.concrete_fields
            if field.related_model in closed
        )
        closed[model] = _keys(_of_board(model, board).filter(reduce(or_, hung, NOTHING)))
    for removed in Removed._base_manager.filter(pk__in=closed[Removed]):
        for told in removed.rows:
            closed.setdefault(tables()[told["model"]], set()).add(told["row"]["id"])
    closed[Note] |= _keys(_of_board(Note, board).filter(_beside(closed)))
    closed[StoredFile] = _keys(_of_board(StoredFile, board)) - _files_on_open(board, closed)
    return closed


def _held_by(closed: dict[type[Model], set[int]]) -> dict[type[Model], set[int]]:
    """What a closed record holds alone: the answers of a return."""
    held = Return._base_manager.filter(pk__in=closed[Return]).order_by()
    return {AnswerSet: set(held.values_list("answer_set", flat=True))}


def _keys(rows: Rows) -> set[int]:
    return set(rows.values_list("pk", flat=True))


def _opened(rows: Rows, closed: dict[type[Model], set[int]]) -> Rows:
    if not issubclass(rows.model, Entry):
        return rows.exclude(pk__in=closed.get(rows.model, ()))
    for model, keys in closed.items():
        rows = rows.exclude(thing=model._meta.label_lower, thing_id__in=keys) if keys else rows
    return rows


def _beside(closed: dict[type[Model], set[int]]) -> Q:
    """The notes beside closed records, known by kind and reference."""
    beside = (
        Q(
            kind=model._meta.model_name,
            reference__in=list(
                model._base_manager.filter(pk__in=closed[model]).values_list("reference", flat=True)
            ),
        )
        for model in _accesses()
    )
    return reduce(or_, beside, NOTHING)


def _files_on_open(board: Board, closed: dict[type[Model], set[int]]) -> set[int]:
    """The files on records that are not closed; a file on no record is on none of them."""
    found: set[int] = set()
    for model in _models():
        for field in [*model._meta.fields, *model._meta.many_to_many]:
            if field.related_model is StoredFile:
                rows = _of_board(model, board).exclude(pk__in=closed.get(model, ())).order_by()
                found |= set(rows.values_list(field.name, flat=True))
    return found


def _table(model: type[Model], rows: Rows, others: Slugs) -> Table:
    fields = [field for field in model._meta.concrete_fields if field.name not in SECRET]
    linked = [field for field in model._meta.many_to_many if field.related_model is not Board]
    foreign = [field.name for field in fields if isinstance(field, ForeignKey)]
    rows = (
        rows.select_related(*foreign).prefetch_related(*(field.name for field in linked))
        if foreign or linked
        else rows
    )
    columns = [_column(field, others) for field in [*fields, *linked]]
    return Table(_name(model), (model.__doc__ or "").strip().split("\n\n")[0], columns, rows)


def _name(model: type[Model]) -> str:
    return slugify(str(model._meta.verbose_name_plural))


def _column(field: "Field[Any, Any] | ManyToManyField[Any, Any]", others: Slugs) -> Column:
    name = field.name
    if isinstance(field, ManyToManyField):
        kind = f"several {_name(field.related_model)}"
        return Column(
            name, kind, _meaning(field), lambda row: [_called(each, others) for each in getattr(row, name).all()]
        )
    if isinstance(field, ForeignKey):
        kind = _name(field.related_model)
        return Column(name, kind, _meaning(field), lambda row: _called(getattr(row, name), others))
    return Column(name, field.get_internal_type(), _meaning(field), lambda row: _plain(getattr(row, name)))


def _meaning(field: "Field[Any, Any]") -> str:
    choices = "; ".join(f"{key}: {words}" for key, words in field.flatchoices or ())
    told = str(field.help_text or field.verbose_name).capitalize()
    return f"{told} ({choices})" if choices else told


def _called(row: Any, others: Slugs) -> str | None:
    """What a row is called where another names it: the reference, a file's key, or the name.

    The reference of what belongs to another board begins with that board's slug.
    """
    if row is None:
        return None
    if isinstance(row, StoredFile):
        return str(row.key)
    reference = getattr(row, "reference", "")
    other = others.get(getattr(row, "board_id", None) or 0)
    return f"{other}/{reference}" if reference and other else str(reference or row)


def _plain(value: Any) -> Any:
    if isinstance(value, date | datetime):
        return value.isoformat()
    if isinstance(value, bool | int | float | list | dict) or value is None:
        return value
    return str(value)
