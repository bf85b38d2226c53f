"""`learningloop answers check|mend [--board SLUG]`: prove, or work out anew, how far answers are said to be."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django_scopes import scope

from learningloop.instruments.operations.answering import mend_tallies
from learningloop.instruments.queries.answering import differing_tallies
from learningloop.people.models import Board
from learningloop.trail.operations import SYSTEM


class Command(BaseCommand):
    help = "Prove that the counts kept beside sets of answers are what the answers come to, or work them out anew."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("do", choices=["check", "mend"], help="what to do")
        parser.add_argument("--board", help="the board's slug: sandwell; every board if it is left out")

    def handle(self, *args: Any, **options: Any) -> None:
        boards = Board.objects.filter(slug=options["board"]) if options["board"] else Board.objects.all()
        if options["board"] and not boards:
            raise CommandError(f"There is no board {options['board']}.")
        if sum(self._of_board(board, options["do"]) for board in boards):
            raise CommandError("What is kept is not right. Work it out anew with: learningloop answers mend")

    def _of_board(self, board: Board, do: str) -> int:
        """Checks or mends one board's counts; gives the number of faults left."""
        with scope(board=board):
            if do == "mend":
                self.stdout.write(f"{board}: {mend_tallies(board=board, by=SYSTEM)} differed")
                return 0
            found = [answer_set for answer_set, _right in differing_tallies(board)]
        for answer_set in found:
            self.stdout.write(f"{board}: {answer_set} are counted wrong")
        self.stdout.write(f"{board}: {'the counts are right' if not found else f'{len(found)} faults'}")
        return len(found)
