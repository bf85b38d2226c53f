"""Taking in files and notes."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import PurePath
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db.models import Sum
from django.utils import timezone

from learningloop.people.models import Board, Person
from learningloop.records import events
from learningloop.records.models import Note, StoredFile
from learningloop.records.operations.looking import look_at, looked_at_first
from learningloop.records.queries import digest_of
from learningloop.records.rules import ENDINGS, bears_out, in_words, readable_size, shown_name
from learningloop.trail.operations import Refused, log, operation


class FileTooLarge(Refused):
    """The file is larger than the site takes."""


class BoardIsFull(Refused):
    """The board's files fill the room that the site gives a board."""


class FileNotAllowed(Refused):
    """The file is not, by its content, of a kind that the site takes."""


@looked_at_first("board")
@operation
def store_file(*, board: Board, upload: "UploadedFile[Any]", at: datetime | None = None, by: Person) -> StoredFile:
    """Keep an uploaded file privately. `at` is that of store_files; raises as it does."""
    return store_files(board=board, uploads=[upload], at=at, by=by)[0]


@looked_at_first("board")
@operation
def store_files(
    *, board: Board, uploads: "Sequence[UploadedFile[Any]]", at: datetime | None = None, by: Person
) -> list[StoredFile]:
    """Keep several files, or none of them when one is refused. `at` is when they came, now if nothing is said.

    Raises FileTooLarge, FileNotAllowed, BoardIsFull, FileInfected or FileNotChecked. All are looked at before the
    first is kept: what lies in the folder cannot be rolled back.
    """
    _room_for(board, uploads)
    types = [_checked_type(upload) for upload in uploads]
    look_at(board, uploads)
    now = at or timezone.now()
    return [_store(board, upload, kind, now, by) for upload, kind in zip(uploads, types, strict=True)]


def _room_for(board: Board, uploads: "Sequence[UploadedFile[Any]]") -> None:
    held = StoredFile.objects.filter(board=board).aggregate(size=Sum("size"))["size"] or 0
    if held + sum(upload.size or 0 for upload in uploads) > settings.UPLOAD_ROOM:
        raise BoardIsFull(
            f"The files of {board.name} fill the {readable_size(settings.UPLOAD_ROOM)} that a board has here. "
            "Ask whoever runs the site for more room."
        )


def _store(board: Board, upload: "UploadedFile[Any]", content_type: str, at: datetime, by: Person) -> StoredFile:
    stored = StoredFile.objects.create(
        board=board,
        name=_name(upload)[-200:],
        content_type=content_type,
        size=upload.size or 0,
        sha256=digest_of(upload),
        file=upload,
        added_by=by,
        added_at=at,
    )
    log(events.FILE_STORED, stored, size=stored.size)
    return stored


def _name(upload: "UploadedFile[Any]") -> str:
    return shown_name(upload.name or "")


def _checked_type(upload: "UploadedFile[Any]") -> str:
    size, name = upload.size or 0, _name(upload)
    if size > settings.UPLOAD_LARGEST:
        largest = readable_size(settings.UPLOAD_LARGEST)
        raise FileTooLarge(f"{name} is {readable_size(size)}. Choose a file smaller than {largest}.")
    return _content_type(upload, name)


def _content_type(upload: "UploadedFile[Any]", name: str) -> str:
    """The type that the name's ending claims and the content bears out."""
    upload.seek(0)
    content = upload.read()
    upload.seek(0)
    if not content:
        raise FileNotAllowed(f"{name} is empty. Choose a file with something in it.")
    claimed = ENDINGS.get(PurePath(name).suffix.lower(), "")
    if not bears_out(content, claimed):
        raise FileNotAllowed(
            f"{name} cannot be taken. Choose a {in_words()} file whose name ends as its kind does."
        )
    return claimed


@operation
def add_note(*, board: Board, kind: str, reference: str, text: str, by: Person) -> Note:
    """Write a note beside a record, known by its kind and reference."""
    note = Note.objects.create(board=board, kind=kind, reference=reference, text=text, by=by, at=timezone.now())
    log(events.NOTE_ADDED, note)
    return note
