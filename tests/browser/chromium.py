"""Chromium as the browser tests use it: quiet, headless, closed before the database is touched again."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, sync_playwright

FLAGS = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-sync"]
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
DESK = {"width": 1280, "height": 800}
PHONE = {"width": 390, "height": 844}
AXE = Axe().axe_script
LOOK = """rules => axe.run({runOnly: {type: "tag", values: rules}, resultTypes: ["violations"]}).then(
    found => found.violations.flatMap(wrong => wrong.nodes.map(
        node => `${wrong.id}: ${node.html.slice(0, 160)} (${node.target.join(" ")})`)))"""


@contextmanager
def chromium() -> Iterator[Browser]:
    """A browser of its own. While it is open, Django's database may not be asked."""
    with sync_playwright() as playwright:
        path = os.environ.get("LEARNINGLOOP_CHROMIUM", "/usr/bin/chromium")
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        try:
            yield browser
        finally:
            browser.close()


@contextmanager
def browser_page(**context: Any) -> Iterator[Page]:
    """A page of a browser of its own."""
    with chromium() as browser:
        yield browser.new_context(**context).new_page()


def barriers(page: Page) -> list[str]:
    """What axe finds wrong, one line a place."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE)
    found: list[str] = page.evaluate(LOOK, RULES)
    return found


def runs_over(page: Page, width: int) -> list[str]:
    """What stands beyond the edge of a window of this width."""
    page.set_viewport_size({"width": width, "height": 800})
    found = page.evaluate("document.documentElement.scrollWidth")
    return [f"{found} wide in a window of {width}"] if found > width else []
