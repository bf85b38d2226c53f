"""A school that the board did not know: from the coordinator's list, by mail, to a signed return on a phone."""

import re
from io import BytesIO

import docx
import pytest
from django.core import mail
from playwright.sync_api import Page, expect

from learningloop.people.models import Person
from tests.browser.chromium import PHONE, barriers, chromium, runs_over
from tests.browser.test_return import police  # noqa: F401  # the round that the fixture opens
from tests.browser.test_two_people import opened, session_of
from tests.browser.walk import press, told

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
FAULTY = "Agency\tKind\tLead name\tLead email\n=Hill School\tSchol\tHelen Head\thelen\n"
MENDED = "Agency\tKind\tLead name\tLead email\nHill School\tSchool\tHelen Head\thelen@school.invalid\n"


def is_easy_to_use(page: Page, script: bool) -> None:
    """No barrier, and nothing beyond a phone's edge. What looks for barriers is a script itself."""
    assert [*(barriers(page) if script else ()), *runs_over(page, 390)] == []


def bring_the_list(page: Page, url: str, script: bool) -> None:
    """Three faults are told at their cells, mended in the box, looked at and confirmed."""
    page.goto(url)
    page.get_by_role("link", name="Ask by list").click()
    page.get_by_label("Rows").fill(FAULTY)
    press(page, "Look at it")
    for cell, words in (("A2", "formula"), ("B2", "Did you mean School?"), ("D2", "not an email address")):
        expect(page.get_by_role("row", name=re.compile(cell))).to_contain_text(words)
    expect(page.get_by_label("Rows")).to_have_value(FAULTY)
    is_easy_to_use(page, script)
    page.get_by_label("Rows").fill(MENDED)
    press(page, "Look at it")
    told(page, "helen@school.invalid is invited")
    is_easy_to_use(page, script)
    press(page, "Ask them")
    told(page, "1 asked, 1 new to the board, 1 invited by mail")


def enter(page: Page, script: bool) -> None:
    """From the message's link to the return: a press, a code."""
    [message] = [one for one in mail.outbox if one.to == ["helen@school.invalid"]]
    page.goto(re.search(r"http\S+", message.body)[0])
    is_easy_to_use(page, script)
    press(page, "Send me a code")
    page.get_by_label("Code").fill(re.search(r"\d{4}-\d{4}", mail.outbox[-1].body)[0])
    press(page, "Sign in")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Hill School")


def answer(page: Page, script: bool) -> None:
    page.get_by_role("button", name="Go on answering").click()
    page.get_by_label("Met", exact=True).check()
    if script:
        expect(page.get_by_text("Saved by Helen Head").first).to_be_visible()
    else:
        page.get_by_role("button", name="Save", exact=True).click()
    page.get_by_role("link", name="Add evidence").first.click()
    page.locator("input[type=file]").set_input_files(
        {"name": "policy.txt", "mimeType": "text/plain", "buffer": b"Our policy"}
    )
    press(page, "Add the files")
    told(page, "policy.txt")


def sign_and_submit(page: Page) -> None:
    page.get_by_role("link", name="Answer in its section").click()
    press(page, "Save and continue")
    told(page, "Nothing is missing.")
    page.get_by_role("button", name="Have it signed").click()
    page.get_by_label("Name of who signs").fill("Helen Head")
    page.get_by_label("I am this person").check()
    press(page, "It is signed")
    page.get_by_role("region", name="Next").get_by_role("button", name="Submit").click()
    press(page, "Submit")
    told(page, "is submitted")


def take_the_copy(page: Page) -> str:
    """The text of the Word copy."""
    with page.expect_download() as waiting:
        page.get_by_role("link", name="Word").click()
    with open(waiting.value.path(), "rb") as file:
        copy = docx.Document(BytesIO(file.read()))
    cells = [cell.text for table in copy.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(one.text for one in copy.paragraphs), *cells])


@pytest.mark.parametrize("script", [True, False], ids=["with-script", "without-script"])
def test_a_head_teacher_s_first_return(world, live_server, police, script):  # noqa: F811
    session = session_of(world.people["business_manager"])
    with chromium() as browser:
        desk = opened(browser, live_server.url, session, script)
        bring_the_list(desk, f"{live_server.url}/eastshire/rounds/{police.round.reference}/", script)
        page = browser.new_context(java_script_enabled=script, viewport=PHONE).new_page()
        page.set_default_timeout(15_000)
        enter(page, script)
        answer(page, script)
        sign_and_submit(page)
        copy = take_the_copy(page)
    assert "Helen Head" in copy and "policy.txt" in copy
    assert not Person.objects.get(email="helen@school.invalid").has_usable_password()
