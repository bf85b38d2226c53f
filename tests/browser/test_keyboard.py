"""By keyboard alone: signing in, the way to a thread, its next step, an answer to a recommendation."""

import pytest
from playwright.sync_api import Page, expect

from learningloop.learning.operations import make_recommendation
from learningloop.people.operations import choose_password
from learningloop.trail.operations import SYSTEM
from tests.browser.chromium import DESK, browser_page
from tests.loop import ON, a_finding
from tests.world import PASSWORD

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
MOST = 80
"""So many steps at most from one thing on a page to another."""
FOCUS = """() => {
    const here = document.activeElement, box = here.getBoundingClientRect();
    const label = here.labels?.[0];
    const marks = [[here, null], [label ?? here, "::before"]].map(([one, part]) => getComputedStyle(one, part));
    return {
        name: (label ?? here).textContent.replace(/\\s+/g, " ").trim(),
        isMarked: marks.some(mark => mark.outlineWidth !== "0px" && mark.outlineStyle !== "none"
            || mark.boxShadow !== "none"),
        isInView: box.bottom > 0 && box.top < innerHeight,
    };
}"""


def step_to(page: Page, name: str) -> None:
    """Step on until this has the focus; at each step one sees where one is."""
    for _ in range(MOST):
        page.keyboard.press("Tab")
        focus = page.evaluate(FOCUS)
        assert focus["isMarked"], f"The focus is not marked at “{focus['name'][:80]}”, looking for “{name}”"
        assert focus["isInView"], f"The focus is out of sight at “{focus['name'][:80]}”"
        if focus["name"] == name:
            return
    raise AssertionError(f"“{name}” is not reached by the keyboard")


def follow(page: Page, name: str, leads_to: str) -> None:
    """Step to a link or a button and use it, until the page with this heading is there."""
    step_to(page, name)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text(leads_to)


@pytest.fixture
def chair(world):
    """The independent chair, who can sign in, with a recommendation to answer."""
    make_recommendation(findings=[a_finding(world)], text="Keep chronologies", made_on=ON, by=SYSTEM)
    choose_password(person=world.people["independent_chair"], password=PASSWORD, by=SYSTEM)
    return world.people["independent_chair"]


def test_a_recommendation_is_answered_by_keyboard_alone(chair, live_server):
    with browser_page(viewport=DESK) as page:
        page.goto(live_server.url)
        step_to(page, "Email address")
        page.keyboard.type(chair.email)
        step_to(page, "Password")
        page.keyboard.type(PASSWORD)
        page.keyboard.press("Enter")
        expect(page.get_by_role("heading", level=1)).to_contain_text("Home")
        follow(page, "The loop", "feedback loop")
        step_to(page, "Skip to main content")
        page.keyboard.press("Enter")
        follow(page, "1 Recommended", "Threads of learning")
        follow(page, "Chronologies are missing", "Chronologies are missing")
        expect(page.get_by_role("region", name="Next")).to_contain_text("Give the board’s response")
        follow(page, "Give the board’s response to the recommendation", "The board’s response")
        step_to(page, "Accepted")
        page.keyboard.press("Space")
        expect(page.get_by_label("Accepted", exact=True)).to_be_checked()
        follow(page, "Continue", "Check the response")
        follow(page, "Give this response", "Keep chronologies")
        expect(page.get_by_role("main")).to_contain_text("is recorded")


def test_the_first_stop_leads_past_the_frame(chair, live_server, signed_in):
    session = signed_in(chair).cookies["sessionid"].value
    with browser_page(viewport=DESK) as page:
        page.context.add_cookies([{"name": "sessionid", "value": session, "url": live_server.url}])
        page.goto(f"{live_server.url}/eastshire/loop/")
        page.keyboard.press("Tab")
        expect(page.get_by_role("link", name="Skip to main content")).to_be_in_viewport()
        page.keyboard.press("Enter")
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.closest('main') !== null")
