"""Greater Manchester's real section 11 tool, written as a spreadsheet alone: taken in, published, answered.

The workbook in `files` says in its sheet `settings` where its words come from.
"""

from datetime import date
from pathlib import Path

import pytest
from django.core.management import call_command
from openpyxl import load_workbook

from learningloop.instruments.imports import read_questions
from learningloop.instruments.models import QuestionSetVersion
from learningloop.instruments.operations import publish_questions
from learningloop.instruments.operations.answering import answer_questions
from learningloop.instruments.queries.answering import kept_in
from learningloop.instruments.rules.conditions import Given, missing
from learningloop.instruments.rules.scoring import score
from learningloop.instruments.tests.test_answering import begin
from learningloop.trail.operations import SYSTEM

FILE = Path(__file__).parent / "files" / "greater-manchester-section-11.xlsx"
GRADES = {"standard-1-2": "3", "standard-1-3": "2", "standard-1-4": "1", "standard-1-5": "3"}
ANSWERS = {
    "organisation": Given("Eastshire Police"),
    "completed-by": Given("Ann Chief"),
    "date-of-return": Given("2026-05-03"),
    "standard-1-1": Given("Ann Chief, assistant chief constable"),
    "improvement-1": Given([{"standard": "1.4", "area": "Audit each team", "deadline": "2026-09-30"}]),
} | {key: Given(grade, "Minutes of 3 May 2026") for key, grade in GRADES.items()}


@pytest.fixture
def loaded(world):
    call_command("questions", "check", str(FILE))
    call_command("questions", "load", str(FILE), "--board", "eastshire")
    return QuestionSetVersion.objects.get()


def test_the_workbook_is_taken_in_unchanged(loaded):
    assert loaded.document == read_questions(FILE.read_bytes())
    document = loaded.document
    assert "docest.com/doc/120471/gm-section-11-template" in document.origin
    [scale] = document.scales
    assert [point.label for point in scale.points] == ["0", "1", "2", "3"]
    assert scale.pass_mark == "2"
    assert [question.kind for question in document.sections[1].questions] == [
        "text", "grade", "grade", "grade", "grade", "table",
    ]  # fmt: skip
    assert len(document.question("standard-1-3").prompts) == 7


def test_it_is_published_and_answered(world, loaded):
    version = publish_questions(version=loaded, on=date(2026, 5, 3), by=SYSTEM)
    answers = begin(version=version, agency=world.agencies["police"], by=SYSTEM)
    answer_questions(answer_set=answers, given=ANSWERS, seen=None, on_behalf=False, by=SYSTEM)
    kept = kept_in(answers)
    given = {key: kept.given[key] for key in ANSWERS}
    assert given == ANSWERS
    assert missing(version.document, given, "statutory-partner") == []
    [(_header, unscored), (_leadership, leadership)], total = score(version.document, given, "statutory-partner")
    assert unscored.asked == 0
    assert (leadership.percent, leadership.below) == (75, 1)
    assert total.percent == 75


@pytest.mark.parametrize(
    "page", ["", "whole/", "section/leadership/", "question/improvement-1/", "scale/is/nought-to-three/"]
)
def test_it_can_be_gone_on_with_in_the_browser(world, signed_in, loaded, page):
    address = f"/eastshire/questions/gm-section-11-1/write/{page}"
    assert signed_in(world.people["officer"]).get(address).status_code == 200


def test_it_is_tried_out_as_an_agency_would_answer_it(world, signed_in, loaded):
    sent = {f"a-{key}": grade for key, grade in GRADES.items()} | {"kind": "statutory-partner"}
    page = signed_in(world.people["officer"]).post("/eastshire/questions/gm-section-11-1/try/", sent)
    told = page.content.decode()
    assert "75 % of what can be reached; 4 of 4 answered" in told
    assert "1.4 A programme of internal audit and review" in told
    assert "the answer needs its explanation" in told


def test_the_numbers_of_the_tool_as_names_are_told_with_what_to_write(tmp_path, capsys):
    book = load_workbook(FILE)
    book["survey"]["B10"] = "1.1"
    book.save(tmp_path / "numbered.xlsx")
    with pytest.raises(SystemExit):
        call_command("questions", "check", str(tmp_path / "numbered.xlsx"))
    told = capsys.readouterr().out
    assert "survey!B10 (“1.1”): This cannot be a name. Use small letters, digits and single hyphens" in told
    assert "“1-1”" in told
