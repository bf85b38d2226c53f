"""`learningloop import learning FILE --board SLUG [--dry-run] [--by EMAIL]`: bring in a sheet of records."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django_scopes import scope

from learningloop.exchange.imports import plan_of_file
from learningloop.exchange.operations import bring_in
from learningloop.exchange.policy import SHEET_BRING
from learningloop.exchange.queries.plan import Plan
from learningloop.kit.spreadsheets import Unreadable
from learningloop.people.models import Board, Person
from learningloop.people.policy import allow
from learningloop.trail.operations import SYSTEM, Refused


class Command(BaseCommand):
    help = "Bring in records from a spreadsheet: all of them, or none when there is a fault."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("what", choices=["learning"], help="what the file holds")
        parser.add_argument("file", type=Path, help="an Excel (.xlsx) or CSV file with the template's columns")
        parser.add_argument("--board", required=True, help="the board's slug: sandwell")
        parser.add_argument("--dry-run", action="store_true", help="say what would happen, and change nothing")
        parser.add_argument("--by", help="the mail address of the person in whose name it is brought in")

    def handle(self, *args: Any, **options: Any) -> None:
        board = Board.objects.filter(slug=options["board"]).first()
        if board is None:
            slugs = ", ".join(Board.objects.values_list("slug", flat=True)) or "none yet: load a framework first"
            raise CommandError(f"There is no board {options['board']}. The boards are: {slugs}.")
        person = _person(options["by"], board)
        with scope(board=board):
            plan = _plan(options["file"], board, person)
            self._tell(plan)
            if plan.faults:
                raise CommandError(f"{len(plan.faults)} faults. Nothing was brought in.")
            if options["dry_run"] or not plan.does_something:
                self.stdout.write("Nothing was changed.")
                return
            try:
                bring_in(board=board, plan=plan, by=person or SYSTEM)
            except Refused as refused:
                raise CommandError(f"{refused} Nothing was brought in.") from refused
        self.stdout.write("Brought in.")

    def _tell(self, plan: Plan) -> None:
        for fault in plan.faults:
            place = f"{fault.sheet} {fault.cell}".strip()
            value = f" “{fault.value}”" if fault.value else ""
            self.stdout.write(f"{place}:{value} {fault.rule} {fault.fix}")
        for count in plan.counts:
            if count.new or count.changed or count.same:
                told = f"{count.new} new, {count.changed} changed, {count.same} the same"
                self.stdout.write(f"{count.stage.plural.capitalize()}: {told}")
        self.stdout.write(f"{plan.good_rows} of {plan.gathered.rows} rows are good.")


def _person(email: str | None, board: Board) -> Person | None:
    if not email:
        return None
    person = Person.objects.filter(email__iexact=email).first()
    if person is None or not allow(person, SHEET_BRING, board):
        raise CommandError("Nobody with this address may bring in records on this board.")
    return person


def _plan(file: Path, board: Board, person: Person | None) -> Plan:
    try:
        return plan_of_file(file.read_bytes(), board=board, person=person, today=timezone.localdate())
    except OSError as error:
        raise CommandError(f"{file} cannot be read: {error.strerror}.") from error
    except Unreadable as error:
        raise CommandError(str(error)) from error
