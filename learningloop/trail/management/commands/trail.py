"""`learningloop trail verify|erase`: prove that the trail is whole; erase by law what entries say."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from learningloop.trail.models import Event, Reading
from learningloop.trail.operations import SYSTEM, Refused, erase
from learningloop.trail.queries import verify
from learningloop.trail.rules import Head


class Command(BaseCommand):
    help = "Prove that no entry of the trail was changed, removed, put in or moved; or erase entries by law."

    def add_arguments(self, parser: ArgumentParser) -> None:
        ways = parser.add_subparsers(dest="way", required=True)
        proving = ways.add_parser(
            "verify", help="name the first entry of each chain that is not as it was written"
        )
        proving.add_argument("--board", action="append", help="only the chains of this board; may be repeated")
        proving.add_argument(
            "--expect", type=Path, help="a file with the ends that `trail verify` printed before, kept elsewhere"
        )
        erasing = ways.add_parser("erase", help="erase by law what entries say; an event says so openly")
        erasing.add_argument("--board", default="", help="the board's slug; left out: what belongs to no board")
        erasing.add_argument("--readings", action="store_true", help="entries of readings, not of events")
        erasing.add_argument("--why", required=True, help="on what ground; name nobody")
        erasing.add_argument(
            "positions", type=int, nargs="+", help="places in the chain, as the trail's export says"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if options["way"] == "verify":
            self._verify(options["board"], options["expect"])
        else:
            self._erase(options)

    def _verify(self, boards: list[str] | None, expect: Path | None) -> None:
        found = verify(boards, _kept(expect) if expect else [])
        if boards and not found:
            raise CommandError(f"There is no entry of {' or '.join(boards)}.")
        for chain in found:
            erased = f" ({chain.erased} erased by law)" if chain.erased else ""
            self.stdout.write(f"{chain.head}{erased}" if not chain.fault else f"{chain.head.chain}: {chain.fault}")
        broken = [chain.fault for chain in found if chain.fault]
        if broken:
            raise CommandError("The trail is not as it was written.")
        total = sum(chain.head.length for chain in found)
        self.stderr.write(
            f"{total} entries in {len(found)} chains are as they were written. "
            "Keep the lines above outside the database: with --expect they show that no end was cut off."
        )

    def _erase(self, options: dict[str, Any]) -> None:
        entries = Reading if options["readings"] else Event
        try:
            number = erase(
                entries=entries,
                board=options["board"],
                positions=options["positions"],
                why=options["why"],
                by=SYSTEM,
            )
        except Refused as refused:
            raise CommandError(str(refused)) from refused
        self.stdout.write(f"Erased what {number} entries said.")


def _kept(path: Path) -> list[Head]:
    try:
        return [Head.read(line.split(" (")[0]) for line in path.read_text("utf-8").splitlines() if line.strip()]
    except (OSError, ValueError) as error:
        raise CommandError(f"{path} holds no ends of chains as `trail verify` prints them: {error}") from error
