"""Take pictures of the main pages, on a desk and on a phone, into docs/pictures/."""

import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import main_pages
from playwright.sync_api import BrowserContext, sync_playwright
from run_site import CHECKOUT, HOST, CannotStart

FOLDER = CHECKOUT / "docs" / "pictures"
SIZES = {"": (1280, 800), "-phone": (390, 844)}
"""What is added to a picture's name, and the window's width and height."""
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


@contextmanager
def running_site() -> Iterator[str]:
    """The demo's site, on a port of its own; gives its address."""
    port = free_port()
    environment = {**os.environ, "LEARNINGLOOP_PORT": str(port)}
    command = [sys.executable, "tools/run_site.py"]
    with subprocess.Popen(command, cwd=CHECKOUT, env=environment, stdout=subprocess.PIPE, text=True) as site:
        try:
            if not any("http://" in line for line in site.stdout or ()):
                raise CannotStart("The site did not start: read the lines above.")
            yield f"http://{HOST}:{port}"
        finally:
            site.terminate()


def take(context: BrowserContext, site: str, size: str) -> None:
    page = context.new_page()
    for name, address in main_pages.PAGES.items():
        answer = page.goto(site + address)
        if not answer or answer.status != 200:
            raise CannotStart(f"{address} did not answer 200. Mend the page or its line in main_pages.py.")
        target = FOLDER / f"{name}{size}.png"
        width, height = page.evaluate("[innerWidth, Math.min(document.body.scrollHeight, 1800)]")
        page.screenshot(path=target, full_page=True, clip={"x": 0, "y": 0, "width": width, "height": height})
        print(target.relative_to(CHECKOUT))


def take_all(site: str, session: str) -> None:
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=os.environ["LEARNINGLOOP_CHROMIUM"], args=QUIET)
        for size, (width, height) in SIZES.items():
            context = chromium.new_context(
                viewport={"width": width, "height": height}, locale="en-GB", reduced_motion="reduce"
            )
            context.add_cookies([{"name": "sessionid", "value": session, "url": site}])
            take(context, site, size)
        chromium.close()


def main() -> int:
    FOLDER.mkdir(parents=True, exist_ok=True)
    try:
        session = main_pages.open_demo().cookies["sessionid"].value
        with running_site() as site:
            take_all(site, session)
    except CannotStart as reason:
        print(reason, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
