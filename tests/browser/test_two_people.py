"""Two people at their own computers change one finding: the second sees both texts, and nothing is lost."""

import pytest
from django.test import Client
from playwright.sync_api import expect

from learningloop.learning.models import Finding
from tests.browser.chromium import DESK, PHONE, barriers, chromium, runs_over
from tests.loop import a_finding

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize("script", [True, False], ids=["with-script", "without-script"])
def test_the_second_to_save_sees_both_and_takes_what_is_wanted(world, live_server, script):
    finding = a_finding(world, statement="The child was seen. Nobody asked.", evidence="4 of 12 files")
    sessions = [session_of(world.people[name]) for name in ("officer", "business_manager")]
    url = f"{live_server.url}/eastshire/findings/{finding.reference}/edit/"
    with chromium() as browser:
        first, second = (opened(browser, live_server.url, session, script) for session in sessions)
        for page in (first, second):
            page.goto(url)
        first.get_by_label("What was learned").fill("The boy was seen. Nobody asked.")
        first.get_by_label("How we know").fill("5 of 12 files")
        first.get_by_role("button", name="Save").click()
        expect(first.get_by_role("main")).to_contain_text("is changed")
        second.get_by_label("What was learned").fill("The child was seen. Nobody asked him why.")
        second.get_by_role("button", name="Save").click()
        summary = second.get_by_role("alert")
        expect(summary).to_contain_text("changed this too")
        assert faults(second) == []
        statement = second.get_by_role("group", name="Which is kept: What was learned")
        expect(second.get_by_label("What was learned")).to_have_value("The child was seen. Nobody asked him why.")
        expect(second.locator("mark", has_text="boy")).to_be_visible()
        statement.get_by_label("Both together, as above").check()
        evidence = second.get_by_role("group", name="Which is kept: How we know")
        expect(evidence.get_by_label("Theirs: you did not change this answer")).to_be_checked()
        second.get_by_role("button", name="Save").click()
        expect(second.get_by_role("main")).to_contain_text("is changed")
    kept = Finding.objects.get(pk=finding.pk)
    assert (kept.statement, kept.evidence) == ("The boy was seen. Nobody asked him why.", "5 of 12 files")


def session_of(person):
    client = Client()
    client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client.cookies["sessionid"].value


def opened(browser, site, session, script):
    context = browser.new_context(viewport=DESK, java_script_enabled=script)
    context.add_cookies([{"name": "sessionid", "value": session, "url": site}])
    page = context.new_page()
    page.set_default_timeout(10_000)
    return page


def faults(page):
    if page.evaluate("typeof htmx") == "undefined":
        return []
    found = [*barriers(page), *runs_over(page, 320)]
    page.set_viewport_size(PHONE)
    return found
