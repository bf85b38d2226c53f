"""What people send who mistype, press twice, come late, or try what happens: told plainly, and nothing is lost."""

from io import BytesIO

import pytest
from openpyxl import load_workbook

from learningloop.instruments.models import Answer, Evidence
from learningloop.instruments.operations import draft_questions, publish_questions
from learningloop.instruments.tests.sets import asking
from learningloop.records.models import StoredFile
from learningloop.sources.assessments.models import Return
from learningloop.sources.assessments.operations import close_round
from learningloop.sources.assessments.operations.returns import sign_return
from learningloop.sources.assessments.tests.conftest import TODAY, a_file, page_of, questions, sent
from learningloop.trail.operations import SYSTEM

KINDS = ("text", "long-text", "number", "percentage", "date", "table")
FORMULA = '=HYPERLINK("http://elsewhere.example/","Minutes")'


@pytest.fixture
def every(world, opened):
    """The return of the police in a round that asks a question of each kind."""
    asked = [asking(kind, kind, explanation={"ask": "may"}) for kind in KINDS]
    sections = [{"key": "one", "title": "One", "questions": [*asked, asking("files", "proof")]}]
    draft = draft_questions(board=world.board, question_set=questions(sections=sections), by=SYSTEM)
    version = publish_questions(version=draft, on=TODAY, by=SYSTEM)
    return opened(version=version).returns.get(agency=world.agencies["police"])


@pytest.fixture
def save(every, browser):
    """Save the section with these fields as a browser names them."""

    def save(**fields):
        lead, url = browser("agency_lead"), page_of(every, "sections", "one")
        return lead.post(url, sent(lead.get(url)) | fields)

    return save


def kept(question):
    return Answer.objects.get(question=question).value


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"number-answer": "1e400"}, "no more than 15 digits"),
        ({"number-answer": "-" + "9" * 16}, "no more than 15 digits"),
        ({"number-answer": "about 12"}, "Write a number in digits"),
        ({"number-answer": "NaN"}, "no more than 15 digits"),
        ({"percentage-answer": "101"}, "from 0 to 100"),
        ({"percentage-answer": "-1"}, "from 0 to 100"),
        ({"date-answer_day": "3", "date-answer_month": "5", "date-answer_year": "1026"}, "between 1900 and 2100"),
        ({"date-answer_day": "3", "date-answer_month": "5", "date-answer_year": "20266"}, "date"),
        ({"date-answer_day": "31", "date-answer_month": "2", "date-answer_year": "2026"}, "date"),
        ({"text-answer": "x" * 301}, "at most 300 characters"),
        ({"long-text-answer": "x" * 100_000}, "at most 20000 characters"),
        ({"long-text-answer": "a\x00b"}, "Null characters are not allowed"),
        ({"text-answer.why": "a\x00b"}, "Null characters are not allowed"),
        ({"table-answer.0.what": "a\x00b"}, "Null characters are not allowed"),
        ({"table-answer.0.by": "soon"}, "date"),
    ],
)
def test_what_is_no_answer_is_told_stays_and_stops_nothing_else(save, fields, words):
    other = {"percentage-answer": "40"} if "number-answer" in fields else {"number-answer": "12"}
    page = save(**fields, **other)
    html = page.content.decode()
    assert page.status_code == 200
    assert words in html and "There is a problem" in html
    assert all(value.replace("\x00", "") in html.replace("\x00", "") for value in fields.values())
    assert Answer.objects.count() == 1, "what is good is saved"


@pytest.mark.parametrize(
    "text", ["👩‍👧 مرحبا بالعالم \u202eabc", "Zoë – “quoted” <b>&amp;</b> 'x'", FORMULA, "\ufeff\u200b~"]
)
def test_words_of_any_script_come_back_as_they_were(save, every, browser, text):
    assert save(**{"long-text-answer": text, "text-answer.why": text}).status_code == 302
    assert kept("long-text") == text
    form = browser("agency_lead").get(page_of(every, "sections", "one")).context["open"].forms["long-text"]
    assert form["answer"].value() == text


