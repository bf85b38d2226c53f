"""Each board reads the returns of a joint round, and works on with them, by itself."""

import json
from datetime import timedelta
from zipfile import ZipFile

import pytest
from django.core.management import call_command
from django.utils import timezone
from django_scopes import scope

from learningloop.instruments.operations import draft_questions, publish_questions
from learningloop.instruments.rules.conditions import Given
from learningloop.learning.models import Finding
from learningloop.people.rules import GROUP_MEMBER
from learningloop.scrutiny import operations as scrutiny
from learningloop.sources.assessments.models import Return
from learningloop.sources.assessments.operations import ask_more, open_round
from learningloop.sources.assessments.operations.returns import (
    add_files,
    answer_return,
    sign_return,
    submit_return,
)
from learningloop.trail.models import Reading
from learningloop.trail.operations import SYSTEM
from learningloop.web.board_export.writing import write_export
from tests.joint import a_file, agrees, fresh, page_of
from tests.states import ASKED

TODAY = timezone.localdate()
ROUNDS, NEIGHBOURS = "/eastshire/rounds/", "/westshire/rounds/"


@pytest.fixture
def shown(world, joint, led, both, lead):
    """A file of evidence, added on Westshire."""
    with scope(board=world.other):
        add_files(return_=joint.leading(both), question="proof", uploads=[a_file()], by=lead)
    return fresh(led).answer_set.evidence.get().file


def test_evidence_is_read_through_the_led_return_and_through_nothing_else(world, joint, led, shown, signed_in):
    response = signed_in(world.people["officer"]).get(page_of(led, "files", str(shown.key)))
    assert b"".join(response.streaming_content) == b"Minutes"
    leading = led.led_by
    client = signed_in(world.people["officer"])
    assert client.get(page_of(leading, "files", str(shown.key), board="westshire")).status_code == 404
    other = Return.objects.filter(round=led.round).exclude(pk=led.pk).get()
    assert client.get(page_of(other, "files", str(shown.key))).status_code == 404
    assert client.get(f"/eastshire/sources/{led.round.reference}/files/{shown.key}/").status_code == 404
    contributor = signed_in(world.people["contributor"])
    assert contributor.get(page_of(led, "files", str(shown.key))).status_code == 404, "of another agency"
    member = world.person(GROUP_MEMBER, name="other group", group="cases")
    assert signed_in(member).get(page_of(led, "files", str(shown.key))).status_code == 404


def test_reading_what_is_closed_is_noted_on_the_readers_board(world, joint, both, lead, signed_in):
    ours = joint.join([both], group=world.groups["audit"], sensitivity="group")
    with scope(board=world.other):
        add_files(return_=joint.leading(both), question="proof", uploads=[a_file()], by=lead)
    led = ours.returns.get()
    file = fresh(led).answer_set.evidence.get().file
    response = signed_in(world.people["group_member"]).get(page_of(led, "files", str(file.key)))
    list(response.streaming_content)
    assert {one.thing for one in Reading.objects.filter(board="eastshire")} == {
        "assessments.return", "records.storedfile",
    }  # fmt: skip
    assert not Reading.objects.filter(board="westshire").exists()


def test_each_board_agrees_its_own_grades_and_draws_its_own_findings(world, joint, led, both, signed_in):
    joint.answer(both, "begun", "signed", "submitted")
    chair = world.people["group_chair"]
    scrutiny.allocate_return(return_=fresh(led), panel=[chair], on=TODAY, by=SYSTEM)
    scrutiny.moderate_answer(return_=fresh(led), question="grade", grade="not", why="No file shows it", by=chair)
    scrutiny.conclude_scrutiny(return_=fresh(led), on=TODAY, by=chair)
    assert Finding.objects.get().source == led.round.source
    page = signed_in(world.people["stranger"]).get(page_of(led.led_by, board="westshire")).content.decode()
    assert "No file shows it" not in page and "Agreed" not in page
    page = signed_in(world.people["officer"]).get(f"{ROUNDS}{led.round.reference}/overview/").content.decode()
    assert "Both Shires Ambulance" in page


