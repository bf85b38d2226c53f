"""An agency's return in the browser: saved answer by answer, by two people at once; signed and submitted."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from learningloop.instruments.operations import draft_questions, publish_questions
from learningloop.instruments.queries.answering import kept_in
from learningloop.instruments.tests.sets import a_set, asking
from learningloop.people.rules import AGENCY_LEAD
from learningloop.sources.assessments.operations import open_round
from learningloop.trail.operations import SYSTEM
from tests.browser.chromium import PHONE, barriers, chromium, runs_over
from tests.browser.test_two_people import opened, session_of

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
ASKED = (
    asking(
        "grade",
        "lead",
        text="Somebody leads on safeguarding",
        required=True,
        explanation={"ask": "may"},
        evidence={"ask": "may"},
    ),
    asking(
        "long-text",
        "plan",
        text="What you will do",
        shown_when=[{"question": "lead", "comparison": "below", "value": "met"}],
    ),
)


@pytest.fixture
def police(world):
    today = timezone.localdate()
    draft = draft_questions(board=world.board, question_set=a_set(*ASKED), by=SYSTEM)
    made = open_round(
        board=world.board,
        version=publish_questions(version=draft, on=today, by=SYSTEM),
        kind="audit",
        title="Self-assessment",
        agencies=[world.agencies["police"]],
        opens_on=today - timedelta(days=1),
        closes_on=today + timedelta(days=20),
        signed_by="Chief officer",
        by=SYSTEM,
    )
    return made.returns.select_related("answer_set").get()


def test_a_return_from_the_home_page_to_the_board(world, live_server, police):
    """On a phone: answered, checked, signed and submitted; each page without a barrier."""
    session = session_of(world.people["agency_lead"])
    with chromium() as browser:
        page = opened(browser, live_server.url, session, True)
        page.set_viewport_size(PHONE)
        page.goto(f"{live_server.url}/eastshire/")
        page.get_by_role("link", name="Answer and submit the return: Self-assessment").click()
        page.get_by_role("button", name="Go on answering").click()
        page.get_by_label("Partly met").check()
        expect(page.get_by_text("Saved by Agency lead").first).to_be_visible()
        page.get_by_label("What you will do").fill("We will train every team")
        page.get_by_label("Explain your answer").click()
        expect(page.get_by_text("2 of 2")).to_be_visible()
        page.reload()
        expect(page.get_by_label("What you will do")).to_have_value("We will train every team")
        page.get_by_label("Met", exact=True).check()
        expect(page.get_by_label("What you will do")).to_have_count(0)
        assert [*barriers(page), *runs_over(page, 320)] == []
        page.get_by_role("button", name="Save and continue").click()
        expect(page.get_by_text("Nothing is missing.")).to_be_visible()
        page.get_by_role("button", name="Have it signed").click()
        page.get_by_label("Name of who signs").fill("Ann Chief")
        page.get_by_label("I am this person").check()
        page.get_by_role("button", name="It is signed").click()
        page.get_by_role("button", name="Submit").click()
        page.get_by_role("button", name="Submit").click()
        expect(page.get_by_role("main")).to_contain_text("is submitted")
    police.refresh_from_db()
    assert (police.state, police.signed_name) == ("submitted", "Ann Chief")


def test_two_people_answer_one_question_and_see_both(world, live_server, police):
    people = [world.people["agency_lead"], world.person(AGENCY_LEAD, name="Colleague")]
    sessions = [session_of(person) for person in people]
    url = f"{live_server.url}/eastshire/returns/{police.reference}/sections/one/"
    with chromium() as browser:
        first, second = (opened(browser, live_server.url, session, True) for session in sessions)
        for page in (first, second):
            page.goto(url)
        first.get_by_label("Not met").check()
        expect(first.get_by_text("Saved by Agency lead").first).to_be_visible()
        second.get_by_label("Met", exact=True).check()
        expect(second.get_by_text("Agency lead changed this too")).to_be_visible()
        expect(second.get_by_label("Met", exact=True)).to_be_checked()
        assert barriers(second) == []
        second.get_by_label("Theirs").first.check()
        expect(second.get_by_label("Not met")).to_be_checked()
        expect(second.get_by_text("changed this too")).to_have_count(0)
    assert kept_in(police.answer_set).answers["lead"].value == "not"


@pytest.mark.parametrize("script", [True, False])
def test_a_comment_for_colleagues_stands_beside_the_question(world, live_server, police, script):
    """On a phone, folded; what was answered on the page is kept, with script and without."""
    session = session_of(world.people["agency_lead"])
    with chromium() as browser:
        page = opened(browser, live_server.url, session, script)
        page.set_viewport_size(PHONE)
        page.goto(f"{live_server.url}/eastshire/returns/{police.reference}/sections/one/")
        page.get_by_label("Explain your answer").fill("As the minutes show")
        page.get_by_text("Comment for colleagues").first.click()
        page.get_by_label("Comment", exact=True).first.fill("Have we the minutes?")
        page.get_by_role("button", name="Leave this comment").first.click()
        expect(page.get_by_text("Comments between colleagues: 1")).to_be_visible()
        expect(page.get_by_label("Explain your answer")).to_have_value("As the minutes show")
        assert [*barriers(page), *runs_over(page, 320)] == [] if script else True
    kept = kept_in(police.answer_set).answers["lead"]
    assert kept.explanation == "As the minutes show"
    assert police.comments.get().text == "Have we the minutes?"
