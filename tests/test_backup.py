"""One archive holds the site, the same on either database; a damaged one changes nothing."""

import json
import os
import subprocess
import sys
import threading
from io import StringIO
from itertools import chain, product
from zipfile import ZipFile

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection
from django.utils import timezone

from learningloop.people.models import Board
from learningloop.people.operations import add_board, add_person
from learningloop.records.models import StoredFile
from learningloop.sources.register.operations import add_files
from learningloop.trail.models import Event
from learningloop.trail.operations import SYSTEM, putting_back
from learningloop.trail.queries import verify
from learningloop.web.backup import making, restoring
from learningloop.web.backup.archive import MANIFEST, SEAL, Manifest, NotRestored, seal, verified, written
from learningloop.web.backup.rows import empty, kept_models
from tests.once import built_once
from tests.states import MAKERS, sides
from tests.world import build


def run(*command):
    out = StringIO()
    call_command(*map(str, command), stdout=out, stderr=StringIO())
    return out.getvalue()


def refused(path, *flags, words):
    """A restore that is refused leaves everything as it was."""
    before = told(path.with_name("before.zip"))
    with pytest.raises(CommandError, match=words) as error:
        run("restore", path, *flags)
    assert "Nothing was changed" in str(error.value)
    assert told(path.with_name("after.zip")) == before


def told(path):
    """What the site holds, by the digests of a backup of it."""
    path.unlink(missing_ok=True)
    run("backup", path)
    members = manifest_of(path)["members"]
    path.unlink()
    return {name: member["sha256"] for name, member in members.items()}


def manifest_of(path):
    with ZipFile(path) as archive:
        return json.loads(archive.read(MANIFEST))


def rewritten(path, changed):
    """The archive with its members passed through `changed(name, content)`; None leaves one out."""
    with ZipFile(path) as archive:
        members = {name: changed(name, archive.read(name)) for name in archive.namelist()}
    with ZipFile(path, "w") as archive:
        for name, content in members.items():
            if content is not None:
                archive.writestr(name, content)
        archive.comment = b"0" * SEAL
    seal(path)


@pytest.fixture
def full(world):
    """A side of the world with every record in every state, and a file."""
    ours = built_once("full", lambda: every_state(world))
    source = ours.source("board")
    upload = SimpleUploadedFile("notes.txt", b"What the panel said " * 1000)
    add_files(source=source, uploads=[upload], by=world.people["officer"])
    return ours


def every_state(world):
    ours, _others = sides(world)
    for _words, make in chain.from_iterable(MAKERS.values()):
        make(ours)
    return ours


@pytest.fixture
def archive(full, tmp_path):
    path = tmp_path / "kept" / "backup.zip"
    path.parent.mkdir()
    run("backup", path)
    return path


def stored(name):
    with default_storage.open(name) as file:
        return file.read()


def clear():
    for stored in StoredFile.objects.all():
        default_storage.delete(stored.file.name)
    with putting_back():
        empty(kept_models())


def test_what_was_kept_comes_back_to_the_last_byte(archive, tmp_path):
    before = manifest_of(archive)["members"]
    boards, events = Board.objects.count(), Event.objects.count()
    clear()
    assert "The trail is whole." in run("restore", archive)
    assert (Board.objects.count(), Event.objects.count()) == (boards, events)
    assert stored(StoredFile.objects.get().file.name) == b"What the panel said " * 1000
    assert told(tmp_path / "again.zip") == {name: member["sha256"] for name, member in before.items()}


def test_every_table_of_ours_is_kept(archive):
    assert {"rows/trail_event.jsonl", "rows/register_source_themes.jsonl", "rows/people_person.jsonl"} <= set(
        manifest_of(archive)["members"]
    )
    assert not [name for name in manifest_of(archive)["members"] if "session" in name]


def test_only_its_owner_may_read_an_archive(archive):
    assert archive.stat().st_mode & 0o777 == 0o600


