"""`learningloop questions`: check, load and export question sets as spreadsheets."""

from pathlib import Path
from typing import Any, NoReturn

from django.core.management.base import BaseCommand, CommandParser
from django_scopes import scope

from learningloop.instruments.exports import spreadsheet
from learningloop.instruments.imports import FaultyQuestions, read_questions
from learningloop.instruments.operations import draft_questions
from learningloop.instruments.queries import newest_published, shipped_sets
from learningloop.instruments.schema import QuestionSet
from learningloop.kit.spreadsheets import Unreadable
from learningloop.people.models import Board
from learningloop.trail.operations import SYSTEM, Refused


class Command(BaseCommand):
    help = "Check, load and export question sets as spreadsheets."

    def add_arguments(self, parser: CommandParser) -> None:
        asked = parser.add_subparsers(dest="asked", required=True, metavar="check | load | export")
        check = asked.add_parser(
            "check", help="Show every fault of a spreadsheet with its cell and how to mend it"
        )
        load = asked.add_parser("load", help="Make a spreadsheet the draft of a board's question set")
        export = asked.add_parser("export", help="Write a question set into a spreadsheet")
        for one in (check, load, export):
            one.add_argument("file", type=Path)
        load.add_argument("--board", required=True, help="The board's slug")
        export.add_argument("--set", required=True, dest="key", help="Its key, such as section-11")
        export.add_argument(
            "--board", help="The board whose published version is meant; without it, the one shipped"
        )

    def handle(self, *args: Any, asked: str, file: Path, **options: Any) -> None:
        match asked:
            case "check":
                self.check_file(file)
            case "load":
                self.load(file, options["board"])
            case "export":
                self.export(file, options["key"], options["board"])

    def check_file(self, file: Path) -> None:
        question_set = self.read(file)
        number = len(list(question_set.questions()))
        self.stdout.write(f"{file} has no faults. Questions in {question_set.title}: {number}.")

    def load(self, file: Path, slug: str) -> None:
        question_set, board = self.read(file), self.board(slug)
        try:
            with scope(board=board):
                draft = draft_questions(board=board, question_set=question_set, by=SYSTEM)
        except Refused as refused:
            self.stop(str(refused))
        self.stdout.write(f"{draft} is a draft on {board.name}. Somebody there tries and publishes it.")

    def export(self, file: Path, key: str, slug: str | None) -> None:
        question_set = self.of_board(key, slug) if slug else shipped_sets().get(key)
        if question_set is None:
            where = "published on this board" if slug else f"shipped. There are: {', '.join(shipped_sets())}"
            self.stop(f"No question set called “{key}” is {where}.")
        try:
            file.write_bytes(spreadsheet(question_set))
        except OSError as error:
            self.stop(f"{file} cannot be written: {error.strerror}.")
        self.stdout.write(f"{question_set.title} is written to {file}.")

    def of_board(self, key: str, slug: str) -> QuestionSet | None:
        board = self.board(slug)
        with scope(board=board):
            version = newest_published(board, key)
        return version.document if version else None

    def board(self, slug: str) -> Board:
        board = Board.objects.filter(slug=slug).first()
        if board is None:
            known = ", ".join(Board.objects.values_list("slug", flat=True))
            self.stop(f"There is no board “{slug}”. There are: {known}.")
        return board

    def read(self, file: Path) -> QuestionSet:
        try:
            return read_questions(file.read_bytes())
        except OSError as error:
            self.stop(f"{file} cannot be opened: {error.strerror}.")
        except Unreadable as unreadable:
            self.stop(str(unreadable))
        except FaultyQuestions as error:
            self.stdout.write(str(error))
            number = len(error.faults)
            self.stop(f"{file} has {number} {'fault' if number == 1 else 'faults'}.")

    def stop(self, sentence: str) -> NoReturn:
        self.stderr.write(sentence)
        raise SystemExit(1)
