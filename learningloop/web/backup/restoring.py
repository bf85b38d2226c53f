"""Putting a backup back: all of it, or nothing."""

import hashlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from zipfile import ZipFile

from django.core.files.base import File
from django.core.files.storage import default_storage
from django.db import connection, transaction

from learningloop.trail.operations import putting_back
from learningloop.web.backup import rows
from learningloop.web.backup.archive import Manifest, NotRestored, verified
from learningloop.web.backup.making import migrations_here


def restore_backup(path: Path, *, replace: bool) -> Manifest:
    """Put database and files back as a backup has them. Raises NotRestored, with nothing changed.

    Everything is read and verified before the first write. The rows are one transaction; missing files are put
    beside those that are there, and those that no row speaks of any more are removed when all else is done.
    """
    with verified(path) as (archive, manifest):
        _fits(manifest, replace)
        held = set(rows.file_names())
        named = {name.removeprefix("files/") for name in manifest.members if name.startswith("files/")}
        with _missing_put(archive, named), putting_back(), transaction.atomic():
            _put_rows(archive)
        for name in sorted(named):
            if _digest_in_store(name) != manifest.members[f"files/{name}"]["sha256"]:
                default_storage.delete(name)
                _put_file(archive, name)
        for name in held - named - set(manifest.lost):
            default_storage.delete(name)
    return manifest


def _fits(manifest: Manifest, replace: bool) -> None:
    differing = sorted(set(manifest.migrations) ^ set(migrations_here()))
    if differing:
        raise NotRestored(
            f"The backup was made by another version: {_some(differing)} {_where(differing[0], manifest)}. "
            "Restore it with the version that made it, then migrate."
        )
    if not replace and any(model._base_manager.exists() for model in rows.kept_models()):
        raise NotRestored(
            "There are records here already. With --replace they are removed and the backup takes their place."
        )


def _some(names: list[str]) -> str:
    return names[0] if len(names) == 1 else f"{names[0]} and {len(names) - 1} more migrations"


def _where(name: str, manifest: Manifest) -> str:
    return "only in the backup" if name in manifest.migrations else "only here"


def _put_rows(archive: ZipFile) -> None:
    models = rows.kept_models()
    rows.empty([*models, *rows.momentary_models()])
    for model in models:
        with archive.open(f"rows/{model._meta.db_table}.jsonl") as lines:
            rows.put_back(model, lines)
    rows.go_on_counting(models)
    connection.check_constraints()


@contextmanager
def _missing_put(archive: ZipFile, names: Iterable[str]) -> Iterator[None]:
    """Put the files that are missing into the store; take them out again when the rows cannot be put."""
    added = []
    try:
        for name in sorted(names):
            if not default_storage.exists(name):
                added.append(name)
                _put_file(archive, name)
        yield
    except BaseException:
        for name in added:
            default_storage.delete(name)
        raise


def _put_file(archive: ZipFile, name: str) -> None:
    with archive.open(f"files/{name}") as member:
        default_storage.save(name, File(member))


def _digest_in_store(name: str) -> str:
    with default_storage.open(name, "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
