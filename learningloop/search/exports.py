"""What was found, as a file."""

from collections.abc import Iterable

from django.http import HttpResponse

from learningloop.kit.downloads import table_file
from learningloop.people.models import Board
from learningloop.search.queries import Result
from learningloop.search.rules.passages import Part

FOUND = ("Kind", "Reference", "Date", "Title", "In context", "Restricted")


def found_file(board: Board, rows: Iterable[Result], form: str) -> HttpResponse:
    """What a search found, the best first, as the page tells it: of restricted records the title alone.

    The name of the file does not bear what was looked for.
    """
    return table_file(f"search-{board.slug}", FOUND, rows, _found, form)


def _found(result: Result) -> tuple[object, ...]:
    title, context = _text(result.title), _text(result.passage)
    return result.searched.name, result.reference, result.on, title, context, "Yes" if result.restricted else ""


def _text(parts: list[Part]) -> str:
    return "".join(part.text for part in parts)
