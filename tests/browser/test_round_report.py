"""The overview of a round and its report in the browser: from the heat map to an answer, and to the document."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from learningloop.instruments.operations import draft_questions, publish_questions
from learningloop.instruments.rules.conditions import Given
from learningloop.instruments.tests.sets import a_set, asking
from learningloop.sources.assessments.operations import open_round
from learningloop.sources.assessments.operations.returns import answer_return, sign_return, submit_return
from learningloop.trail.operations import SYSTEM
from tests.browser.chromium import PHONE, barriers, chromium, runs_over
from tests.browser.test_two_people import opened, session_of

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def round_(world):
    """Two agencies, one of which has submitted."""
    today = timezone.localdate()
    asked = a_set(asking("grade", "lead", text="Somebody leads on safeguarding", required=True))
    draft = draft_questions(board=world.board, question_set=asked, by=SYSTEM)
    made = open_round(
        board=world.board,
        version=publish_questions(version=draft, on=today, by=SYSTEM),
        kind="audit",
        title="Self-assessment",
        agencies=[world.agencies["police"], world.agencies["health"]],
        opens_on=today - timedelta(days=1),
        closes_on=today + timedelta(days=20),
        signed_by="Chief officer",
        by=SYSTEM,
    )
    officer = world.people["officer"]
    police = made.returns.get(agency=world.agencies["police"])
    answer_return(return_=police, given={"lead": Given("partly")}, by=officer)
    police.refresh_from_db()
    sign_return(return_=police, name="Ann Chief", post="Chief officer", on=today, by=officer)
    submit_return(return_=police, on=today, by=officer)
    return made


def test_from_the_heat_map_to_an_answer_and_to_the_report(world, live_server, round_):
    """On a phone: each page without a barrier, and nothing in it that the content policy refuses."""
    refused, session = [], session_of(world.people["officer"])
    with chromium() as browser:
        page = opened(browser, live_server.url, session, True)
        page.on("console", lambda said: refused.append(said.text) if said.type == "error" else None)
        page.set_viewport_size(PHONE)
        page.goto(f"{live_server.url}/eastshire/rounds/{round_.reference}/overview/")
        assert [*barriers(page), *runs_over(page, 320)] == []
        page.get_by_role("columnheader", name="One").get_by_role("link").click()
        expect(page.get_by_role("heading", name="One")).to_be_visible()
        assert [*barriers(page), *runs_over(page, 320)] == []
        page.get_by_role("row", name="Eastshire Police").get_by_role("link", name="Partly met").click()
        expect(page.get_by_role("heading", level=1)).to_contain_text("Somebody leads on safeguarding")
        page.goto(f"{live_server.url}/eastshire/rounds/{round_.reference}/")
        # the first picture loads what draws it
        page.get_by_role("link", name="Report of this round").click(timeout=60_000)
        expect(page.get_by_role("img", name="One 33 %")).to_be_visible()
        page.get_by_text("The numbers").first.click()
        expect(page.get_by_role("table", name="One is weakest, at 33 %: the numbers")).to_be_visible()
        assert [*barriers(page), *runs_over(page, 320)] == []
        with page.expect_download() as download:
            page.get_by_role("link", name="PDF").click()
        assert download.value.suggested_filename == f"{round_.reference}-report.pdf"
    assert refused == []
