"""Whoever comes to a shared computer next finds nothing of the one before, whatever they press."""

import pytest

from tests.browser.chromium import browser_page
from tests.loop import a_finding

SECRET = "Chronologies are missing"


@pytest.mark.browser
def test_the_way_back_shows_nothing_once_one_has_signed_out(live_server, world, signed_in):
    finding = a_finding(world)
    session = signed_in(world.people["officer"]).cookies["sessionid"].value
    with browser_page() as page:
        page.context.add_cookies([{"name": "sessionid", "value": session, "url": live_server.url}])
        page.goto(f"{live_server.url}/eastshire/findings/{finding.reference}/")
        assert SECRET in page.content()
        page.get_by_role("button", name="Sign out").click()
        page.wait_for_load_state()
        assert SECRET not in page.content()
        page.go_back()
        page.wait_for_load_state()
        assert SECRET not in page.content()
        assert "Sign in" in page.title()
