"""A long form outlives its session: what was typed is there after signing in, and is saved once."""

import pytest
from playwright.sync_api import expect

from learningloop.learning.models import Finding
from learningloop.people.operations import choose_password
from learningloop.trail.operations import SYSTEM
from tests.browser.chromium import DESK, PHONE, barriers, chromium, runs_over
from tests.loop import a_finding
from tests.world import PASSWORD

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
LONG = "\n\n".join(f"{number}. Nobody asked the boy what he saw." for number in range(1, 400))


@pytest.fixture
def officer(world):
    choose_password(person=world.people["officer"], password=PASSWORD, by=SYSTEM)
    return world.people["officer"]


@pytest.mark.parametrize("script", [True, False], ids=["with-script", "without-script"])
def test_what_was_typed_is_saved_once_after_the_session_was_ended_elsewhere(world, officer, live_server, script):
    source = a_finding(world).source
    before = Finding.objects.count()
    with chromium() as browser:
        at_work, at_home = (opened(browser, script) for _place in range(2))
        sign_in(at_work, live_server.url, officer)
        begin(at_work, live_server.url, source)
        sign_in(at_home, live_server.url, officer)
        at_home.goto(f"{live_server.url}/accounts/sessions/")
        at_home.get_by_role("button", name="Sign out everywhere else").click()
        expect(at_home.get_by_text("You are signed out everywhere else")).to_be_visible()
        save(at_work)
        expect(at_work.get_by_text("is kept for you")).to_be_visible()
        enter(at_work, officer)
        expect(at_work.get_by_role("heading", level=1)).to_have_text("What you typed is kept")
        assert not script or [*barriers(at_work), *runs_over(at_work, 320)] == []
        at_work.get_by_role("button", name="Save it now").click()
        expect(at_work.get_by_role("main")).to_contain_text("is drawn")
        at_work.go_back()
        expect(at_work.get_by_text("Nothing is kept for you")).to_be_visible()
    assert Finding.objects.count() == before + 1
    assert Finding.objects.latest("pk").evidence.splitlines() == LONG.splitlines()


def test_what_was_typed_is_opened_after_signing_in_again_in_another_tab(world, officer, live_server):
    source = a_finding(world).source
    before = Finding.objects.count()
    with chromium() as browser:
        page = opened(browser, True)
        sign_in(page, live_server.url, officer)
        begin(page, live_server.url, source)
        tab = page.context.new_page()
        tab.goto(f"{live_server.url}/accounts/logout/")
        tab.get_by_role("main").get_by_role("button", name="Sign out").click()
        sign_in(tab, live_server.url, officer)
        save(page)
        page.get_by_role("button", name="Open it first").click()
        expect(page.get_by_role("alert")).to_contain_text("not saved yet")
        expect(page.get_by_label("How we know")).to_have_value(LONG)
        page.set_viewport_size(PHONE)
        assert barriers(page) == []
        save(page)
        expect(page.get_by_role("main")).to_contain_text("is drawn")
    assert Finding.objects.count() == before + 1


def opened(browser, script):
    page = browser.new_context(viewport=DESK, java_script_enabled=script).new_page()
    page.set_default_timeout(15_000)
    return page


def sign_in(page, site, person):
    page.goto(f"{site}/accounts/login/")
    enter(page, person)
    expect(page.get_by_text("Sign out").first).to_be_visible()


def enter(page, person):
    page.get_by_label("Email address").fill(person.email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()


def begin(page, site, source):
    page.goto(f"{site}/eastshire/sources/{source.reference}/findings/draw/")
    page.get_by_label("Need, to be met").check()
    page.get_by_label("What was learned").fill("Nobody asks the child")
    page.get_by_label("How we know").fill(LONG)
    page.get_by_label("Several agencies, or how they work together").check()


def save(page):
    page.get_by_role("button", name="Save", exact=True).click()
