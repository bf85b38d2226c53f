"""`learningloop search rebuild|check [--board SLUG]`: build the search index again, or prove that it is right."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django_scopes import scope

from learningloop.people.models import Board
from learningloop.search.operations import rebuild_index
from learningloop.search.queries import faults
from learningloop.trail.operations import SYSTEM


class Command(BaseCommand):
    help = "Build the search index again, or prove that it says what the records say."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("do", choices=["rebuild", "check"], help="what to do")
        parser.add_argument("--board", help="the board's slug: sandwell; every board if it is left out")

    def handle(self, *args: Any, **options: Any) -> None:
        wrong = sum(self._of_board(board, options["do"]) for board in _boards(options["board"]))
        if wrong:
            raise CommandError("The index is not right. Build it again with: learningloop search rebuild")

    def _of_board(self, board: Board, do: str) -> int:
        """Builds or checks one board's index; gives the number of faults."""
        with scope(board=board):
            if do == "rebuild":
                self.stdout.write(f"{board}: {rebuild_index(board=board, by=SYSTEM)} records indexed")
                return 0
            found = list(faults(board))
        for fault in found:
            self.stdout.write(f"{board}: {fault}")
        self.stdout.write(f"{board}: {'the index is right' if not found else f'{len(found)} faults'}")
        return len(found)


def _boards(slug: str | None) -> list[Board]:
    boards = list(Board.objects.filter(slug=slug) if slug else Board.objects.all())
    if slug and not boards:
        slugs = ", ".join(Board.objects.values_list("slug", flat=True)) or "none yet: load a framework first"
        raise CommandError(f"There is no board {slug}. The boards are: {slugs}.")
    return boards
