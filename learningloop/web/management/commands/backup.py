"""`learningloop backup FILE`: database and files in one archive, while the site is in use."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from learningloop.web.backup.making import make_backup


class Command(BaseCommand):
    help = "Write the database and all files, as they are at this moment, into one archive."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "file", type=Path, help="the archive to write: backup.zip; keep it as safe as the site"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        path = options["file"]
        if path.exists():
            raise CommandError(f"{path} is there already. Choose another name; nothing was written.")
        try:
            manifest = make_backup(path)
        except OSError as error:
            raise CommandError(f"{path} cannot be written: {error.strerror}.") from error
        files = sum(name.startswith("files/") for name in manifest.members)
        self.stdout.write(f"Wrote {path}: {len(manifest.members) - files} tables and {files} files.")
        if manifest.lost:
            raise CommandError(
                f"The backup is complete but for {len(manifest.lost)} files that records speak of and the store "
                f"has lost, the first: {manifest.lost[0]}. An earlier backup may hold them."
            )
