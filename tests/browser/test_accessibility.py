"""Every page of the site: no barrier that a machine can see, and nothing beyond the edge of a small window."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

import pytest
from django.core import mail
from django.template.loader import render_to_string
from django.test import Client
from playwright.sync_api import Browser, Page, Route

from learningloop.people.models import Person
from tests.browser.chromium import DESK, PHONE, barriers, chromium, runs_over
from tests.browser.pages import addresses, pages_for, sent_empty

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
LINK = re.compile(r"https?://[^/]+(/\S+)")
WAY_IN = [
    "/accounts/login/",
    "/accounts/login/?next=/boards/",
    "/accounts/password/reset/",
    "/accounts/login/code/",
    "/accounts/organisation/unknown/",
    "/nowhere/",
]
ERRORS = ["400.html", "403.html", "403_csrf.html", "404.html", "429.html", "500.html"]
PLANTED = (
    '<html lang="en"><title>P</title><main><h1>P</h1><img src="x"><p style="width: 500px">P</p></main></html>'
)


@dataclass
class Round:
    """What one reader looks at. Where `answers` has a page, that is shown under the page's address."""

    pages: Iterable[str]
    session: str = ""
    answers: dict[str, str] = field(default_factory=dict)


def look_at(browser: Browser, site: str, round_: Round) -> list[str]:
    context = browser.new_context(viewport=DESK)
    if round_.session:
        context.add_cookies([{"name": "sessionid", "value": round_.session, "url": site}])
    page = context.new_page()
    for place, html in round_.answers.items():
        page.route(site + place, answering(html))
    look = faults_of_answer if round_.answers else faults_of
    return [f"{site}{place} {fault}" for place in round_.pages for fault in look(page, site + place)]


def answering(html: str):
    def answer(route: Route) -> None:
        route.fulfill(body=html, content_type="text/html")

    return answer


def faults_of(page: Page, url: str) -> list[str]:
    page.set_viewport_size(DESK)
    page.goto(url)
    found = [*barriers(page), *runs_over(page, 640), *runs_over(page, 320)]
    page.set_viewport_size(PHONE)
    return found + [f"on a phone, {barrier}" for barrier in barriers(page)]


def faults_of_answer(page: Page, url: str) -> list[str]:
    """Of a page seen before, with something added to it: once is enough."""
    page.goto(url)
    return [*barriers(page), *runs_over(page, 640), *runs_over(page, 320)]


@pytest.fixture
def session_of(client):
    def sign_in(person: Person) -> tuple[Client, str]:
        own = Client()
        own.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
        return own, own.cookies["sessionid"].value

    return sign_in


def test_no_page_has_a_barrier(world, session_of, live_server, settings):
    """As the business manager sees them: each page, and each form that was sent empty."""
    settings.DEMO = True
    client, session = session_of(world.people["business_manager"])
    pages = pages_for(client, addresses(world))
    faulty = sent_empty(client, pages)
    assert len(pages) > 100
    assert len(faulty) > 20
    with chromium() as browser:
        found = look_at(browser, live_server.url, Round(pages, session))
        found += look_at(browser, live_server.url, Round(faulty, session, faulty))
    assert "\n".join(found) == ""


def test_no_way_in_or_out_has_a_barrier_and_none_has_what_others_see(world, client, session_of, live_server):
    client.post("/accounts/password/reset/", {"email": world.people["officer"].email})
    mailed = LINK.search(mail.outbox[0].body)[1]
    errors = {f"/{name}": render_to_string(name) for name in ERRORS}
    rounds = [Round([*WAY_IN, mailed]), Round(errors, answers=errors)]
    item = addresses(world)
    for role in ["practitioner", "agency_lead"]:
        own, session = session_of(world.people[role])
        rounds.append(Round([page for page in pages_for(own, item) if is_of_readers(page)], session))
    with chromium() as browser:
        found = [fault for round_ in rounds for fault in look_at(browser, live_server.url, round_)]
    assert "\n".join(found) == ""


def is_of_readers(page: str) -> bool:
    return page == "/eastshire/" or page.startswith("/eastshire/shared/")


def test_a_barrier_and_what_runs_over_the_edge_would_be_seen(live_server):
    planted = Round(["/planted/"], answers={"/planted/": PLANTED})
    with chromium() as browser:
        found = "\n".join(look_at(browser, live_server.url, planted))
    assert "image-alt" in found
    assert "in a window of 320" in found
    assert "in a window of 640" not in found
