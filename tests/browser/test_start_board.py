"""A board from nothing, as docs/how-to/start-a-board.md tells it: set up, its first people, agency and source."""

import re

import pytest
from playwright.sync_api import Page, expect

from learningloop.people.operations import add_person, let_found_boards
from learningloop.trail.operations import SYSTEM
from tests.browser.chromium import DESK, barriers, chromium, runs_over
from tests.browser.test_next_version import session_of

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
MAGGIE = "maggie@example.invalid"


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def set_up(page: Page) -> list[str]:
    page.get_by_role("button", name="Set up a board").click()
    page.get_by_label("What the board is called").fill("Northshire Safeguarding Children Partnership")
    page.get_by_label("As people say it").fill("NSCP")
    page.get_by_label("Its area").fill("Northshire")
    page.get_by_label(re.compile("Exampleshire")).check()
    page.get_by_label("The independent chair’s email address").fill("chair@example.invalid")
    press(page, "Continue")
    expect(page.get_by_role("alert")).to_contain_text("Enter their name")
    page.get_by_label("Their name, if they have no account yet").last.fill("Ida Chair")
    found = [*barriers(page), *runs_over(page, 320)]
    press(page, "Continue")
    expect(page.get_by_role("heading", level=1)).to_have_text("Check before you set up the board")
    found += [*barriers(page), *runs_over(page, 320)]
    press(page, "Set up this board")
    expect(page.get_by_role("heading", level=1)).to_have_text("First things first")
    return found + [*barriers(page), *runs_over(page, 320)]


def first_things(page: Page) -> None:
    page.get_by_role("link", name="Add an agency").click()
    page.get_by_label("Name").fill("Northshire Fire and Rescue")
    page.get_by_label("Kind").select_option("other")
    page.locator("main button[type=submit]").click()
    page.get_by_role("link", name="First things first").click()
    page.get_by_role("link", name="Grant a role Say who chairs").click()
    page.get_by_label("Their email address").fill("gita@example.invalid")
    page.get_by_label("Their name").fill("Gita Group")
    page.get_by_label(re.compile("^Group chair")).check()
    page.locator("select[name=group]").select_option(label="Quality and performance group")
    page.get_by_label("Why they need it").fill("Chairs it")
    press(page, "Continue")
    press(page, "Grant this role")
    page.get_by_role("link", name="First things first").click()
    page.get_by_role("link", name="Record a source").click()
    page.get_by_role("link", name="Multi-agency audit").click()
    page.get_by_label("Title").fill("Audit of neglect")
    page.locator("main button[type=submit]").click()
    page.get_by_role("link", name="First things first").click()


def test_a_board_is_set_up_from_nothing(world, live_server, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    maggie = add_person(email=MAGGIE, name="Maggie Manager", by=SYSTEM)
    let_found_boards(person=maggie, may=True, by=SYSTEM)
    session = session_of(maggie)
    with chromium() as browser:
        context = browser.new_context(viewport=DESK)
        context.add_cookies([{"name": "sessionid", "value": session, "url": live_server.url}])
        page = context.new_page()
        page.goto(f"{live_server.url}/boards/")
        assert set_up(page) == []
        page.set_viewport_size(DESK)
        first_things(page)
        expect(page.get_by_text("3 of 5 done")).to_be_visible()
