"""`learningloop framework`: check, load, show and compare frameworks."""

from pathlib import Path
from typing import Any, NoReturn

from django.core.management.base import BaseCommand, CommandParser
from django.db import DatabaseError

from learningloop.frameworks.exports import SCHEMAS, WRITERS
from learningloop.frameworks.imports import FaultyFramework, read_framework
from learningloop.frameworks.models import FrameworkVersion
from learningloop.frameworks.operations import LaterVersionApproved, load_framework
from learningloop.frameworks.queries import PACKS, version_in_force
from learningloop.frameworks.rules.differences import differences
from learningloop.frameworks.rules.wording import counts
from learningloop.frameworks.schema import Framework
from learningloop.kit.dates import day
from learningloop.trail.operations import SYSTEM


class Command(BaseCommand):
    help = "Check, load, show and compare the frameworks that boards work by."

    def add_arguments(self, parser: CommandParser) -> None:
        asked = parser.add_subparsers(dest="asked", required=True, metavar="check | load | show | diff | schema")
        check = asked.add_parser("check", help="Show every fault of a pack with its line and how to mend it")
        check.add_argument("file", type=Path)
        load = asked.add_parser("load", help="Make a pack its board's framework; safe to repeat")
        load.add_argument("file", type=Path)
        show = asked.add_parser("show", help="Write out a board's framework")
        show.add_argument("slug")
        show.add_argument("--format", choices=sorted(WRITERS), default="yaml")
        diff = asked.add_parser("diff", help="Say in plain words how two frameworks differ")
        diff.add_argument("old", metavar="A", help="A file or a board's slug")
        diff.add_argument("new", metavar="B", help="A file or a board's slug")
        schema = asked.add_parser("schema", help="Write the JSON Schema of a pack, or a table of its parts")
        schema.add_argument("--format", choices=sorted(SCHEMAS), default="json")

    def handle(self, *args: Any, asked: str, **options: Any) -> None:
        match asked:
            case "check":
                self.check_file(options["file"])
            case "load":
                self.load(options["file"])
            case "show":
                self.stdout.write(WRITERS[options["format"]](self.framework_of(options["slug"])), ending="")
            case "diff":
                self.diff(self.either(options["old"]), self.either(options["new"]))
            case "schema":
                self.stdout.write(SCHEMAS[options["format"]](), ending="")

    def check_file(self, file: Path) -> None:
        framework = self.read(file)
        self.stdout.write(f"{file} has no faults. {framework.board.name}: {framework.document.title}")
        for name, number in counts(framework).items():
            self.stdout.write(f"  {name:<20}{number:>4}")

    def load(self, file: Path) -> None:
        framework = self.read(file)
        before = version_in_force(framework.board.slug)
        try:
            version = load_framework(framework=framework, by=SYSTEM)
        except LaterVersionApproved as refused:
            self.stop(str(refused))
        name = version.board.name
        if before and before.pk == version.pk:
            self.stdout.write(f"{name}: nothing has changed. Version {version.number} stays in force.")
            return
        self.stdout.write(f"{name}: version {version.number} of the framework is in force.")
        if before:
            self.diff(before.document, version.document)

    def diff(self, old: Framework, new: Framework) -> None:
        for sentence in differences(old, new) or ["They say the same."]:
            self.stdout.write(sentence)

    def either(self, told: str) -> Framework:
        """The framework in a file, or that of a board."""
        file = Path(told)
        return self.read(file) if file.is_file() or file.suffix else self.framework_of(told)

    def framework_of(self, slug: str) -> Framework:
        """A board's framework as it is in force; before it is loaded, as it is shipped."""
        version = self.loaded(slug)
        if version:
            self.stderr.write(f"{slug}: version {version.number}, in force since {day(version.effective_on)}.")
            return version.document
        shipped = {file.stem: file for file in sorted(PACKS.glob("*.yaml"))}
        if slug not in shipped:
            self.stop(f'No board and no pack is called "{slug}". There are: {", ".join(shipped)}.')
        self.stderr.write(f"{slug}: not loaded here; this is the pack as it is shipped.")
        return self.read(shipped[slug])

    def loaded(self, slug: str) -> FrameworkVersion | None:
        try:
            return version_in_force(slug)
        except DatabaseError:  # no database has been set up yet; the shipped packs can be read all the same
            return None

    def read(self, file: Path) -> Framework:
        try:
            return read_framework(file)
        except OSError as error:
            self.stop(f"{file} cannot be opened: {error.strerror}.")
        except FaultyFramework as error:
            self.stdout.write(str(error))
            number = len(error.faults)
            self.stop(f"{file} has {number} {'fault' if number == 1 else 'faults'}.")

    def stop(self, sentence: str) -> NoReturn:
        self.stderr.write(sentence)
        raise SystemExit(1)
