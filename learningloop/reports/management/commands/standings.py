"""`learningloop standings check|mend [--board SLUG]`: prove that every thread stands where the rules say."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django_scopes import scope

from learningloop.learning.models import Finding
from learningloop.people.models import Board
from learningloop.reports.operations import KEEPERS, mend_standings
from learningloop.reports.queries.standings import differing
from learningloop.trail.operations import SYSTEM


class Command(BaseCommand):
    help = (
        "Compare where each thread is kept to stand with what the rules make of the facts, or mend what differs."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("do", choices=["check", "mend"], help="say what differs (exit 1), or put it right")
        parser.add_argument("--board", help="the board's slug; all boards if it is left out")

    def handle(self, *args: Any, **options: Any) -> None:
        boards = Board.objects.filter(slug=options["board"]) if options["board"] else Board.objects.all()
        if options["board"] and not boards:
            raise CommandError(f"There is no board {options['board']}.")
        wrong = 0
        for board in boards:
            with scope(board=board):
                wrong += self._mend(board) if options["do"] == "mend" else self._check(board)
        if wrong and options["do"] == "check":
            raise CommandError(
                f"{wrong} threads stand elsewhere. Put them right with: learningloop standings mend"
            )

    def _check(self, board: Board) -> int:
        otherwise = 0
        for kept in KEEPERS:
            number = kept.differing(board)
            self.stdout.write(f"{board.slug}: {number} {kept.what}.")
            otherwise += number
        wrong = differing(board)
        named = Finding.objects.filter(pk__in=wrong[:10]).values_list("reference", flat=True)
        self.stdout.write(f"{board.slug}: {len(wrong)} threads stand elsewhere{_such_as(list(named))}.")
        return len(wrong) + otherwise

    def _mend(self, board: Board) -> int:
        for kept in KEEPERS:
            kept.mend(board=board, by=SYSTEM)
        number = mend_standings(board=board, by=SYSTEM)
        self.stdout.write(f"{board.slug}: {number} threads put right.")
        return number


def _such_as(references: list[str]) -> str:
    return f", such as {', '.join(references)}" if references else ""
