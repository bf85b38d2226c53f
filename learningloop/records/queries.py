"""Handing out files and notes, whose record decides who may have them; and what was removed."""

import hashlib
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db.models import QuerySet
from django.http import FileResponse

from learningloop.people.models import Appointment, Board, Person
from learningloop.people.policy import allow, allowed, holds_on, kind_of, sight_of
from learningloop.records.models import Note, Removed, StoredFile
from learningloop.records.policy import REMOVED_VIEW
from learningloop.records.rules import ALLOWED_TYPES


def digest_of(upload: "UploadedFile[Any]") -> str:
    """By what a file is known again, whatever it is called: its `sha256`."""
    digest = hashlib.sha256()
    for chunk in upload.chunks():
        digest.update(chunk)
    upload.seek(0)
    return digest.hexdigest()


def send_file(file: StoredFile) -> FileResponse:
    """The response by which a record's page hands out one of its files: saved by the browser, never shown in it.

    The type is the one told by the content when it came in; the browser is told not to guess another.
    """
    return FileResponse(
        file.file.open("rb"),
        as_attachment=True,
        filename=file.name,
        content_type=file.content_type if file.content_type in ALLOWED_TYPES else "application/octet-stream",
        headers={
            "Cache-Control": "private, no-store",
            "Content-Security-Policy": "default-src 'none'; sandbox",
            "X-Content-Type-Options": "nosniff",
        },
    )


def notes_beside(board: Board, kind: str, reference: str) -> QuerySet[Note]:
    """The notes that stand beside a record, oldest first."""
    return Note.objects.filter(board=board, kind=kind, reference=reference).select_related("by")


def removed_from(person: Person, board: Board) -> QuerySet[Removed]:
    """What was removed from a board and this person may put back, newest first."""
    return allowed(person, REMOVED_VIEW).filter(board=board).select_related("by")


def who_may_put_back(record: Any) -> list[Person]:
    """Those who may put back what is removed from the record's board, and open this record now."""
    sight = sight_of(kind_of(record))
    held = Appointment.objects.current().on(record.board).values("person")
    people = Person.objects.filter(pk__in=held)
    return [
        person
        for person in people
        if sight and holds_on(person, REMOVED_VIEW, record.board) and allow(person, sight, record)
    ]


def is_restricted(record: Any) -> bool:
    """Whether opening the record is noted, because it is open to some only."""
    sight = sight_of(kind_of(record))
    model: Any = type(record)
    return bool(sight and model._base_manager.filter(sight.access.restricted, pk=record.pk).exists())
