"""A round of two boards in the browser: offered, joined, answered once, read by both."""

from datetime import timedelta

import pytest
from django.utils import timezone
from django_scopes import scope
from playwright.sync_api import expect

from learningloop.sources.assessments.models import Return
from learningloop.sources.assessments.operations import open_round
from learningloop.trail.operations import SYSTEM
from tests.browser.chromium import PHONE, barriers, chromium, runs_over
from tests.browser.test_two_people import opened, session_of
from tests.joint import published
from tests.states import ASKED

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
TITLE = "Section 11 of both shires"


@pytest.fixture
def first(world, both):
    """Westshire's round, offered to nobody yet."""
    today = timezone.localdate()
    with scope(board=world.other):
        return open_round(
            board=world.other, version=published(world.other, ASKED), kind="audit", title=TITLE, agencies=[both],
            opens_on=today - timedelta(days=400), closes_on=today + timedelta(days=20),
            signed_by="Chief officer", by=SYSTEM,
        )  # fmt: skip


def test_a_round_of_two_boards_from_the_offer_to_the_panel(world, live_server, first, both, lead):
    """Westshire offers; Eastshire joins, on a phone; the agency answers once; Eastshire's panel reads its file."""
    names = ("stranger", "officer", "group_member")
    people = [session_of(world.people[name]) for name in names] + [session_of(lead)]
    with chromium() as browser:
        host, unit, panel, agency = (opened(browser, live_server.url, session, True) for session in people)
        offer(host, live_server.url, first)
        join(unit, live_server.url, both)
        answer(agency, live_server.url)
        host.goto(f"{live_server.url}/westshire/rounds/{first.reference}/")
        expect(host.get_by_text("1 of 1 submitted")).to_be_visible()
        unit.reload()
        expect(unit.get_by_text("1 of 1 submitted")).to_be_visible()
        read(panel, live_server.url)
    led = Return._base_manager.get(board=world.board)
    assert (led.state, led.signed_name, led.submitted_by) == ("submitted", "Ann Chief", lead)


def offer(page, site, first):
    page.goto(f"{site}/westshire/rounds/{first.reference}/")
    page.get_by_role("link", name="Offer to other boards").click()
    page.get_by_label("Eastshire").check()
    assert [*barriers(page), *runs_over(page, 320)] == []
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("main")).to_contain_text("Saved.")


def join(page, site, both):
    page.set_viewport_size(PHONE)
    page.goto(f"{site}/eastshire/rounds/")
    expect(page.get_by_role("main")).to_contain_text("offers a joint round")
    assert [*barriers(page), *runs_over(page, 320)] == []
    page.get_by_role("link", name="Join this round").click()
    expect(page.get_by_label("Title")).to_have_value(TITLE)
    page.get_by_label("Title").fill("Our share of section 11")
    page.get_by_label("Some agencies, one by one").check()
    page.get_by_label(both.name).check()
    page.get_by_label("Group that reads the returns").select_option(label="Audit group")
    page.get_by_label("Open to the group and the board's unit").check()
    assert [*barriers(page), *runs_over(page, 320)] == []
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_role("main")).to_contain_text("Westshire")
    page.get_by_role("button", name="Join the round").click()
    expect(page.get_by_role("main")).to_contain_text("together with Westshire")
    expect(page.get_by_role("main")).to_contain_text("Answered once, for WSCB")
    assert [*barriers(page), *runs_over(page, 320)] == []


def answer(page, site):
    page.goto(f"{site}/westshire/")
    page.get_by_role("link", name=f"Answer and submit the return: {TITLE}").click()
    expect(page.get_by_role("main")).to_contain_text("can read what you answer")
    assert [*barriers(page), *runs_over(page, 320)] == []
    at = page.url
    page.get_by_role("button", name="Go on answering").click()
    page.get_by_label("Met", exact=True).check()
    expect(page.get_by_text("Saved by").first).to_be_visible()
    page.goto(f"{at}questions/proof/")
    page.locator("input[type=file]").set_input_files(
        {"name": "minutes.txt", "mimeType": "text/plain", "buffer": b"Minutes of both"}
    )
    page.get_by_role("button", name="Add").click()
    expect(page.get_by_role("main")).to_contain_text("The evidence is added.")
    page.goto(f"{at}sign/")
    page.get_by_label("Name of who signs").fill("Ann Chief")
    page.get_by_label("I am this person").check()
    page.get_by_role("button", name="It is signed").click()
    page.get_by_role("button", name="Submit").click()
    page.get_by_role("button", name="Submit").click()
    expect(page.get_by_role("main")).to_contain_text("is submitted")


def read(page, site):
    """The panel of the board that joined reads the return and a file of its evidence."""
    page.goto(f"{site}/eastshire/returns/")
    page.get_by_role("link", name="Both Shires Ambulance").click()
    expect(page.get_by_role("main")).to_contain_text("Answered once, for Westshire")
    expect(page.get_by_role("main")).to_contain_text("Ann Chief")
    expect(page.get_by_role("link", name="Open the return there")).to_have_count(0)
    assert [*barriers(page), *runs_over(page, 320)] == []
    page.get_by_role("button", name="Check all answers").click()
    with page.expect_download() as taken:
        page.get_by_role("link", name="minutes.txt").click()
    with open(taken.value.path(), "rb") as file:
        assert file.read() == b"Minutes of both"