def test_last_time_is_what_this_board_asked_then(world, joint, both, lead, signed_in):
    """The neighbour's round before was its own; ours had other answers, to another version of our own."""
    draft = draft_questions(board=world.board, question_set=ASKED, by=SYSTEM)
    version = publish_questions(version=draft, on=TODAY, by=SYSTEM)
    former = open_round(
        board=world.board, version=version, kind="audit", title="Last year", agencies=[both],
        opens_on=TODAY - timedelta(days=300), closes_on=TODAY - timedelta(days=200), signed_by="Chief", by=SYSTEM,
    )  # fmt: skip
    last = former.returns.get()
    answer_return(return_=last, given={"grade": Given("partly")}, by=lead)
    add_files(return_=last, question="proof", uploads=[a_file(b"Ours of last year")], by=lead)
    sign_return(return_=last, name="Ann", post="Chief", on=TODAY, by=lead)
    submit_return(return_=last, on=TODAY, by=lead)
    led = joint.join([both], before=former).returns.get()
    officer = signed_in(world.people["officer"])
    assert "Partly met" in officer.get(page_of(led, "questions", "grade")).content.decode()
    key = str(last.answer_set.evidence.get().file.key)
    assert b"".join(officer.get(page_of(led, "files", key)).streaming_content) == b"Ours of last year"
    neighbour = signed_in(world.people["stranger"])
    leading = joint.leading(both)
    assert "Partly met" not in neighbour.get(page_of(leading, "check", board="westshire")).content.decode()
    assert neighbour.get(page_of(leading, "files", key, board="westshire")).status_code == 404


def test_the_counts_are_right_on_both_boards(world, joint, led, both, capsys):
    joint.answer(both, "begun")
    for board in ("eastshire", "westshire"):
        call_command("answers", "check", "--board", board)
        call_command("answers", "mend", "--board", board)
    assert agrees(led)


def taken_away(board, path, reader=None):
    """The tables that a board takes away, by name, and the names of all that is in the archive."""
    with scope(board=board):
        write_export(path, board, reader)
    with ZipFile(path) as archive:
        names = archive.namelist()
        tables = {
            name[7:-6]: [json.loads(line) for line in archive.read(name).splitlines()]
            for name in names
            if name.endswith(".jsonl")
        }
    return tables, names


def test_a_board_takes_away_what_it_reads_and_nothing_more_of_the_neighbour(
    world, joint, led, both, shown, tmp_path
):
    with scope(board=world.other):
        ask_more(round_=joint.first, agencies=[world.agencies["health"]], by=SYSTEM)
        answer_return(
            return_=joint.leading(world.agencies["health"]), given={"grade": Given("not")},
            by=world.people["stranger"],
        )  # fmt: skip
    joint.answer(both, "begun")
    tables, names = taken_away(world.board, tmp_path / "ours.zip")
    called = f"westshire/{led.led_by.reference}"
    [told] = [row for row in tables["returns"] if row["reference"] == led.reference]
    assert (told["answer_set"], told["led_by"]) == (called, called)
    assert [(row["answer_set"], row["value"]) for row in tables["answers"]] == [(called, "met")]
    assert [row["file"] for row in tables["evidence"]] == [str(shown.key)]
    assert any(str(shown.key) in name for name in names)
    assert "tool-1" in {row["reference"] for row in tables["question-set-versions"]}
    assert {row["reference"] for row in tables["answer-sets"] if "Westshire" in row["board"]} == {
        led.led_by.reference
    }
    assert len(tables["rounds"]) == 1 and all("Westshire" not in row["board"] for row in tables["returns"])
    theirs, _names = taken_away(world.other, tmp_path / "theirs.zip")
    assert len(theirs["returns"]) == 2 and not [row for row in theirs["answer-sets"] if "East" in row["board"]]


def test_nobody_takes_away_a_led_return_that_is_closed_to_them(world, joint, both, lead, tmp_path):
    joint.join([both], sensitivity="named", named_people=[world.people["officer"]])
    with scope(board=world.other):
        add_files(return_=joint.leading(both), question="proof", uploads=[a_file()], by=lead)
    joint.answer(both, "begun")
    manager, officer = world.people["business_manager"], world.people["officer"]
    tables, names = taken_away(world.board, tmp_path / "closed.zip", manager)
    held = ("returns", "answers", "answer-sets", "evidence", "stored-files")
    assert [tables[name] for name in held] == [[], [], [], [], []]
    assert not [name for name in names if name.startswith("files/")]
    tables, _names = taken_away(world.board, tmp_path / "open.zip", officer)
    assert all(len(tables[name]) == 1 for name in held)
