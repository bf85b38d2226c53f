"""The framework's page in a real browser: accessible, within a phone's width, passages unfold without script."""

from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe

from learningloop.frameworks.imports import read_framework
from learningloop.frameworks.operations import load_framework
from learningloop.frameworks.tests.test_page import reader_of
from learningloop.kit.tests.test_in_browser import RULES, browser_page
from learningloop.trail.operations import SYSTEM

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PACKS = Path(__file__).parents[1] / "packs"


@pytest.fixture(params=["windsor-maidenhead", "east-riding"])
def address(request, live_server, signed_in):
    """The page of a loaded framework, and the cookie of somebody who may read it."""
    board = load_framework(framework=read_framework(PACKS / f"{request.param}.yaml"), by=SYSTEM).board
    session = signed_in(reader_of(board)).cookies["sessionid"].value
    cookie = {"name": "sessionid", "value": session, "url": live_server.url}
    return f"{live_server.url}/{board.slug}/framework/", cookie


@pytest.mark.parametrize("width", [1280, 320])
def test_axe_finds_nothing_and_nothing_runs_over_the_edge(address, width):
    url, cookie = address
    with browser_page(viewport={"width": width, "height": 800}) as page:
        page.context.add_cookies([cookie])
        page.goto(url)
        found = Axe().run(page, options={"runOnly": {"type": "tag", "values": RULES}})
        assert found.violations_count == 0, found.generate_report()
        assert page.evaluate("document.documentElement.scrollWidth") == width


def test_a_passage_unfolds_and_the_contents_lead_on_without_script(address):
    url, cookie = address
    with browser_page(java_script_enabled=False, viewport={"width": 1280, "height": 800}) as page:
        page.context.add_cookies([cookie])
        page.goto(url)
        passage = page.locator("#groups .kit-passage").first
        assert not passage.locator("blockquote").is_visible()
        page.locator(".kit-contents a", has_text="Groups").first.click()
        assert page.url.endswith("#groups")
        passage.locator("summary").click()
        assert passage.locator("blockquote").is_visible()
