"""A sheet with faults is sent, mended, sent again and brought in, in a browser."""

import pytest
from playwright.sync_api import expect

from learningloop.exchange.tests.sheets import as_csv, as_xlsx, chain
from learningloop.sources.register.models import Source
from tests.browser.chromium import DESK, browser_page

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_a_sheet_with_faults_is_mended_and_brought_in(world, live_server, signed_in, tmp_path):
    session = signed_in(world.people["officer"]).cookies["sessionid"].value
    tracker = tmp_path / "tracker.xlsx"
    tracker.write_bytes(as_xlsx(chain(), chain("Second", **{"Action agency": "Eastshire Polce", "Due": "soon"})))
    with browser_page(viewport=DESK) as page:
        page.context.add_cookies([{"name": "sessionid", "value": session, "url": live_server.url}])
        page.goto(f"{live_server.url}/eastshire/")
        page.get_by_role("link", name="Records as a spreadsheet").click()
        page.get_by_role("button", name="Bring in a sheet").click()
        page.get_by_label("Your sheet").set_input_files(tracker)
        page.get_by_role("button", name="Look at it").click()
        expect(page.get_by_role("heading", level=1)).to_contain_text("What is wrong with the sheet")
        expect(page.get_by_text("2 faults")).to_be_visible()
        expect(page.get_by_role("row", name="Action agency")).to_contain_text("Did you mean Eastshire Police?")
        expect(page.get_by_role("row", name="soon")).to_contain_text("This is not a day")
        mended = tmp_path / "tracker.csv"
        mended.write_bytes(as_csv(chain(), chain("Second")))
        page.get_by_role("button", name="Send the mended sheet").click()
        page.get_by_label("Your sheet").set_input_files(mended)
        page.get_by_role("button", name="Look at it").click()
        expect(page.get_by_text("2 rows, and nothing is wrong with them")).to_be_visible()
        page.get_by_role("button", name="Bring in these records").click()
        expect(page.get_by_role("heading", level=1)).to_contain_text("The sheet is brought in")
        page.get_by_role("link", name="Sources").last.click()
        expect(page.get_by_role("row", name="Second")).to_be_visible()
    assert Source.objects.count() == 2
