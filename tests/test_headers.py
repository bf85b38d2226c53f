"""What every address of the site tells the browser, whoever asks."""

import pytest
from django.conf import settings
from django.test import Client

from learningloop.people.operations import add_person
from learningloop.trail.operations import SYSTEM
from tests.browser.pages import addresses
from tests.world import PASSWORD

ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
CLOSED = ["default-src 'none'", "base-uri 'none'", "frame-ancestors 'none'", "form-action 'self'"]
LOOSE = ("unsafe-inline", "unsafe-eval", "*", "http:", "https:")


def wrong_with(response) -> list[str]:
    """What an answer lacks."""
    headers = response.headers
    found = [name for name, value in ALWAYS.items() if headers.get(name) != value]
    policy = headers.get("Content-Security-Policy", "")
    if "sandbox" not in policy:  # a file that is handed out is closed altogether
        found += [part for part in CLOSED if part not in policy]
    found += [word for word in LOOSE if word in policy]
    found += [] if "no-store" in headers.get("Cache-Control", "") else ["Cache-Control"]
    found += [] if "camera=()" in headers.get("Permissions-Policy", "") else ["Permissions-Policy"]
    return found


@pytest.mark.parametrize("who", ["business_manager", "officer", None])
def test_every_address_says_how_it_may_be_kept_and_shown(world, signed_in, client, who):
    pages = [place for places in addresses(world) for place in places]
    if who:
        signed_in(world.people[who])
    faults = {}
    for page in pages:
        response = client.get(page)
        if response.streaming:
            list(response.streaming_content)  # a file is closed once it has been read to its end
        wrong = wrong_with(response)
        if wrong:
            faults[page] = wrong
    assert faults == {}


@pytest.mark.parametrize("path", ["/nowhere/", "/%00/", "/healthz", "/readyz"])
def test_so_does_what_is_not_a_page(db, client, path):
    assert wrong_with(client.get(path)) == []


def test_a_refused_form_does_too(db):
    assert wrong_with(Client(enforce_csrf_checks=True).post("/accounts/login/")) == []


def test_signing_out_leaves_nothing_in_the_browser(world, signed_in):
    left = signed_in(world.people["officer"]).post("/accounts/logout/")
    assert left["Clear-Site-Data"] == '"cache", "storage"'
    assert "Clear-Site-Data" not in Client().get("/accounts/login/")


def test_cookies_are_closed_to_scripts_and_to_other_sites(db, client):
    add_person(email="a@example.invalid", name="Asha", password=PASSWORD, by=SYSTEM)
    client.get("/accounts/login/")
    client.post("/accounts/login/", {"login": "a@example.invalid", "password": PASSWORD})
    assert settings.SESSION_COOKIE_NAME in client.cookies
    for cookie in client.cookies.values():
        assert cookie["httponly"], cookie.key
        assert cookie["samesite"] == "Lax", cookie.key
    assert settings.SESSION_COOKIE_AGE <= 12 * 60 * 60