def test_half_a_character_harms_nothing(every, browser):
    lead, url = browser("agency_lead"), page_of(every, "sections", "one")
    lead.get(url)
    half = b"long-text-seen=0&long-text-answer=%ED%A0%80&long-text-answer.why="
    assert lead.post(url, half, content_type="application/x-www-form-urlencoded").status_code == 302
    assert kept("long-text") == "\ufffd\ufffd\ufffd"


def test_a_formula_in_an_answer_is_words_in_every_copy(save, every, browser):
    save(**{"long-text-answer": FORMULA, "text-answer": "@SUM(1)", "number-answer": "-5"})
    lead = browser("agency_lead")
    book = load_workbook(BytesIO(lead.get(page_of(every, "export")).content))
    assert {cell.data_type for row in book["Answers"].iter_rows() for cell in row} & {"f"} == set()
    told = [str(value) for row in book["Answers"].values for value in row]
    assert [one for one in told if one.lstrip("'") in (FORMULA, "@SUM(1)", "-5")]
    assert lead.get(page_of(every, "copy")).status_code == 200


def test_two_windows_of_one_person_overwrite_nothing(every, browser):
    lead, url = browser("agency_lead"), page_of(every, "sections", "one")
    first, second = sent(lead.get(url)), sent(lead.get(url))
    lead.post(url, first | {"text-answer": "Tamworth"})
    page = lead.post(url, second | {"text-answer": "Bilston", "number-answer": "3"}).content.decode()
    assert "Tamworth" in page and "Bilston" in page
    assert (kept("text"), kept("number")) == ("Tamworth", "3")


def test_saving_twice_from_one_page_is_saving_once(every, browser):
    lead, url = browser("agency_lead"), page_of(every, "sections", "one")
    mine = sent(lead.get(url)) | {"text-answer": "Once"}
    assert [lead.post(url, mine).status_code for _ in range(2)] == [302, 302]
    assert Answer.objects.get().number == 1


# ---- pressed twice, or too late


def test_submitting_twice_submits_once_and_says_so(world, police, complete, browser):
    lead = browser("agency_lead")
    complete(police)
    sign_return(return_=police, name="Ann Chief", post="Chief officer", on=TODAY, by=SYSTEM)
    lead.post(page_of(police, "submit"))
    page = lead.post(page_of(police, "submit"), follow=True).content.decode()
    assert "This return is “submitted” by now, so nothing was changed" in page
    assert Return.objects.filter(state="submitted").count() == 1


def test_signing_twice_keeps_the_first_signature(police, complete, browser):
    lead = browser("agency_lead")
    complete(police)
    signed = {"name": "Ann Chief", "post": "Chief officer", "on": f"{TODAY}", "agrees": "on"}
    lead.post(page_of(police, "sign"), signed)
    page = lead.post(page_of(police, "sign"), signed | {"name": "Ben"}, follow=True).content.decode()
    assert "“signed, not submitted” by now" in page
    police.refresh_from_db()
    assert police.signed_name == "Ann Chief"


@pytest.mark.parametrize("place", [("evidence",), ("reuse",)])
def test_evidence_that_comes_too_late_is_told(police, browser, place):
    close_round(round_=police.round, on=TODAY, by=SYSTEM)
    url = page_of(police, "questions", "proof", *place)
    page = browser("agency_lead").post(url, {"uploads": [a_file()]}, follow=True).content.decode()
    assert "The round is closed by now, so nothing was changed" in page
    assert not StoredFile.objects.exists()


def test_a_file_taken_away_twice_is_gone_once(police, browser):
    lead = browser("agency_lead")
    lead.post(page_of(police, "questions", "proof", "evidence"), {"uploads": [a_file()]})
    url = page_of(police, "questions", "proof", "files", str(Evidence.objects.get().file.key), "remove")
    assert [lead.post(url).status_code for _ in range(2)] == [302, 404]


def test_a_reader_and_a_stranger_change_nothing(police, submitted, browser):
    submitted(police)
    for place in (["submit"], ["sign"], ["questions", "proof", "evidence"]):
        assert browser("lay_member").post(page_of(police, *place)).status_code == 403
        assert browser("stranger").post(page_of(police, *place)).status_code == 404
