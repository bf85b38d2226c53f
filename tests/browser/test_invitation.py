"""From the business manager's page through the mail to the first page that the invited sees."""

import re

import pytest
from django.core import mail
from playwright.sync_api import Page, expect

from learningloop.people.models import Person
from tests.browser.chromium import DESK, PHONE, chromium
from tests.browser.walk import fill_date, go, press, told
from tests.world import TODAY

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def invite(page: Page) -> None:
    page.get_by_text("More", exact=True).click()
    go(page, "People")
    press(page, "Grant a role")
    page.get_by_label("Their email address").fill("Noor@example.invalid")
    page.get_by_label("Their name").fill("Noor New")
    page.get_by_label("Agency lead").check()
    page.get_by_role("combobox", name="Agency").select_option(label="Eastshire Police")
    page.get_by_label("Why they need it").fill("Leads safeguarding")
    fill_date(page, "From when", TODAY)
    press(page, "Continue")
    told(page, "a message invites them")
    press(page, "Grant this role")
    told(page, "The invitation was sent to noor@example.invalid")
    told(page, "Invited, not yet here")


def come(page: Page, address: str) -> None:
    page.goto(address)
    press(page, "Send me a code")
    page.get_by_label("Code").fill(re.search(r"\d{4}-\d{4}", mail.outbox[-1].body)[0])
    press(page, "Sign in")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Home")


@pytest.mark.parametrize("script", [True, False])
def test_an_invitation_leads_to_the_first_page(world, client, live_server, script):
    client.force_login(
        world.people["business_manager"], backend="allauth.account.auth_backends.AuthenticationBackend"
    )
    session = {"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}
    with chromium() as browser:
        desk = browser.new_context(java_script_enabled=script, viewport=DESK)
        desk.add_cookies([session])
        manager = desk.new_page()
        manager.goto(f"{live_server.url}/eastshire/")
        invite(manager)
        [address] = re.findall(r"http\S+", mail.outbox[0].body)
        come(browser.new_context(java_script_enabled=script, viewport=PHONE).new_page(), address)
        manager.reload()
        expect(manager.get_by_role("main")).not_to_contain_text("Invited, not yet here")
    assert not Person.objects.get(email="noor@example.invalid").has_usable_password()
