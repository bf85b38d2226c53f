"""A return is agreed: development areas become findings, the agency is told, the next round begins with them."""

from io import BytesIO

import pytest
from openpyxl import load_workbook

from learningloop.instruments.models import Answer
from learningloop.learning.models import Finding
from learningloop.people.rules import GROUP_MEMBER
from learningloop.records.operations.removal import SomethingRestsOnIt, remove_record
from learningloop.scrutiny.models import Moderation, Scrutiny
from learningloop.scrutiny.operations import (
    NotBeforeThePanel,
    NotOfThePanel,
    StillOpen,
    conclude_scrutiny,
    moderate_answer,
    note_read,
    reply_to_challenge,
)
from learningloop.sources.assessments.tests.conftest import TODAY, page_of
from learningloop.sources.register.models import Sensitivity
from learningloop.sources.register.operations import edit_source


@pytest.fixture
def agreed(allocated, member):
    """Agreed with one grade lowered, which makes it a development area."""
    moderate_answer(return_=allocated, question="lead", grade="partly", why="Two teams of three", by=member)
    conclude_scrutiny(return_=allocated, on=TODAY, by=member)
    return allocated


def test_what_is_below_the_pass_mark_becomes_a_finding_of_the_round(world, agreed, member):
    finding = Finding.objects.get()
    assert (finding.source, finding.kind, finding.multi_agency) == (agreed.round.source, "need", False)
    assert list(finding.agencies.all()) == [world.agencies["police"]]
    assert finding.statement == "Leadership: Question lead"
    assert (
        "graded itself: Met. Agreed: Partly met." in finding.evidence and "Two teams of three" in finding.evidence
    )
    assert Moderation.objects.get().finding == finding
    assert Answer.objects.get(answer_set=agreed.answer_set, question="lead").value == "met"
    with pytest.raises(SomethingRestsOnIt):
        remove_record(record=finding, why="Drawn twice", by=world.people["officer"])


def test_what_the_panel_marks_becomes_a_finding_whatever_the_grade(allocated, member):
    moderate_answer(return_=allocated, question="trained", marked=True, why="Not all teams", by=member)
    conclude_scrutiny(return_=allocated, on=TODAY, by=member)
    assert Finding.objects.get().statement == "Staff: Question trained"


def test_a_return_without_development_areas_makes_no_finding(allocated, member):
    conclude_scrutiny(return_=allocated, on=TODAY, by=member)
    assert Scrutiny.objects.get().is_agreed and not Finding.objects.exists()


def test_a_challenge_without_an_agreed_grade_keeps_it_open(allocated, member, browser):
    moderate_answer(return_=allocated, question="lead", challenge="Why?", by=member)
    page = browser(member).get(page_of(allocated, "conclude")).content.decode()
    assert "Agree a grade first where you challenged" in page and 'method="post" novalidate' not in page
    with pytest.raises(StillOpen, match="Question lead"):
        conclude_scrutiny(return_=allocated, on=TODAY, by=member)
    browser(member).post(page_of(allocated, "conclude"))
    assert not Scrutiny.objects.get().is_agreed


def test_agreed_it_is_never_changed(world, agreed, member):
    with pytest.raises(NotBeforeThePanel, match="agreed by now"):
        moderate_answer(return_=agreed, question="lead", grade="met", by=member)
    with pytest.raises(NotBeforeThePanel):
        reply_to_challenge(return_=agreed, question="lead", reply="So", by=world.people["agency_lead"])
    with pytest.raises(NotBeforeThePanel):
        conclude_scrutiny(return_=agreed, on=TODAY, by=member)
    assert Finding.objects.count() == 1, "nothing is drawn twice"


def test_the_page_says_what_holds_of_grades_that_the_panel_left_alone(agreed, browser):
    page = browser("agency_lead").get(page_of(agreed, "scrutiny")).content.decode()
    assert "0 of 1" in page and "What the panel left alone is agreed as the agency graded it." in page


