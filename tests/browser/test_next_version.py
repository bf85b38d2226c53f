"""The next version of a framework: an officer drafts it, the chair approves it, each in a real browser."""

import pytest
from django.test import Client
from playwright.sync_api import Page, expect

from tests.browser.chromium import DESK, barriers, chromium, runs_over

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def open_for(browser, site, session) -> Page:
    context = browser.new_context(viewport=DESK)
    context.add_cookies([{"name": "sessionid", "value": session, "url": site}])
    page = context.new_page()
    page.goto(f"{site}/eastshire/framework/")
    return page


def draft_a_clock(page: Page) -> None:
    page.get_by_role("link", name="Draft the next version").click()
    page.get_by_role("button", name="Draft the next version").click()
    page.get_by_role("link", name="Kinds of source").click()
    page.get_by_role("link", name="Case review", exact=True).click()
    page.get_by_role("link", name="Add a clock").click()
    page.get_by_label("Name").fill("Decision")
    page.get_by_label("Starts").fill("The incident is notified")
    page.get_by_label("Direction").select_option("within")
    page.get_by_label("Number").fill("15")
    page.get_by_label("Where this comes from").fill("Board, 3 May 2026")
    page.get_by_label("The words that stand there").fill("A decision within 15 working days")
    page.get_by_role("button", name="Add").click()
    expect(page.get_by_role("alert")).to_contain_text("Enter unit")
    page.get_by_label("Unit").select_option("working-days")
    page.get_by_role("button", name="Add").click()
    page.get_by_role("link", name="Draft", exact=True).click()
    page.get_by_role("button", name="Give it to the chair to approve").click()
    expect(page.get_by_text("waits for the independent chair")).to_have_count(2)


def approve(page: Page) -> list[str]:
    """What a machine finds wrong on the way."""
    page.get_by_role("link", name="The next version").click()
    page.get_by_role("button", name="Look at it and approve").click()
    expect(page.get_by_text("The clock 'Decision' of Case review was added.")).to_be_visible()
    found = [*barriers(page), *runs_over(page, 320)]
    page.get_by_role("button", name="Continue").click()
    found += [*barriers(page), *runs_over(page, 320)]
    page.get_by_role("button", name="Approve this version").click()
    expect(page.get_by_text("Version 2 is approved and in force now.")).to_be_visible()
    return found


def session_of(person) -> str:
    client = Client()
    client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client.cookies["sessionid"].value


def test_a_draft_becomes_the_version_in_force(world, live_server):
    officer, chair = (session_of(world.people[name]) for name in ("officer", "independent_chair"))
    with chromium() as browser:
        draft_a_clock(open_for(browser, live_server.url, officer))
        assert approve(open_for(browser, live_server.url, chair)) == []
