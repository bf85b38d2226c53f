"""Next year's round: last year's answers and agreed grades are there to be confirmed, never as answered."""

import pytest
from playwright.sync_api import Page, expect

from learningloop.instruments.queries.answering import kept_in
from learningloop.people.rules import GROUP_MEMBER
from learningloop.scrutiny.operations import allocate_return, conclude_scrutiny, moderate_answer
from learningloop.scrutiny.operations.after import report_back
from learningloop.sources.assessments.models import Return
from tests.browser.chromium import PHONE, barriers, chromium, runs_over
from tests.browser.rounds import TODAY, Desks, a_round, answered, at_home, hand_in, return_of, sign_and_submit
from tests.browser.walk import fill_date, go, press, told, waits

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
NOW, BEFORE = "Self-assessment now", "Self-assessment before"
WHY = "Two teams of three keep it"
LATER = TODAY.replace(year=TODAY.year + 1, day=1)


@pytest.fixture
def agreed(world):
    """Last year: one grade lowered by the panel, which made it a development area; the agency reported back."""
    lead = world.people["agency_lead"]
    former = return_of(world, a_round(world, "police", title=BEFORE), "police")
    hand_in(former, lead)
    mira = world.person(GROUP_MEMBER, name="Mira Member", agency="health")
    allocate_return(return_=former, panel=[mira], on=TODAY, by=mira)
    moderate_answer(return_=former, question="leading", grade="partly", why=WHY, by=mira)
    conclude_scrutiny(return_=former, on=TODAY, by=mira)
    report_back(return_=former, told={"leading": "The third team began"}, by=lead)
    return former


def test_last_years_answers_are_confirmed_or_changed_and_the_change_is_seen(world, live_server, agreed):
    people = [world.people[name] for name in ("officer", "agency_lead")]
    desks = Desks(live_server.url, *people)
    with chromium() as browser:
        officer, lead = desks.open(browser)
        open_the_round(officer)
        at_home(lead, desks.site)
        begin(lead)
        change_one(lead)
        confirm(lead, "Staff")
        confirm(lead, "Records")
        hand_in_now(lead)
        overview(officer)
    now = Return.objects.exclude(pk=agreed.pk).select_related("answer_set").get()
    kept = kept_in(now.answer_set).answers
    assert {key: (one.value, one.explanation) for key, one in kept.items()} == {
        "leading": ("partly", "Leadership was looked at again"),
        "staff": ("met", "Staff was looked at"),
        "records": ("met", "Records was looked at"),
    }


def open_the_round(officer: Page) -> None:
    go(officer, "Rounds")
    press(officer, "Open a round")
    officer.get_by_label("Self-assessment, version 1").check()
    officer.get_by_label("Title").fill(NOW)
    officer.get_by_label("Kind of source in the register").select_option(label="Audit")
    officer.get_by_label("Some agencies, one by one").check()
    officer.get_by_label("Eastshire Police").check()
    fill_date(officer, "When it closes", LATER)
    officer.get_by_label("Who signs each return").fill("Chief officer")
    officer.get_by_label("Round whose answers are shown again").select_option(index=1)
    press(officer, "Continue")
    told(officer, BEFORE)
    press(officer, "Open the round")
    told(officer, "is open")


def begin(lead: Page) -> None:
    """Development areas stand on top; nothing counts as answered."""
    waits(lead, f"Answer and submit the return: {NOW}")
    area = lead.get_by_role("main")
    expect(area).to_contain_text("Development areas of last time")
    expect(area).to_contain_text(WHY)
    expect(area).to_contain_text("The third team began")
    expect(lead.get_by_text("1 of 1")).to_have_count(0)
    press(lead, "Go on answering")


def change_one(lead: Page) -> None:
    """Last year's own grade and the one that was agreed stand beside the question; no choice is made."""
    told(lead, "Agreed last time")
    told(lead, WHY)
    told(lead, "Last time, on")
    expect(lead.get_by_role("radio", checked=True)).to_have_count(0)
    expect(lead.get_by_text("0 of 1").first).to_be_visible()
    assert [*barriers(lead), *runs_over(lead, PHONE["width"])] == []
    answered(lead, "Leadership is in order", "Partly met", "Agency lead")
    lead.get_by_label("Explain your answer").fill("Leadership was looked at again")
    press(lead, "Save and continue")


def confirm(lead: Page, section: str) -> None:
    expect(lead.get_by_role("heading", level=1)).to_contain_text(section)
    told(lead, "were agreed as they were")
    press(lead, "Confirm it again")
    expect(lead.get_by_text("1 of 1").first).to_be_visible()
    expect(lead.get_by_label("Met", exact=True)).to_be_checked()
    press(lead, "Save and continue")


def hand_in_now(lead: Page) -> None:
    press(lead, "Save and continue")
    told(lead, "Nothing is missing.")
    sign_and_submit(lead)


def overview(officer: Page) -> None:
    officer.reload()
    told(officer, "1 of 1 submitted (100 %)")
    press(officer, "Overview by section")
    leading = officer.get_by_role("listitem").filter(has_text="Leadership: 33 %")
    expect(leading).to_contain_text("less than last time")
    told(officer, "as last time")
