"""A list of the board changes in place, its address follows, and Back brings the former rows back."""

import pytest
from playwright.sync_api import expect

from tests.browser.chromium import DESK, browser_page
from tests.loop import agreed, reported

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_a_list_follows_its_filter_and_back_restores_it(world, live_server, signed_in):
    agreed(world, title="Train every team")
    reported(world, agreed(world, title="Coach every team"))
    session = signed_in(world.people["officer"]).cookies["sessionid"].value
    with browser_page(viewport=DESK) as page:
        page.context.add_cookies([{"name": "sessionid", "value": session, "url": live_server.url}])
        page.goto(f"{live_server.url}/eastshire/actions/")
        page.evaluate("window.sameDocument = true")
        rows = page.get_by_role("row", name="every team")
        expect(rows).to_have_count(2)
        page.get_by_label("Where it stands").select_option("reported")
        expect(rows).to_have_count(1)
        expect(rows).to_contain_text("Coach")
        assert "state=reported" in page.url
        assert page.evaluate("window.sameDocument")
        page.go_back()
        expect(rows).to_have_count(2)
        assert "state=reported" not in page.url
        expect(page.get_by_label("Where it stands")).to_have_value("")
