"""Making a backup while the site is in use."""

from collections.abc import Iterator
from pathlib import Path

from django.core.files.storage import default_storage
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from django.utils import timezone

from learningloop.kit.snapshot import one_moment
from learningloop.trail.models import Chain
from learningloop.web.backup.archive import Manifest, Writer, pieces_of, written
from learningloop.web.backup.rows import file_names, kept_models, lines_of


def make_backup(path: Path) -> Manifest:
    """Write database and files, as they are at one moment, into an archive. What it holds.

    Files are never changed once they are stored, so those that the rows speak of are the files of that moment; one
    that the store has lost is named in the manifest.
    """
    with one_moment():
        ends = [str(end) for end in Chain.objects.order_by("name")]
        manifest = Manifest(migrations_here(), timezone.now().isoformat(), ends)
        with written(path, manifest) as writer:
            for model in kept_models():
                writer.add(f"rows/{model._meta.db_table}.jsonl", lines_of(model))
            for name in file_names():
                if not _keep(writer, name):
                    manifest.lost.append(name)
    return manifest


def migrations_here() -> list[str]:
    """The migrations that made the tables that are kept."""
    kept = {model._meta.app_label for model in kept_models()}
    applied = MigrationRecorder(connection).applied_migrations()
    return sorted(f"{app}.{name}" for app, name in applied if app in kept)


def _keep(writer: Writer, name: str) -> bool:
    """Whether the store has the file."""
    if not default_storage.exists(name):
        return False
    if f"files/{name}" not in writer.members:
        writer.add(f"files/{name}", _pieces(name))
    return True


def _pieces(name: str) -> Iterator[bytes]:
    with default_storage.open(name, "rb") as file:
        yield from pieces_of(file)
