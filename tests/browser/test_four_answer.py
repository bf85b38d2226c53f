"""An agency’s four people in one return: shared out, answered at once, one collision, signed, submitted."""

import pytest
from playwright.sync_api import Page, expect

from learningloop.instruments.queries.answering import kept_in
from tests.browser.chromium import barriers, chromium
from tests.browser.rounds import Desks, a_round, answered, colleagues, return_of, sign_and_submit
from tests.browser.walk import go, press, told, waits

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
ASKED_FOR = "Answer and submit the return: Self-assessment"
PLAN = "What you will improve"


def test_four_people_answer_one_return_at_the_same_time(world, live_server):
    return_ = return_of(world, a_round(world, "police", title="Self-assessment"), "police")
    bea, cem, dee = colleagues(world, "Bea", "Cem", "Dee")
    desks = Desks(live_server.url, world.people["agency_lead"], bea, cem, dee)
    with chromium() as browser:
        lead, *others = desks.open(browser)
        share_out(lead)
        each_at_their_section(others)
        each_answers(others)
        two_collide(*others[:2])
        not_mine(others[2])
        lead_hands_in(lead)
    return_.refresh_from_db()
    kept = kept_in(return_.answer_set).answers
    assert return_.state == "submitted"
    assert {key: kept[key].by.name for key in ("leading", "staff", "records")} == {
        "leading": "Bea",
        "staff": "Cem",
        "records": "Dee",
    }
    assert kept["plan"].value == "Train every team. Read ten files."


def share_out(lead: Page) -> None:
    waits(lead, ASKED_FOR)
    go(lead, "Name who answers what")
    for section, name in (("Leadership", "Bea"), ("Staff", "Cem"), ("Records", "Dee")):
        lead.get_by_role("group", name=section).get_by_label(name).check()
    press(lead, "Save")
    told(lead, "Who answers which section is saved")


def each_at_their_section(pages: list[Page]) -> None:
    """From home, by the button, to the section that bears their own name."""
    for page, section in zip(pages, ("Leadership", "Staff", "Records"), strict=True):
        page.reload()
        waits(page, ASKED_FOR)
        press(page, "Go on answering")
        expect(page.get_by_role("heading", level=1)).to_contain_text(section)


def each_answers(pages: list[Page]) -> None:
    """All pages are open before the first answer is given."""
    for page, section, name in zip(pages, ("Leadership", "Staff", "Records"), ("Bea", "Cem", "Dee"), strict=True):
        answered(page, f"{section} is in order", "Met", name)
    for page in pages:
        expect(page.get_by_text("1 of 1").first).to_be_visible()


def two_collide(bea: Page, cem: Page) -> None:
    """Both write to the question that nobody was named to; the second sees both texts, and keeps of both."""
    for page in (bea, cem):
        go(page, "All sections")
        go(page, "What comes next")
    bea.get_by_label(PLAN).fill("Train every team.")
    bea.get_by_label(PLAN).blur()
    expect(bea.get_by_text("Saved by Bea").first).to_be_visible()
    cem.get_by_label(PLAN).fill("Read ten files.")
    cem.get_by_label(PLAN).blur()
    expect(cem.get_by_text("Bea changed this too").first).to_be_visible()
    expect(cem.get_by_label(PLAN)).to_have_value("Read ten files.")
    told(cem, "Train every team.")
    assert barriers(cem) == []
    cem.get_by_label(PLAN).fill("Train every team. Read ten files.")
    cem.get_by_label("Yours, as it stands below").first.check()
    expect(cem.get_by_text("Saved by Cem").first).to_be_visible()


def not_mine(dee: Page) -> None:
    go(dee, "All sections")
    go(dee, "Leadership")
    told(dee, "Answered by Bea")
    expect(dee.get_by_role("radio")).to_have_count(0)


def lead_hands_in(lead: Page) -> None:
    lead.reload()
    told(lead, "Check all answers, then have them signed")
    press(lead, "Check the answers")
    told(lead, "Nothing is missing.")
    sign_and_submit(lead)