def test_the_next_row_gets_a_key_of_its_own(archive):
    clear()
    run("restore", archive)
    add_board(slug="new", name="New", short_name="N", area="N", by=SYSTEM)
    assert all(not one.fault for one in verify())


def test_what_came_later_is_replaced_only_when_asked(archive, full):
    add_board(slug="later", name="Later", short_name="L", area="L", by=SYSTEM)
    refused(archive, words="There are records here already")
    assert Board.objects.filter(slug="later").exists()
    run("restore", archive, "--replace")
    assert not Board.objects.filter(slug="later").exists()


def test_nobody_stays_signed_in(archive, full, signed_in):
    signed_in(full.by)
    run("restore", archive, "--replace")
    assert not Session.objects.exists()


def test_a_file_that_no_record_of_the_backup_names_goes_and_a_damaged_one_is_mended(archive, full):
    kept = StoredFile.objects.get().file.name
    default_storage.delete(kept)
    default_storage.save(kept, SimpleUploadedFile("x", b"damaged"))
    upload = SimpleUploadedFile("b.txt", b"b")
    add_files(source=full.source("board"), uploads=[upload], by=full.by)
    later = StoredFile.objects.get(name="b.txt").file.name
    run("restore", archive, "--replace")
    assert not default_storage.exists(later)
    assert stored(kept).startswith(b"What the panel said")


def test_a_lost_file_is_named_and_the_rest_is_kept(full, tmp_path):
    lost = StoredFile.objects.get().file.name
    default_storage.delete(lost)
    with pytest.raises(CommandError, match="complete but for 1 files"):
        run("backup", tmp_path / "b.zip")
    assert manifest_of(tmp_path / "b.zip")["lost"] == [lost]
    run("restore", tmp_path / "b.zip", "--replace")


@pytest.mark.parametrize("part", [0.05, 0.5, 0.98])
def test_a_flipped_byte_is_refused(archive, part):
    content = bytearray(archive.read_bytes())
    content[int(len(content) * part)] ^= 0xFF
    archive.write_bytes(content)
    refused(archive, "--replace", words="damaged")


def test_any_one_bit_that_is_flipped_is_found(tmp_path):
    path = tmp_path / "small.zip"
    with written(path, Manifest([], "2026-11-21", [])) as writer:
        writer.add("rows/people_board.jsonl", [b'{"slug": "eastshire"}'])
    content = path.read_bytes()
    for place, bit in product(range(len(content)), (0x01, 0x80)):
        flipped = content[place] ^ bit
        path.write_bytes(content[:place] + bytes([flipped]) + content[place + 1 :])
        with pytest.raises(NotRestored, match=r"damaged|of the form"), verified(path):
            pass


@pytest.mark.parametrize("part", [0, 0.1, 0.5, 0.9, 0.999])
def test_an_archive_cut_short_is_refused(archive, part):
    content = archive.read_bytes()
    archive.write_bytes(content[: int(len(content) * part)])
    refused(archive, "--replace", words="damaged")


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        (lambda name, content: None if name.endswith("_board.jsonl") else content, "people_board.jsonl is"),
        (lambda name, content: content.replace(b"Eastshire", b"Northshir"), "is not as it was written"),
        (lambda name, content: None if name == MANIFEST else content, "no backup"),
        (lambda name, content: content.replace(b"learningloop-backup-1", b"learningloop-backup-9"), "of the form"),
        (lambda name, content: content.replace(b'"trail.0001_initial"', b'"trail.0009_later"'), "another version"),
    ],
)  # fmt: skip
def test_an_archive_that_somebody_changed_is_refused(archive, changed, words):
    rewritten(archive, changed)
    refused(archive, "--replace", words=words)


def test_what_was_added_to_an_archive_is_refused(archive):
    with ZipFile(archive, "a") as opened:
        opened.writestr("files/more", b"more")
    refused(archive, "--replace", words="files/more was added")


