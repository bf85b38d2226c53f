"""Whether this process may be sent people: what is not ready, by name."""

import os
from collections.abc import Callable
from pathlib import Path

from django.contrib.staticfiles.finders import find
from django.contrib.staticfiles.storage import ManifestStaticFilesStorage, staticfiles_storage
from django.core.files.storage import FileSystemStorage, default_storage
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor

from learningloop.records.operations import scanning

STYLES = "kit/built/kit.css"
_seen: set[str] = set()
"""What was ready once stays so while the process lives, and is dear to ask: migrations, static files."""


def database_reached() -> bool:
    """Whether the database answers."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return False
    return True


def not_ready() -> list[str]:
    """What this process lacks: `database`, `migrations`, `static files`, `file storage`, `malware check`.

    Cheap once it has all.
    """
    if not database_reached():
        return ["database"]
    lacking = [name for name, ready in _ONCE.items() if name not in _seen and not ready()]
    _seen.update(_ONCE.keys() - set(lacking))
    asked_always = {"file storage": _storage_writable, "malware check": scanning.is_reached}
    return [*lacking, *(name for name, ready in asked_always.items() if not ready())]


def _migrated() -> bool:
    executor = MigrationExecutor(connection)
    return not executor.migration_plan(executor.loader.graph.leaf_nodes())


def _static_built() -> bool:
    if isinstance(staticfiles_storage, ManifestStaticFilesStorage):
        return STYLES in staticfiles_storage.hashed_files
    return find(STYLES) is not None


def _storage_writable() -> bool:
    """Whether files can be kept: asked of the folder, so that asking leaves nothing in it."""
    if not isinstance(default_storage, FileSystemStorage):
        return True
    folder = Path(default_storage.location)
    return os.access(folder if folder.exists() else folder.parent, os.W_OK | os.X_OK)


_ONCE: dict[str, Callable[[], bool]] = {"migrations": _migrated, "static files": _static_built}
