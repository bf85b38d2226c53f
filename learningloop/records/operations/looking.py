"""Files are looked at for malware before the operation that keeps them begins.

A scanner may take a minute for a file. Inside a transaction nobody else could write meanwhile, on SQLite at least.
"""

from collections.abc import Callable, Sequence
from functools import wraps
from typing import Any, ParamSpec, TypeVar

import structlog
from django.core.files.uploadedfile import UploadedFile

from learningloop.people.models import Board
from learningloop.records import events
from learningloop.records.operations import scanning
from learningloop.records.rules import shown_name
from learningloop.trail.operations import Actor, Refused, is_running, log, operation

logger = structlog.get_logger(__name__)
Arguments = ParamSpec("Arguments")
Result = TypeVar("Result")


class FileInfected(Refused):
    """The scanner found malware in the file."""

    def __init__(self, name: str, board: Board, size: int, found: str) -> None:
        super().__init__(
            f"{name} is not taken: the check for malware found something harmful in it. Do not open it; "
            "tell whoever looks after your computers."
        )
        self.board, self.size, self.found = board, size, found

    def noted(self, by: Actor) -> None:
        """The trail tells that it was tried, and what was found; a file's name may name a child."""
        note_infected(board=self.board, size=self.size, found=self.found, by=by)


class FileNotChecked(Refused):
    """The scanner that must look at every file does not answer."""


@operation
def note_infected(*, board: Board, size: int, found: str, by: Actor) -> None:
    """Leave in the trail that somebody tried to add a file with malware, and what the scanner called it."""
    log(events.FILE_INFECTED, board, size=size, found=found)


def looked_at_first(thing: str) -> Callable[[Callable[Arguments, Result]], Callable[Arguments, Result]]:
    """Have an operation's `uploads`, or its one `upload`, looked at before it begins; `thing` has the board.

    It raises FileInfected and FileNotChecked besides. Within another operation, storing looks at what is left.
    """

    def decorate(run: Callable[Arguments, Result]) -> Callable[Arguments, Result]:
        @wraps(run)
        def first(*args: Arguments.args, **kwargs: Arguments.kwargs) -> Result:
            told: Any = kwargs
            if not is_running():
                board = told["board"] if thing == "board" else told[thing].board
                try:
                    look_at(board, told.get("uploads") or list(filter(None, [told.get("upload")])))
                except Refused as refused:
                    refused.noted(told["by"])
                    raise
            return run(*args, **kwargs)

        return first

    return decorate


def look_at(board: Board, uploads: "Sequence[UploadedFile[Any]]") -> None:
    """Ask the scanner about each file that it was not asked about yet. Raises FileInfected and FileNotChecked."""
    if not scanning.is_configured():
        return
    for upload in uploads:
        if not getattr(upload, "is_looked_at", False):
            _look_at(board, upload)
            upload.is_looked_at = True  # type: ignore[attr-defined]  # ours, for as long as this upload lasts


def _look_at(board: Board, upload: "UploadedFile[Any]") -> None:
    name = shown_name(upload.name or "")
    try:
        verdict = scanning.judged(upload.chunks())
    except scanning.ScannerUnreachable as fault:
        logger.error("a file could not be checked for malware")  # noqa: TRY400  # the way here says nothing more
        raise FileNotChecked(
            f"{name} cannot be checked for malware now, so it was not taken. Nothing else was lost. Try again in "
            "some minutes."
        ) from fault
    finally:
        upload.seek(0)
    if verdict.found:
        raise FileInfected(name, board, upload.size or 0, verdict.found)
