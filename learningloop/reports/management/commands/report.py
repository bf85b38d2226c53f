"""`learningloop report activity --board SLUG --year 2015-16 --format csv|html|docx|pdf [--output FILE]`."""

import sys
from argparse import ArgumentParser
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django_scopes import scope

from learningloop.frameworks.models import FrameworkVersion
from learningloop.frameworks.queries import current_framework
from learningloop.kit.documents import Document, render_docx, render_html, render_pdf
from learningloop.people.models import Board
from learningloop.reports.exports import activity_csv, activity_document
from learningloop.reports.queries.activity import Activity, activity
from learningloop.sources.register.models import Source


class Command(BaseCommand):
    help = "Write one of the board's reports."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("report", choices=["activity"], help="which report")
        parser.add_argument("--board", required=True, help="the board's slug: sandwell")
        parser.add_argument("--year", required=True, help="a year from April to March: 2015-16")
        parser.add_argument("--format", choices=["csv", "html", "docx", "pdf"], default="csv")
        parser.add_argument("--output", type=Path, help="a file to write; the standard output if it is left out")

    def handle(self, *args: Any, **options: Any) -> None:
        board = Board.objects.filter(slug=options["board"]).first()
        if board is None:
            slugs = ", ".join(Board.objects.values_list("slug", flat=True)) or "none yet: load a framework first"
            raise CommandError(f"There is no board {options['board']}. The boards are: {slugs}.")
        content = _render(_gather(board, options["year"]), board, options["format"])
        self._write(content, options["output"])

    def _write(self, content: bytes, output: Path | None) -> None:
        if output is None:
            self.stdout.flush()
            sys.stdout.buffer.write(content)
            return
        try:
            output.write_bytes(content)
        except OSError as error:
            raise CommandError(f"{output} cannot be written: {error.strerror}. Choose another file.") from error
        self.stderr.write(f"Wrote {output}")


def _gather(board: Board, year: str) -> Activity:
    try:
        with scope(board=board):
            return activity(current_framework(board), Source.objects.all(), year)
    except ValueError as error:
        raise CommandError(str(error)) from error
    except FrameworkVersion.DoesNotExist as error:
        raise CommandError(
            f"{board.name} has no framework yet. Load one with: learningloop framework load FILE"
        ) from error


def _render(told: Activity, board: Board, form: str) -> bytes:
    if form == "csv":
        return activity_csv(told).encode("utf-8")
    return SKINS[form](activity_document(told, board))


SKINS: dict[str, Callable[[Document], bytes]] = {
    "docx": render_docx,
    "pdf": render_pdf,
    "html": lambda document: render_html(document).encode("utf-8"),
}