def test_only_the_panel_agrees_it(world, allocated):
    with pytest.raises(NotOfThePanel):
        conclude_scrutiny(return_=allocated, on=TODAY, by=world.people["officer"])


def test_the_agency_is_told_at_home_until_it_noted_that_it_read(world, agreed, browser):
    agency, told = browser("agency_lead"), "Read what was agreed on your return"
    assert told in agency.get("/eastshire/").content.decode()
    page = agency.get(page_of(agreed, "scrutiny")).content.decode()
    assert "We have read it" in page and "Partly met" in page and "Development area" in page
    agency.post(page_of(agreed, "acknowledge"))
    assert told not in agency.get("/eastshire/").content.decode()
    assert Scrutiny.objects.get().read_by == world.people["agency_lead"]
    assert browser("officer").post(page_of(agreed, "acknowledge")).status_code == 403


def test_who_reads_histories_reads_who_agreed_it(agreed, browser):
    page = browser("officer").get(page_of(agreed, "scrutiny")).content.decode()
    assert "agreed the return; development areas: 1" in page and "allocated the return to" in page


def test_what_is_not_agreed_is_not_noted_as_read(world, allocated):
    with pytest.raises(NotBeforeThePanel):
        note_read(return_=allocated, on=TODAY, by=world.people["agency_lead"])


def test_the_next_round_opens_with_the_development_areas_on_top(world, agreed, opened, browser):
    now = opened(title="Again", before=agreed.round).returns.get(agency=world.agencies["police"])
    html = browser("agency_lead").get(page_of(now)).content.decode()
    top = html.index("Development areas of last time")
    assert top < html.index("Sections</caption>")
    assert Finding.objects.get().reference in html and "Two teams of three" in html
    health = now.round.returns.get(agency=world.agencies["health"])
    assert "Development areas" not in browser("officer").get(page_of(health)).content.decode()


def test_in_a_round_closed_to_it_the_agency_reads_its_areas_without_the_finding(world, agreed, opened, browser):
    now = opened(title="Again", before=agreed.round).returns.get(agency=world.agencies["police"])
    source = agreed.round.source
    edit_source(
        source=source, sensitivity=Sensitivity.GROUP, named_people=[], themes=[], agencies=source.agencies.all(),
        by=world.people["officer"],
    )  # fmt: skip
    html = browser("agency_lead").get(page_of(now)).content.decode()
    assert "Two teams of three" in html and Finding.objects.get().reference not in html


def test_own_grades_stand_beside_agreed_ones_as_a_page_and_as_a_file(agreed, browser):
    officer = browser("officer")
    url = f"/eastshire/rounds/{agreed.round.reference}/"
    for page in (f"{url}overview/", f"{url}moderation/"):
        html = officer.get(page).content.decode()
        assert "100 %" in html and "67 lower" in html and "The same" in html
    book = load_workbook(BytesIO(officer.get(f"{url}moderation/?format=xlsx").content)).active
    assert list(book.values) == [
        ("Section", "Own grades, mean %", "Agreed grades, mean %", "Difference"),
        ("Leadership", 100, 33, -67),
        ("Staff", 100, 100, 0),
    ]
    book = load_workbook(BytesIO(officer.get(f"{url}scrutiny/?format=xlsx").content)).active
    assert list(book.values)[1][1] == "Eastshire Police"


def test_who_may_not_open_the_returns_sees_no_drift(world, agreed, browser):
    outsider = world.person(GROUP_MEMBER, name="outsider", group="cases")
    page = browser(outsider).get(f"/eastshire/rounds/{agreed.round.reference}/moderation/")
    assert page.context["number"] == 0 and "67" not in page.content.decode().split("<main")[1]
    assert browser(outsider).get(f"/eastshire/rounds/{agreed.round.reference}/scrutiny/").status_code == 403
