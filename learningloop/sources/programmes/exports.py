"""Programmes of quality assurance as files."""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponse

from learningloop.kit.downloads import table_file
from learningloop.people.models import Board

COLUMNS = (
    "Reference", "Agency", "What it does", "How often", "Since", "Last done", "Due again", "Ended", "Why ended",
)  # fmt: skip


def activities_file(board: Board, rows: QuerySet[Any], form: str) -> HttpResponse:
    """The activities of a list, one a line."""
    return table_file(f"quality-assurance-{board.slug}", COLUMNS, rows, _cells, form)


def _cells(one: Any) -> tuple[object, ...]:
    return (
        one.reference, one.agency.name, one.what, one.get_frequency_display(), one.started_on, one.last,
        one.due_after(one.last), one.ended_on, one.ended_why,
    )  # fmt: skip
