"""The archive of a backup: a zip of JSON lines and files.

Its manifest bears the SHA-256 of each member. Its last 64 bytes, the zip's comment, are the SHA-256 of all before
them, because a zip also has bytes that no member covers.
"""

import hashlib
import json
import os
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from math import inf
from pathlib import Path
from typing import IO, Any
from zipfile import ZIP_DEFLATED, BadZipFile, ZipFile

FORM = "learningloop-backup-1"
MANIFEST = "manifest.json"
PIECE = 1024 * 1024
SEAL = hashlib.sha256().digest_size * 2
UNREADABLE = (BadZipFile, zlib.error, EOFError, OSError, ValueError, TypeError, LookupError, RuntimeError)


class NotRestored(Exception):
    """A backup cannot be used here; the text says why. Nothing was changed."""


@dataclass
class Manifest:
    """What an archive holds: its members with size and digest, and what it was made from."""

    migrations: list[str]
    made_at: str
    trail: list[str]
    lost: list[str] = field(default_factory=list)
    members: dict[str, dict[str, Any]] = field(default_factory=dict)
    form: str = FORM

    def as_bytes(self) -> bytes:
        return json.dumps(vars(self), indent=1, sort_keys=True).encode("utf-8")


class Writer:
    """Writes members one after the other, remembering the digest of each."""

    def __init__(self, archive: ZipFile, members: dict[str, dict[str, Any]]) -> None:
        self.archive = archive
        self.members = members

    def add(self, name: str, pieces: Iterable[bytes]) -> None:
        digest, size = hashlib.sha256(), 0
        with self.archive.open(name, "w", force_zip64=True) as member:
            for piece in pieces:
                digest.update(piece)
                size += len(piece)
                member.write(piece)
        self.members[name] = {"sha256": digest.hexdigest(), "size": size}


@contextmanager
def written(path: Path, manifest: Manifest) -> Iterator[Writer]:
    """An archive being written. It gets its name when it is complete, and only its owner may read it."""
    partial = path.with_name(path.name + ".partial")
    with open(partial, "wb", opener=lambda name, flags: os.open(name, flags, 0o600)) as file:
        try:
            with ZipFile(file, "w", ZIP_DEFLATED) as archive:
                yield Writer(archive, manifest.members)
                archive.writestr(MANIFEST, manifest.as_bytes())
                archive.comment = b"0" * SEAL
            seal(partial)
            partial.replace(path)
        except BaseException:
            partial.unlink(missing_ok=True)
            raise


def seal(path: Path) -> None:
    """End an archive, whose comment leaves the room for it, with the digest of all before."""
    with open(path, "r+b") as file:
        digest = _digest(file, path.stat().st_size - SEAL)
        file.write(digest.encode("ascii"))
        os.fsync(file.fileno())


@contextmanager
def verified(path: Path) -> Iterator[tuple[ZipFile, Manifest]]:
    """An archive whose every byte was read and found as it was written. Raises NotRestored."""
    try:
        archive = ZipFile(path)
        manifest = _manifest(archive)
        faults = [*_faults(archive, manifest), *_broken_seal(path)]
    except UNREADABLE as error:
        raise NotRestored(f"{path.name} cannot be read: it is damaged, cut short, or no backup.") from error
    with archive:
        if faults:
            raise NotRestored(f"{path.name} is damaged: {faults[0]}.")
        yield archive, manifest


def _manifest(archive: ZipFile) -> Manifest:
    told = json.loads(archive.read(MANIFEST))
    if told.get("form") != FORM:
        raise NotRestored(f"The backup is of the form {told.get('form')}; this version reads {FORM}.")
    return Manifest(**told)


def _faults(archive: ZipFile, manifest: Manifest) -> Iterator[str]:
    """What differs from the manifest: a member missing, added, or not as it was written."""
    names = [name for name in archive.namelist() if name != MANIFEST]
    for name in sorted(manifest.members.keys() ^ set(names)):
        yield f"{name} is missing" if name in manifest.members else f"{name} was added"
    if len(names) != len(set(names)):
        yield "a member stands in it twice"
    for name in sorted(manifest.members.keys() & set(names)):
        with archive.open(name) as member:
            if _digest(member) != manifest.members[name]["sha256"]:
                yield f"{name} is not as it was written"


def _broken_seal(path: Path) -> Iterator[str]:
    with open(path, "rb") as file:
        if _digest(file, path.stat().st_size - SEAL).encode("ascii") != file.read():
            yield "the archive as a whole is not as it was written"


def _digest(file: IO[bytes], length: float = inf) -> str:
    digest = hashlib.sha256()
    for piece in pieces_of(file, length):
        digest.update(piece)
    return digest.hexdigest()


def pieces_of(file: IO[bytes], length: float = inf) -> Iterator[bytes]:
    """The next `length` bytes of a file, or all, in pieces of a megabyte."""
    while length > 0 and (piece := file.read(int(min(PIECE, length)))):
        length -= len(piece)
        yield piece
