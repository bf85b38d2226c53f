"""A question set written in a real browser: from nothing, put in another order, tried out, published."""

import pytest
from playwright.sync_api import Page, expect

from learningloop.instruments.queries import newest_published
from tests.browser.chromium import PHONE, barriers, chromium, runs_over
from tests.browser.test_two_people import opened, session_of

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def begin(page: Page) -> None:
    page.get_by_role("button", name="Write a question set").click()
    page.get_by_label("Title").fill("Sports clubs")
    page.get_by_label("What it is for").fill("To see how clubs keep children safe")
    page.get_by_role("button", name="Begin").click()
    page.get_by_role("button", name="Add a section").click()
    page.get_by_label("Title").fill("Leadership")
    page.get_by_role("button", name="Add").click()
    page.get_by_role("link", name="Add a scale").click()
    page.get_by_label("A scale that real tools grade with").select_option("met-partly-not")
    page.get_by_role("button", name="Take this scale").click()


def add_question(page: Page, text: str, kind: str) -> None:
    page.get_by_role("link", name="Add a question").click()
    page.get_by_label("Question", exact=True).fill(text)
    page.get_by_label("Kind of answer").select_option(kind)


def save(page: Page) -> None:
    page.get_by_role("button", name="Add", exact=True).click()


def put_in_order(page: Page) -> None:
    """The question that asks for a lead stands before the one whose condition it is."""
    add_question(page, "What will you do?", "long-text")
    save(page)
    add_question(page, "Somebody leads on safeguarding", "grade")
    save(page)
    page.get_by_role("button", name="Move up Somebody leads").click()
    expect(page.locator("ol li a.govuk-link").first).to_have_text("Somebody leads on safeguarding")
    page.get_by_role("link", name="What will you do?", exact=True).click()
    box = page.get_by_role("group", name="Asked only when all of this holds")
    box.get_by_label("Condition 1: the answer to").select_option("somebody-leads-on-safeguarding")
    box.get_by_label("How it compares").first.select_option("below")
    box.get_by_label("With this answer").first.fill("Good")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("alert")).to_contain_text("“Good” is not an answer to this question")
    box.get_by_label("With this answer").first.fill("Met")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("asked only after some answers")).to_be_visible()


def try_out(page: Page) -> None:
    page.get_by_role("button", name="Try it out").click()
    page.get_by_label("Partly met").check()
    page.get_by_role("button", name="See what comes of it").click()
    expect(page.get_by_text("2 questions")).to_be_visible()
    page.get_by_label("Met:", exact=False).and_(page.locator("[value=met]")).check()
    page.get_by_role("button", name="See what comes of it").click()
    expect(page.get_by_text("1 question", exact=True)).to_be_visible()
    page.get_by_role("link", name="Change the draft").click()


def test_a_set_is_written_put_in_order_tried_out_and_published(world, live_server):
    session = session_of(world.people["officer"])
    with chromium() as browser:
        page = opened(browser, live_server.url, session, True)
        page.set_viewport_size(PHONE)
        page.goto(f"{live_server.url}/eastshire/questions/")
        begin(page)
        put_in_order(page)
        found = [*barriers(page), *runs_over(page, 320)]
        try_out(page)
        page.get_by_role("button", name="Publish").click()
        page.get_by_role("button", name="Publish this version").click()
        expect(page.get_by_text("Sports clubs, version 1 is published.")).to_be_visible()
    assert found == []
    document = newest_published(world.board, "sports-clubs").document
    assert [question.kind for question in document.questions()] == ["grade", "long-text"]
