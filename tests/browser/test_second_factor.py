"""An authenticator app and a security key are set up and sign in; no page on the way has a barrier."""

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from learningloop.people.operations import add_person
from learningloop.people.rules import OFFICER
from learningloop.trail.operations import SYSTEM
from tests.browser.chromium import DESK, barriers, chromium, runs_over
from tests.browser.walk import go, press, told
from tests.totp import phone_with_our_clock
from tests.world import PASSWORD, appoint

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
WHO = "asha@example.invalid"


@pytest.fixture
def asha(world, settings):
    settings.SECOND_FACTOR_REQUIRED = True
    settings.MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = True
    person = add_person(email=WHO, name="Asha", password=PASSWORD, by=SYSTEM)
    appoint(world, person, OFFICER)
    return person


def open_door(context: BrowserContext, site: str) -> Page:
    """A new browser window, in which the password was given."""
    page = context.new_page()
    page.set_default_timeout(10_000)
    page.goto(f"{site}/eastshire/")
    page.get_by_label("Email address").fill(WHO)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    press(page, "Sign in")
    return page


def look(page: Page) -> None:
    """As everywhere: no barrier, nothing beyond the edge of a small window."""
    assert [*barriers(page), *runs_over(page, 320)] == []
    page.set_viewport_size(DESK)


def confirm_password(page: Page) -> None:
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    press(page, "Go on")


def is_home(page: Page) -> None:
    expect(page.get_by_role("heading", level=1)).to_contain_text("Home")


@pytest.mark.parametrize("script", [True, False])
def test_an_app_is_set_up_before_anything_else_and_signs_in(asha, live_server, monkeypatch, script):
    phone = phone_with_our_clock(monkeypatch)
    with chromium() as browser:
        context = browser.new_context(java_script_enabled=script, viewport=DESK)
        page = open_door(context, live_server.url)
        told(page, "This site asks you to set up a second factor")
        press(page, "Set up an app")
        confirm_password(page)
        if script:
            look(page)
        phone.secret = page.locator(".govuk-summary-list__value").inner_text()
        page.get_by_label("Code").fill(phone.code())
        press(page, "Set it up")
        told(page, "The authenticator app is set up")
        expect(page.locator("code")).to_have_count(10)
        go(page, "I have kept them")
        page.goto(f"{live_server.url}/eastshire/")
        is_home(page)
        other = open_door(browser.new_context(java_script_enabled=script, viewport=DESK), live_server.url)
        if script:
            look(other)
        other.get_by_label("Code").fill("000000")
        press(other, "Sign in")
        told(other, "That code is not right")
        other.get_by_label("Code").fill(phone.later().code())
        press(other, "Sign in")
        is_home(other)


def test_a_security_key_is_added_signs_in_and_is_removed(asha, live_server):
    with chromium() as browser:
        context = browser.new_context(viewport=DESK)
        page = open_door(context, live_server.url)
        plug_in_key(context, page)
        press(page, "Add a security key")
        confirm_password(page)
        look(page)
        page.get_by_label("What to call this key").fill("Blue key")
        press(page, "Add this key")
        expect(page.locator("code")).to_have_count(10)
        press(page, "Sign out")
        page.goto(f"{live_server.url}/eastshire/")
        page.get_by_label("Email address").fill(WHO)
        page.get_by_label("Password", exact=True).fill(PASSWORD)
        press(page, "Sign in")
        look(page)
        press(page, "Use a security key")
        is_home(page)
        page.goto(f"{live_server.url}/accounts/second-factor/")
        told(page, "Blue key")
        look(page)
        page.get_by_role("link", name="Remove Blue key").click()
        go(page, "Use a security key")
        look(page)
        press(page, "Use a security key")
        look(page)
        press(page, "Remove the key")
        told(page, "The security key is removed")


def test_a_key_that_does_not_answer_is_told(asha, live_server):
    with chromium() as browser:
        context = browser.new_context(viewport=DESK)
        page = open_door(context, live_server.url)
        press(page, "Add a security key")
        confirm_password(page)
        page.evaluate("() => { navigator.credentials.create = () => Promise.reject(new DOMException('No')); }")
        press(page, "Add this key")
        expect(page.get_by_role("alert")).to_contain_text("Nothing was changed")


def plug_in_key(context: BrowserContext, page: Page) -> None:
    """A security key of the browser's own making, which answers at once."""
    devtools = context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2", "transport": "usb", "hasResidentKey": False, "hasUserVerification": True,
        "isUserVerified": True, "automaticPresenceSimulation": True,
    }  # fmt: skip
    devtools.send("WebAuthn.addVirtualAuthenticator", {"options": options})
