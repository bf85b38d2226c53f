"""The panel's challenge: allocated, read beside last time, challenged, met, graded, agreed; what comes of it."""

import pytest
from playwright.sync_api import Page, expect

from learningloop.learning.models import Finding, Recommendation
from learningloop.people.rules import GROUP_MEMBER
from learningloop.scrutiny.models import Moderation
from tests.browser.chromium import chromium
from tests.browser.rounds import Desks, a_round, at_home, hand_in, return_of
from tests.browser.walk import go, nothing_waits, press, take_next, told, waits

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
NOW, BEFORE = "Self-assessment now", "Self-assessment before"
LEADS, STAFF = "Leadership is in order", "Staff is in order"
CHALLENGE = "Where is it seen in the other teams?"
REPLY = "Two of three teams keep it"
WHY = "Two teams of three keep it"


@pytest.fixture
def handed_in(world):
    """The police were partly there last time, and say now that all is met. The panel is independent of them."""
    world.people["mira"] = world.person(GROUP_MEMBER, name="Mira Member", agency="health")
    lead = world.people["agency_lead"]
    former = a_round(world, "police", title=BEFORE)
    hand_in(return_of(world, former, "police"), lead, leading="partly")
    return hand_in(return_of(world, a_round(world, "police", title=NOW, before=former), "police"), lead)


def test_a_return_is_challenged_agreed_and_learned_from(world, live_server, handed_in):
    names = ("officer", "mira", "agency_lead")
    desks = Desks(live_server.url, *(world.people[name] for name in names))
    with chromium() as browser:
        officer, mira, lead = desks.open(browser)
        allocate(officer)
        challenge(home(mira, desks))
        reply(home(lead, desks))
        note_a_meeting(home(mira, desks))
        grade(mira)
        agree(mira)
        lead_reads_and_reports(home(lead, desks))
        nothing_waits(home(lead, desks))
        recommend(home(officer, desks))
    finding = Finding.objects.get()
    kept = Moderation.objects.get(question="leading")
    assert (kept.agreed, kept.finding, finding.source) == ("partly", finding, handed_in.round.source)
    assert Recommendation.objects.get().findings.get() == finding


def home(page: Page, desks: Desks) -> Page:
    at_home(page, desks.site)
    return page


def allocate(officer: Page) -> None:
    go(officer, "Rounds")
    go(officer, NOW)
    told(officer, "1 not allocated")
    go(officer, "Returns to scrutinise")
    officer.get_by_role("link", name="Allocate").click()
    officer.get_by_label("Mira Member").check()
    press(officer, "Allocate it")
    told(officer, "It is allocated")


def challenge(mira: Page) -> None:
    """Both years stand side by side."""
    waits(mira, "Scrutinise a return: Eastshire Police")
    go(mira, "Leadership")
    answer = mira.get_by_role("region", name=LEADS)
    expect(answer).to_contain_text("This time")
    expect(answer).to_contain_text("Partly met")
    answer.get_by_label("Challenge to the agency").fill(CHALLENGE)
    press(mira, "Save")
    told(mira, "Saved.")


def reply(lead: Page) -> None:
    waits(lead, "Reply to what was challenged on your return")
    told(lead, CHALLENGE)
    lead.get_by_label("Your reply").fill(REPLY)
    press(lead, "Send the replies")
    told(lead, REPLY)


def note_a_meeting(mira: Page) -> None:
    waits(mira, "Scrutinise a return: Eastshire Police")
    told(mira, REPLY)
    press(mira, "Note a challenge meeting")
    mira.get_by_label("Who was there").fill("Chief officer, two of the panel")
    mira.get_by_label("What was said").fill("The third team begins in May")
    press(mira, "Save the notes")
    told(mira, "The third team begins in May")


def grade(mira: Page) -> None:
    """Another grade than the agency's own asks for words, and what was typed stays."""
    go(mira, "Leadership")
    answer = mira.get_by_role("region", name=LEADS)
    answer.get_by_label("Partly met").check()
    press(mira, "Save and continue")
    expect(mira.get_by_role("alert")).to_contain_text("Say why the agreed grade is not the agency’s own")
    expect(answer.get_by_label("Partly met")).to_be_checked()
    answer.get_by_label("Why this grade").fill(WHY)
    answer.get_by_label("Make it a development area").check()
    press(mira, "Save and continue")
    expect(mira.get_by_role("heading", level=1)).to_contain_text("Staff")


def agree(mira: Page) -> None:
    go(mira, "All sections")
    press(mira, "Agree the return")
    told(mira, "1 development area")
    press(mira, "Agree the return")
    told(mira, "The return is agreed")


def lead_reads_and_reports(lead: Page) -> None:
    """The agreed grade with the reason, the notes of the meeting, and what the agency says later."""
    waits(lead, "Read what was agreed on your return")
    told(lead, WHY)
    told(lead, "The third team begins in May")
    press(lead, "We have read it")
    told(lead, "Noted.")
    press(lead, "Report back on the development areas")
    lead.get_by_label("What was done since").fill("The third team began")
    press(lead, "Save the report")
    told(lead, "The third team began")


def recommend(officer: Page) -> None:
    """From the development area to its finding, and on to a recommendation."""
    go(officer, "Rounds")
    go(officer, NOW)
    told(officer, "1 agreed")
    go(officer, "Returns to scrutinise")
    go(officer, "Eastshire Police")
    told(officer, "The third team began")
    officer.get_by_role("main").get_by_role("link", name="F-").click()
    take_next(officer)
    officer.get_by_label("What should change").fill("Each team keeps it")
    officer.get_by_label("Eastshire Police").check()
    press(officer, "Make this recommendation")
    told(officer, "It waits for the board’s response")
