"""An agency's own quality assurance: noted on a phone with its report, found late or done, and learned from."""

from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from learningloop.learning.models import Finding
from learningloop.sources.programmes.models import Activity, Recorded
from learningloop.sources.programmes.operations import add_activity
from tests.browser.chromium import PHONE, barriers, chromium, runs_over
from tests.browser.rounds import TODAY
from tests.browser.test_two_people import opened, session_of
from tests.browser.walk import fill_date, go, press, told, waits

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
AUDIT, SURVEY = "Audit of ten case files", "Survey of pupils"
FOUND = "Nine of ten were good. In one the child’s own words were missing."
NEED = "The child’s own words are missing"


@pytest.fixture
def survey(world):
    """A school's survey, two months late."""
    return add_activity(
        board=world.board, agency=world.agencies["school"], what=SURVEY, frequency="monthly",
        started_on=TODAY - timedelta(days=90), by=world.people["business_manager"],
    )  # fmt: skip


@pytest.mark.parametrize("script", [True, False], ids=["with-script", "without-script"])
def test_from_an_agencys_own_audit_to_a_finding_of_the_board(world, live_server, survey, script):
    sessions = [session_of(world.people[name]) for name in ("agency_lead", "officer")]
    home = f"{live_server.url}/eastshire/"
    with chromium() as browser:
        lead, officer = (opened(browser, live_server.url, session, script) for session in sessions)
        lead.set_viewport_size(PHONE)
        add(lead, home, script)
        note(lead, home, script)
        officer.goto(home)
        find_the_late(officer, script)
        record(officer, script)
        draw(officer)
        lead.goto(f"{home}programme/")
        see_what_came_of_it(lead, script)
    audit = Activity.objects.get(what=AUDIT)
    [held] = audit.outcomes.get().files.all()
    assert (held.name, held.content_type) == ("report.txt", "text/plain")
    assert Finding.objects.get().source == Recorded.objects.get(outcome__activity=audit).source


def is_easy_to_use(page: Page, script: bool) -> None:
    """No barrier, and nothing beyond the edge. What looks for barriers is a script itself."""
    assert [*(barriers(page) if script else ()), *runs_over(page, page.viewport_size["width"])] == []


def add(lead: Page, home: str, script: bool) -> None:
    lead.goto(f"{home}programme/")
    press(lead, "Add an activity")
    lead.get_by_label("What the agency does").fill(AUDIT)
    lead.get_by_label("How often").select_option("Every month")
    fill_date(lead, "Since when", TODAY - timedelta(days=60))
    is_easy_to_use(lead, script)
    press(lead, "Add it")
    told(lead, "is added.")


def choose(page: Page, name: str, content: bytes) -> None:
    chosen = {"name": name, "mimeType": "application/octet-stream", "buffer": content}
    page.get_by_label("Files").set_input_files(chosen)


def note(lead: Page, home: str, script: bool) -> None:
    """It is late, so it waits at home. A renamed program is refused; what was typed stays."""
    lead.goto(home)
    waits(lead, f"Note what your quality assurance found: {AUDIT}")
    press(lead, "Note what it found")
    lead.get_by_label("What it found").fill(FOUND)
    choose(lead, "report.pdf", b"MZ\x90\x00\x03\x00\x00\x00")
    press(lead, "Save")
    expect(lead.get_by_role("alert")).to_contain_text("report.pdf cannot be taken")
    expect(lead.get_by_label("What it found")).to_have_value(FOUND)
    is_easy_to_use(lead, script)
    choose(lead, "report.txt", b"Nine of ten were good")
    press(lead, "Save")
    told(lead, "What it found is noted.")
    with lead.expect_download() as download:
        go(lead, "report.txt")
    assert download.value.path().read_bytes() == b"Nine of ten were good"
    expect(lead.get_by_role("link", name="Record it as a source")).to_have_count(0)
    is_easy_to_use(lead, script)


def to_the_list(officer: Page) -> None:
    officer.locator("summary", has_text="More").click()
    go(officer, "Quality assurance")


def find_the_late(officer: Page, script: bool) -> None:
    to_the_list(officer)
    told(officer, "2 activities of 2 agencies, 1 late")
    is_easy_to_use(officer, script)
    expect(officer.get_by_role("row", name=AUDIT)).to_contain_text("Eastshire Police")
    officer.get_by_label("Where it stands").select_option("Late")
    press(officer, "Filter")
    told(officer, "1 activity of 1 agency, 1 late")
    expect(officer.get_by_role("row", name=SURVEY)).to_be_visible()
    expect(officer.get_by_role("row", name=AUDIT)).to_have_count(0)
    to_the_list(officer)


def record(officer: Page, script: bool) -> None:
    """The cover sheet is filled in; a title that was taken out is asked for, and the rest stays."""
    officer.get_by_role("link", name=AUDIT).click()
    told(officer, "report.txt")
    officer.get_by_role("link", name="Record it as a source").click()
    expect(officer.get_by_label("Title")).to_have_value(AUDIT)
    expect(officer.get_by_label("Summary")).to_have_value(FOUND)
    expect(officer.get_by_label("Eastshire Police")).to_be_checked()
    officer.get_by_label("Title").fill("")
    press(officer, "Record this source")
    expect(officer.get_by_role("alert")).to_contain_text("Enter the title")
    expect(officer.get_by_label("Summary")).to_have_value(FOUND)
    is_easy_to_use(officer, script)
    officer.get_by_label("Title").fill(f"{AUDIT} by the police")
    press(officer, "Record this source")
    told(officer, "is in the register.")


def draw(officer: Page) -> None:
    go(officer, "Learning (0)")
    go(officer, "Draw the first finding")
    officer.get_by_label("Need, to be met").check()
    officer.get_by_label("What was learned").fill(NEED)
    officer.get_by_label("How we know").fill("One file of ten")
    officer.get_by_label("One agency").check()
    officer.get_by_label("Eastshire Police").check()
    press(officer, "Save")
    told(officer, "F-2026-001")


def see_what_came_of_it(lead: Page, script: bool) -> None:
    lead.get_by_role("link", name=AUDIT).click()
    told(lead, "Became R-")
    is_easy_to_use(lead, script)
    lead.get_by_role("main").get_by_role("link", name="R-").click()
    expect(lead.get_by_role("heading", level=1)).to_contain_text(f"{AUDIT} by the police")
    is_easy_to_use(lead, script)
    told(lead, "What Eastshire Police found on")
    lead.get_by_role("main").get_by_role("link", name=AUDIT).click()
    expect(lead.get_by_role("heading", level=1)).to_contain_text(AUDIT)
