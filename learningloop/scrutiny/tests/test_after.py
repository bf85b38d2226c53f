"""Beside the answers: the panel notes a challenge meeting, the agency reports back. Nothing of it is changed."""

from datetime import timedelta

import pytest

from learningloop.people.rules import GROUP_MEMBER
from learningloop.scrutiny.models import Meeting, Report, Scrutiny
from learningloop.scrutiny.operations import (
    NotBeforeThePanel,
    NotOfThePanel,
    TooLong,
    conclude_scrutiny,
    moderate_answer,
)
from learningloop.scrutiny.operations.after import NoDevelopmentArea, NothingWritten, note_meeting, report_back
from learningloop.sources.assessments.tests.conftest import TODAY, page_of
from learningloop.trail.queries import history

MET = {"present": "Chief officer, panel", "said": "The third team begins in May"}


def day(on):
    return {"on_day": on.day, "on_month": on.month, "on_year": on.year}


@pytest.fixture
def agreed(allocated, member):
    moderate_answer(return_=allocated, question="lead", grade="partly", why="Two teams of three", by=member)
    conclude_scrutiny(return_=allocated, on=TODAY, by=member)
    return allocated


def test_the_panel_notes_a_meeting_and_the_agency_reads_it(allocated, member, browser):
    page = browser(member).post(page_of(allocated, "meeting"), day(TODAY) | MET, follow=True).content.decode()
    assert "The meeting is noted" in page and MET["said"] in page and MET["present"] in page
    assert MET["said"] in browser("agency_lead").get(page_of(allocated, "scrutiny")).content.decode()
    event = history(Scrutiny.objects.get())[0]
    assert (event.kind, event.after["said"]) == ("scrutiny.met", MET["said"])


def test_a_meeting_needs_a_day_that_has_come_and_words(allocated, member, browser):
    sent = day(TODAY + timedelta(days=1)) | {"present": "Chief officer", "said": " "}
    page = browser(member).post(page_of(allocated, "meeting"), sent).content.decode()
    assert "must be today or in the past" in page and "Enter what was said" in page
    assert "Chief officer" in page and not Meeting.objects.exists()
    with pytest.raises(NothingWritten):
        note_meeting(return_=allocated, on=TODAY, present="", said="Much", by=member)
    with pytest.raises(TooLong):
        note_meeting(return_=allocated, on=TODAY, present="We", said="a" * 5001, by=member)


def test_only_who_it_is_allocated_to_notes_a_meeting(world, allocated, browser):
    stranger = world.person(GROUP_MEMBER, name="Not Asked", agency="health")
    with pytest.raises(NotOfThePanel):
        note_meeting(return_=allocated, on=TODAY, **MET, by=stranger)
    page = browser(stranger).post(page_of(allocated, "meeting"), day(TODAY) | MET).content.decode()
    assert "Ask for it to be allocated to you too" in page and MET["said"] in page
    assert browser("agency_lead").post(page_of(allocated, "meeting"), day(TODAY) | MET).status_code == 403


def test_an_agreed_return_takes_no_more_meetings(agreed, member):
    with pytest.raises(NotBeforeThePanel):
        note_meeting(return_=agreed, on=TODAY, **MET, by=member)


def test_the_agency_reports_back_again_and_again(world, agreed, browser):
    lead = browser("agency_lead")
    url = page_of(agreed, "report-back")
    assert "Two teams of three" in lead.get(url).content.decode()
    lead.post(url, {"lead": "The third team began"})
    page = lead.post(url, {"lead": "All three teams keep it"}, follow=True).content.decode()
    assert "Your report is saved" in page and page.index("third team began") < page.index("All three teams")
    assert "All three teams" in browser("officer").get(page_of(agreed, "scrutiny")).content.decode()
    assert [event.kind for event in history(Scrutiny.objects.get())][0] == "scrutiny.reported"


def test_a_report_says_something_about_what_is_a_development_area(world, agreed, browser):
    page = browser("agency_lead").post(page_of(agreed, "report-back"), {"lead": " "}).content.decode()
    assert "at least one development area" in page
    with pytest.raises(NoDevelopmentArea):
        report_back(return_=agreed, told={"trained": "Done"}, by=world.people["agency_lead"])
    assert not Report.objects.exists()


def test_nobody_reports_back_before_it_is_agreed_or_for_another_agency(world, allocated, browser):
    assert browser("agency_lead").get(page_of(allocated, "report-back")).status_code == 403
    with pytest.raises(NotBeforeThePanel):
        report_back(return_=allocated, told={"lead": "Done"}, by=world.people["agency_lead"])


def test_the_unit_does_not_report_back_for_the_agency(agreed, browser):
    assert browser("officer").post(page_of(agreed, "report-back"), {"lead": "Done"}).status_code == 403


def test_next_time_the_agency_sees_in_the_section_what_was_agreed(world, agreed, opened, browser):
    report_back(return_=agreed, told={"lead": "The third team began"}, by=world.people["agency_lead"])
    following = opened(before=agreed.round).returns.get(agency=agreed.agency)
    lead = browser("agency_lead")
    assert "The third team began" in lead.get(page_of(following)).content.decode()
    page = lead.get(page_of(following, "sections", "leading")).content.decode()
    assert "Agreed last time" in page and "Partly met" in page and "Two teams of three" in page
    page = lead.get(page_of(following, "sections", "staff")).content.decode()
    assert "were agreed as they were" in page
