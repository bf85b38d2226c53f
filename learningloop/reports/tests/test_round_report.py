"""The report of a round: over what its reader may open, on the page, as Word and as PDF."""

from datetime import timedelta
from io import BytesIO

import docx
import pytest
from pypdf import PdfReader

from learningloop.instruments.rules.conditions import Given
from learningloop.kit.documents import Chart, Table
from learningloop.people.rules import GROUP_CHAIR, GROUP_MEMBER
from learningloop.reports.exports.rounds import round_document
from learningloop.reports.queries import rounds
from learningloop.scrutiny.operations import allocate_return, conclude_scrutiny, moderate_answer
from learningloop.sources.assessments.operations.returns import answer_return, sign_return, submit_return
from learningloop.sources.assessments.tests.conftest import TODAY


def hand_in(return_, grade, by, on=TODAY):
    given = {"lead": Given(grade, "So it is"), "trained": Given("yes" if grade == "met" else "no")}
    answer_return(return_=return_, given=given, by=by)
    return_.refresh_from_db()
    sign_return(return_=return_, name="Ann Chief", post="Chief officer", on=on, by=by)
    return submit_return(return_=return_, on=on, by=by)


@pytest.fixture
def told(world, opened):
    """The police rose since the round before, and the panel lowered a grade; health is in for the first time."""
    officer, police = world.people["officer"], world.agencies["police"]
    former = opened()
    hand_in(former.returns.get(agency=police), "partly", officer)
    now = opened(title="Again", before=former)
    return_ = hand_in(now.returns.get(agency=police), "met", officer, TODAY - timedelta(days=3))
    hand_in(now.returns.get(agency=world.agencies["health"]), "not", officer)
    member = world.person(GROUP_MEMBER, name="Mira Member", agency="health")
    allocate_return(return_=return_, panel=[member, world.person(GROUP_CHAIR, name="Otto")], on=TODAY, by=officer)
    moderate_answer(return_=return_, question="lead", grade="partly", why="Two of three", by=member)
    conclude_scrutiny(return_=return_, on=TODAY, by=member)
    return now


def document(round_, person):
    return round_document(rounds.round_told(round_, person))


def charts(made):
    return {block.header: block for block in made.blocks if isinstance(block, Chart)}


def tables(made):
    return {block.header[0]: block for block in made.blocks if isinstance(block, Table)}


def words(made):
    return [item for block in made.blocks for item in getattr(block, "items", ())]


def test_it_says_in_short_what_matters(world, told):
    short = words(document(told, world.people["officer"]))
    assert short[0] == "2 of 2 returns are submitted (100 %)."
    assert "Leadership is among the weakest: 50 %, 1 answer below what is good enough." in short
    assert "Where agencies submitted in both rounds, Staff rose most: by 100 points, to 100 %." in short
    assert short[-1] == "The panel has agreed 1; by it 1 of 2 sections changed."


def test_its_charts_hold_the_numbers(world, told):
    made = charts(document(told, world.people["officer"]))
    response = made["Day", "Submitted by then"]
    assert [numbers for _day, numbers in response.rows] == [(1,), (2,)]
    assert response.days == (TODAY - timedelta(days=3), TODAY), "three days apart in the picture too"
    reached = made["Section", "Round before", "This round"]
    assert dict(reached.rows) == {"Leadership": (33, 50), "Staff": (0, 50)}
    spread = made["Section", "Not met", "Partly met", "Met", "Does not apply"]
    assert dict(spread.rows) == {"Leadership": (1, 0, 1, 0)}
    assert dict(made["Section", "No", "Yes", "Does not apply"].rows) == {"Staff": (1, 1, 0)}


def test_agencies_stand_by_name_where_they_are_few_and_by_kind_where_they_are_many(world, told, monkeypatch):
    officer = world.people["officer"]
    assert [row[0] for row in tables(document(told, officer))["Agency"].rows] == [
        "Eastshire Health", "Eastshire Police",
    ]  # fmt: skip
    monkeypatch.setattr(rounds, "MOST", 1)
    many = tables(document(told, officer))
    assert "Agency" not in many
    assert {row[0]: row[1] for row in many["Kind of agency"].rows}


def test_own_grades_stand_against_agreed_ones(world, told):
    drift = [block for block in document(told, world.people["officer"]).blocks if isinstance(block, Table)][-1]
    assert drift.rows[0] == ("Leadership", "100 %", "33 %", "-67 points")


def test_who_may_open_no_return_is_told_no_grade(world, told):
    made = document(told, world.person(GROUP_MEMBER, name="outsider", group="cases"))
    assert not charts(made) and list(tables(made)) == ["What"]
    assert "no grades are told" in words(made)[1]


def test_the_page_the_word_file_and_the_pdf_tell_the_same(told, browser):
    url = f"/eastshire/rounds/{told.reference}/report/"
    officer = browser("officer")
    html = officer.get(url).content.decode()
    assert "rose most" in html and "<svg" in html and "Eastshire Health" in html
    file = docx.Document(BytesIO(officer.get(url, {"format": "docx"}).content))
    assert "Where agencies submitted in both rounds, Staff rose most: by 100 points, to 100 %." in [
        one.text for one in file.paragraphs
    ]
    assert len(file.inline_shapes) == 4
    response = officer.get(url, {"format": "pdf"})
    assert f'{told.reference}-report.pdf"' in response["Content-Disposition"]
    text = " ".join(" ".join(page.extract_text() for page in PdfReader(BytesIO(response.content)).pages).split())
    assert "Staff rose most: by 100 points" in " ".join(text.split()) and "Eastshire Health" in text


def test_the_rounds_page_leads_to_it(told, browser):
    assert (
        f"/rounds/{told.reference}/report/"
        in browser("officer").get(f"/eastshire/rounds/{told.reference}/").content.decode()
    )
    assert browser("agency_lead").get(f"/eastshire/rounds/{told.reference}/report/").status_code == 404


def test_it_takes_as_many_queries_however_many_are_asked(world, told, django_assert_max_num_queries):
    with django_assert_max_num_queries(16):
        document(told, world.people["officer"])
