"""The components in a real browser: accessible, within a phone's width, the same without script."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, sync_playwright

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
]
FLAGS = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-sync"]
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
PLACES = ["", "?wrong", "?notices", "list/", "list/?kind=audit&page=2"]


@contextmanager
def browser_page(**context) -> Iterator[Page]:
    """A page of its own browser, closed before the database is touched again."""
    with sync_playwright() as playwright:
        path = os.environ.get("LEARNINGLOOP_CHROMIUM", "/usr/bin/chromium")
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        try:
            yield browser.new_context(**context).new_page()
        finally:
            browser.close()


@pytest.fixture(autouse=True)
def built_and_shown(settings):
    built = Path(__file__).parents[1] / "static" / "kit" / "built" / "kit.css"
    assert built.exists(), "Build the assets first: npm ci && npm run build"
    settings.DEMO = True


@pytest.mark.parametrize("width", [1280, 320])
def test_axe_finds_nothing_and_nothing_runs_over_the_edge(live_server, width):
    with browser_page(viewport={"width": width, "height": 800}) as page:
        for place in PLACES:
            page.goto(f"{live_server.url}/components/{place}", wait_until="networkidle")
            found = Axe().run(page, options={"runOnly": {"type": "tag", "values": RULES}})
            assert found.violations_count == 0, f"{place} at {width}: {found.generate_report()}"
            assert page.evaluate("document.documentElement.scrollWidth") == width, place


def test_a_list_changes_in_place_and_keeps_filter_and_order(live_server):
    with browser_page(viewport={"width": 1280, "height": 800}) as page:
        page.goto(f"{live_server.url}/components/list/", wait_until="networkidle")
        page.evaluate("window.sameDocument = true")
        page.click("#sort-due")
        page.wait_for_url("**/list/?sort=-due")
        page.select_option("#id_kind", "review")
        page.wait_for_url("**/list/?kind=review*sort=-due")
        page.click("a[rel=next]")
        page.wait_for_url("**page=2")
        page.wait_for_function("document.activeElement.id === 'region'")
        assert page.evaluate("window.sameDocument")
        page.go_back()
        page.wait_for_url("**/list/?kind=review*sort=-due")
        page.wait_for_selector("a[aria-label='Page 1'][aria-current]")


def test_an_answer_that_is_no_list_is_shown_as_a_page(live_server):
    with browser_page(viewport={"width": 1280, "height": 800}) as page:
        page.goto(f"{live_server.url}/components/list/", wait_until="networkidle")
        page.route(
            "**/list/?kind=review*", lambda route: route.fulfill(body="<h1>Sign in</h1>", content_type="text/html")
        )
        page.select_option("#id_kind", "review")
        page.wait_for_selector("h1:has-text('Sign in')")


def test_without_script_a_list_filters_by_its_button(live_server):
    with browser_page(java_script_enabled=False, viewport={"width": 320, "height": 800}) as page:
        page.goto(f"{live_server.url}/components/list/")
        page.click("summary")
        page.select_option("#id_kind", "review")
        page.click("#filters button")
        assert "kind=review" in page.url
        assert page.is_visible("#region table")


def test_by_keyboard_the_first_stop_leads_past_the_frame(live_server):
    with browser_page(viewport={"width": 1280, "height": 800}) as page:
        page.goto(f"{live_server.url}/components/", wait_until="networkidle")
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.textContent") == "Skip to main content"
        page.keyboard.press("Enter")
        assert page.evaluate("document.activeElement.id") == "main-content"
