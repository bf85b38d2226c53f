"""A board takes away all that it holds, in forms that any computer reads, and nothing of another board."""

import csv
import hashlib
import json
from io import BytesIO, StringIO
from itertools import chain
from zipfile import ZipFile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.db import models
from django_scopes import scope

from learningloop.learning.models import Finding
from learningloop.people.policy import allowed
from learningloop.records.models import StoredFile
from learningloop.records.operations import add_note
from learningloop.sources.programmes.models import Outcome, Recorded
from learningloop.sources.programmes.operations import record_outcome
from learningloop.sources.register.operations import add_files, record_source
from learningloop.sources.register.policy import SOURCE_VIEW
from learningloop.trail.models import Event
from learningloop.trail.operations import SYSTEM
from learningloop.web.board_export.tables import SHARED, rows_by_model
from tests.once import built_once
from tests.states import MAKERS, NAMED, ON, sides


def both_sides(world):
    made = sides(world)
    for side in made:
        for _words, make in chain.from_iterable(MAKERS.values()):
            make(side)
    return made


@pytest.fixture
def full(world):
    """Ours and others' records in every state, notes and files beside them; and a neighbour with records."""
    for side in built_once("both sides", lambda: both_sides(world)):
        source = side.source(NAMED)
        secret = f"secret of {side.group.key}"
        add_files(source=source, uploads=[SimpleUploadedFile(f"{secret}.txt", secret.encode())], by=side.by)
        add_note(board=world.board, kind="source", reference=source.reference, text=secret, by=side.by)
    with scope(board=world.other):
        source = record_source(board=world.other, kind="audit", title="Neighbours only", started_on=ON, by=SYSTEM)
        add_files(
            source=source, uploads=[SimpleUploadedFile("n.txt", b"Neighbours only")], by=world.people["stranger"]
        )
    return world


@pytest.fixture
def whole(full, tmp_path):
    path = tmp_path / "eastshire.zip"
    call_command("export", "board", "eastshire", "--output", str(path), stdout=StringIO())
    with ZipFile(path) as archive:
        yield archive


def rows(archive, table):
    return [json.loads(line) for line in archive.read(f"tables/{table}.jsonl").splitlines()]


def test_every_record_is_in_it_in_both_forms(full, whole):
    for model, held in rows_by_model(full.board, None).items():
        table = str(model._meta.verbose_name_plural).replace(" ", "-")
        told = rows(whole, table)
        assert len(told) == held.count(), table
        text = whole.read(f"tables/{table}.csv").decode("utf-8-sig")
        lines = list(csv.DictReader(StringIO(text, newline="")))
        assert len(lines) == len(told)
        assert not told or lines[0].keys() == told[0].keys()
    assert len(rows(whole, "findings")) == Finding.objects.count() > 10


def test_a_row_names_another_as_people_do(whole):
    finding = rows(whole, "findings")[0]
    assert "-2026-" in finding["source"]
    assert finding["agencies"] == ["Eastshire Police"] or finding["agencies"][0]
    assert "password" not in rows(whole, "persons")[0]


def test_nothing_of_another_board_is_in_it(full, whole):
    for name in whole.namelist():
        content = whole.read(name)
        assert b"Neighbours only" not in content, name
        assert b"stranger@" not in content, name
    mine = {key for key in StoredFile.objects.filter(board=full.board).values_list("key", flat=True)}
    assert {name.split("/")[1][:36] for name in whole.namelist() if name.startswith("files/")} == set(
        map(str, mine)
    )


def test_every_model_of_a_board_is_decided_to_be_in_it(full):
    """A new model with a board is taken along without anybody thinking of it."""
    held = rows_by_model(full.board, None)
    for model, found in held.items():
        if model in SHARED:
            continue  # what is held together with another board: see test_joint_reading
        of_others = [
            row
            for row in found
            for field in model._meta.concrete_fields
            if isinstance(field, models.ForeignKey) and getattr(row, field.attname) and "board" in field.name
            if getattr(row, field.attname) != full.board.pk
        ]
        assert of_others == [], model


def test_it_explains_itself_and_can_be_checked(whole):
    readme = whole.read("README.md").decode()
    assert "| findings | A strength" in readme or "| findings |" in readme
    told = {
        (row["table"], row["column"])
        for row in csv.DictReader(StringIO(whole.read("columns.csv").decode("utf-8-sig")))
    }
    for name in whole.namelist():
        if name.endswith(".jsonl"):
            table = name.removeprefix("tables/").removesuffix(".jsonl")
            assert all({(table, column) for column in row} <= told for row in rows(whole, table))
    for line in whole.read("SHA256SUMS").decode().splitlines():
        digest, name = line.split("  ", 1)
        assert hashlib.sha256(whole.read(name)).hexdigest() == digest
    assert whole.read("frameworks/version-1.yaml").startswith(b"board:")


def test_what_a_person_takes_is_what_they_may_open(full, signed_in):
    manager = full.people["business_manager"]
    client = signed_in(manager)
    page = client.get("/eastshire/export/").content.decode()
    assert "that you may not open" in page
    response = client.post("/eastshire/export/")
    assert response["Content-Disposition"].startswith('attachment; filename="eastshire-')
    with ZipFile(BytesIO(b"".join(response.streaming_content))) as archive:
        with scope(board=full.board):
            open_ = set(allowed(manager, SOURCE_VIEW).values_list("reference", flat=True))
        assert {row["reference"] for row in rows(archive, "sources")} == open_
        for name in archive.namelist():
            assert b"secret of cases" not in archive.read(name), name
        assert any(b"secret of audit" in archive.read(name) for name in archive.namelist())
        assert "Left out are " in archive.read("README.md").decode()
        told = {row["reference"] for row in rows(archive, "events") if row["thing"] == "register.source"}
        assert told <= open_
    event = Event.objects.get(kind="board.exported")
    assert event.actor_name == manager.name


def test_what_became_a_closed_source_is_taken_along_without_telling_of_it(world):
    outcome = sides(world)[0].activity().outcomes.get()
    made = record_outcome(
        outcome=outcome, kind="audit", title="Closed", started_on=ON, sensitivity=NAMED, by=world.people["officer"]
    )
    for name, told in (("officer", [made]), ("business_manager", [])):
        held = rows_by_model(world.board, world.people[name])
        assert [tie.source for tie in held[Recorded]] == told, name
        assert list(held[Outcome]) == [outcome], name


@pytest.mark.parametrize(
    ("name", "status"), [("officer", 403), ("group_chair", 403), ("lay_member", 403), ("stranger", 404)]
)
def test_who_may_not_take_it_away(world, signed_in, name, status):
    client = signed_in(world.people[name])
    assert client.get("/eastshire/export/").status_code == status
    assert client.post("/eastshire/export/").status_code == status
    assert not Event.objects.filter(kind="board.exported").exists()


def test_no_such_board_and_a_file_that_is_there_are_refused(world, tmp_path):
    with pytest.raises(CommandError, match="no board nowhere"):
        call_command("export", "board", "nowhere", "--output", str(tmp_path / "n.zip"))
    (tmp_path / "there.zip").write_text("x", "utf-8")
    with pytest.raises(CommandError, match="is there already"):
        call_command("export", "board", "eastshire", "--output", str(tmp_path / "there.zip"))
