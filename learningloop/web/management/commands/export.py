"""`learningloop export board SLUG --output FILE`: all that a board holds, in open formats."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from learningloop.people.models import Board
from learningloop.people.operations import note_export
from learningloop.trail.operations import SYSTEM
from learningloop.web.board_export.writing import write_export


class Command(BaseCommand):
    help = "Write all that a board holds into one archive of CSV, JSON Lines, YAML and files."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("what", choices=["board"], help="what to write")
        parser.add_argument("slug", help="the board's slug: sandwell")
        parser.add_argument("--output", type=Path, required=True, help="the archive to write: sandwell.zip")

    def handle(self, *args: Any, **options: Any) -> None:
        board, path = Board.objects.filter(slug=options["slug"]).first(), options["output"]
        if board is None:
            raise CommandError(f"There is no board {options['slug']}.")
        if path.exists():
            raise CommandError(f"{path} is there already. Choose another name; nothing was written.")
        note_export(board=board, by=SYSTEM)
        try:
            numbers = write_export(path, board)
        except OSError as error:
            raise CommandError(f"{path} cannot be written: {error.strerror}.") from error
        self.stdout.write(f"Wrote {path}: {sum(numbers.values())} rows in {len(numbers)} tables.")
