"""`learningloop restore FILE [--replace]`: put a backup back, all of it or nothing."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from learningloop.trail.queries import verify
from learningloop.web.backup.archive import NotRestored
from learningloop.web.backup.restoring import restore_backup


class Command(BaseCommand):
    help = "Put database and files back as a backup has them. Stop the site first."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="an archive that `learningloop backup` wrote")
        parser.add_argument(
            "--replace", action="store_true", help="remove the records and files that are here first"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            manifest = restore_backup(options["file"], replace=options["replace"])
        except NotRestored as refused:
            raise CommandError(f"{refused} Nothing was changed.") from refused
        self.stdout.write(f"The site is as it was at {manifest.made_at}. Everybody must sign in again.")
        faults = [f"{chain.head.chain}: {chain.fault}" for chain in verify() if chain.fault]
        if faults:
            raise CommandError(f"The backup held a trail that is not as it was written: {'; '.join(faults)}.")
        self.stdout.write("The trail is whole.")