def test_no_archive_and_no_file_are_refused(full, tmp_path):
    (tmp_path / "text.zip").write_text("Hello", "utf-8")
    refused(tmp_path / "text.zip", "--replace", words="no backup")
    refused(tmp_path / "none.zip", "--replace", words="no backup")


def test_a_fault_while_rows_are_put_changes_nothing(archive, full, monkeypatch):
    clear()
    put_back = restoring.rows.put_back

    def fails(model, lines):
        if model._meta.db_table == "trail_event":
            raise IntegrityError
        return put_back(model, lines)

    monkeypatch.setattr(restoring.rows, "put_back", fails)
    with pytest.raises(IntegrityError):
        run("restore", archive)
    assert not Board.objects.exists()
    assert not default_storage.exists("eastshire") or default_storage.listdir("eastshire")[1] == []


def test_an_archive_is_not_written_over(archive):
    content = archive.read_bytes()
    with pytest.raises(CommandError, match="is there already"):
        run("backup", archive)
    assert archive.read_bytes() == content


def test_a_backup_that_fails_leaves_no_half_archive(full, tmp_path):
    with pytest.raises(CommandError, match="cannot be written"):
        run("backup", tmp_path / "no" / "folder.zip")
    assert list(tmp_path.glob("*.partial")) == []


def test_a_tampered_trail_is_restored_as_it_was_and_told(full, tmp_path):
    with putting_back():
        Event._base_manager.filter(board="eastshire", position=2).update(actor_name="Nobody")
    run("backup", tmp_path / "b.zip")
    with pytest.raises(CommandError, match="event 2 .* was changed"):
        run("restore", tmp_path / "b.zip", "--replace")


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor == "sqlite", reason="a test's SQLite lives in memory, with one writer")
def test_a_backup_is_of_one_moment_while_others_write(tmp_path, monkeypatch):
    build()
    begun, ended = threading.Event(), threading.Event()

    def write():
        try:
            begun.wait(30)
            add_person(email="late@example.invalid", name="Late", by=SYSTEM)
        finally:
            connection.close()
            ended.set()

    writer = threading.Thread(target=write)
    writer.start()
    models = kept_models()

    def after_the_first(model):
        if model is models[1]:
            begun.set()
            ended.wait(30)
        return lines_of(model)

    lines_of = making.lines_of
    monkeypatch.setattr(making, "lines_of", after_the_first)
    run("backup", tmp_path / "b.zip")
    writer.join()
    with ZipFile(tmp_path / "b.zip") as archive:
        assert b"late@" not in archive.read("rows/people_person.jsonl")
        assert b"person.added" not in archive.read("rows/trail_event.jsonl").splitlines()[-1]
    run("restore", tmp_path / "b.zip", "--replace")


@pytest.mark.skipif(connection.vendor == "sqlite", reason="compares PostgreSQL with SQLite")
def test_an_archive_moves_between_databases_and_back_unchanged(archive, tmp_path):
    def on_sqlite(*command):
        elsewhere = {
            "DATABASE_URL": f"sqlite:///{tmp_path}/other.sqlite3",
            "LEARNINGLOOP_DATA": str(tmp_path / "d"),
        }
        subprocess.run(
            [sys.executable, "-m", "learningloop", *map(str, command)],
            env=os.environ | elsewhere, cwd=settings.ROOT, check=True, capture_output=True,
        )  # fmt: skip

    on_sqlite("migrate", "--verbosity", "0")
    on_sqlite("restore", archive)
    on_sqlite("backup", tmp_path / "from_sqlite.zip")
    assert manifest_of(tmp_path / "from_sqlite.zip")["members"] == manifest_of(archive)["members"]
    run("restore", tmp_path / "from_sqlite.zip", "--replace")
    assert told(tmp_path / "again.zip") == {
        name: member["sha256"] for name, member in manifest_of(archive)["members"].items()
    }
    assert manifest_of(archive)["made_at"] < timezone.now().isoformat()
