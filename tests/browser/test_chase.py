"""The coordinator's chase: who is late, asked once more, more time for one, answered on behalf, closed."""

from datetime import timedelta

import pytest
from django.core import mail
from playwright.sync_api import Page, expect

from learningloop.people.rules import AGENCY_LEAD
from learningloop.sources.assessments.models import Chase, Return
from tests.browser.chromium import PHONE, barriers, chromium, runs_over
from tests.browser.rounds import TODAY, Desks, a_round, answered, hand_in, return_of
from tests.browser.walk import fill_date, go, press, told
from tests.world import extra_agency

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
TITLE = "Self-assessment of the year"
POLICE, HEALTH, SPORTS = "Eastshire Police", "Eastshire Health", "Sports club"


@pytest.fixture
def late(world):
    """The day is over: the schools are in, police and health are not, and a club has nobody who could answer."""
    world.agencies["sports"] = extra_agency(world, "sports", SPORTS)
    round_ = a_round(world, "police", "health", "school", "sports", title=TITLE, closes_in=-2)
    world.person(AGENCY_LEAD, name="Hana Health", agency="health")
    head = world.person(AGENCY_LEAD, name="Sam School", agency="school")
    hand_in(return_of(world, round_, "school"), head)
    return round_


def test_the_coordinator_chases_extends_answers_and_closes(world, live_server, late):
    manager = world.people["business_manager"]
    desks = Desks(live_server.url, manager)
    with chromium() as browser:
        [page] = desks.open(browser)
        who_is_late(page)
        chase_one(page)
        chase_all(page)
        more_time(page)
        on_behalf(page, manager.name)
        close(page)
    late.refresh_from_db()
    assert late.closed_on == TODAY
    chased = Chase.objects.values_list("return_to__agency__name", "on").order_by("return_to__agency__name")
    assert list(chased) == [(HEALTH, TODAY), (POLICE, TODAY)]
    assert Return.objects.get(round=late, agency__name=HEALTH).due_on == TODAY + timedelta(days=7)
    named = [TITLE, POLICE, HEALTH, *(person.name for person in world.people.values())]
    assert [message.to for message in mail.outbox] and all(len(message.to) == 1 for message in mail.outbox)
    assert [word for one in mail.outbox for word in named if word in one.subject + one.body] == []


def who_is_late(page: Page) -> None:
    page.get_by_role("link", name=f"Returns are late: {TITLE}").click()
    told(page, "1 of 4 submitted (25 %)")
    told(page, "3 late")
    expect(page.get_by_role("row", name=SPORTS)).to_contain_text("Nobody yet")
    expect(page.get_by_role("row", name="Eastshire Academy")).to_have_count(0)
    assert [*barriers(page), *runs_over(page, PHONE["width"])] == []


def chase_one(page: Page) -> None:
    go(page, POLICE)
    press(page, "Ask once more")
    told(page, "Agency lead")
    press(page, "Write to them")
    told(page, f"{POLICE} is asked once more")
    told(page, "1 person written to")


def chase_all(page: Page) -> None:
    """Who was asked today is left out, who has nobody is named; a second time there is nobody left."""
    go(page, "Rounds")
    go(page, TITLE)
    press(page, "Chase all that are not in")
    told(page, "1 was asked for today already")
    told(page, SPORTS)
    press(page, "Write to them")
    told(page, "Asked once more for 1 return")
    press(page, "Chase all that are not in")
    told(page, "Nobody is left to write to today")
    expect(page.get_by_role("button", name="Write to them")).to_have_count(0)
    go(page, "Back to the round")


def more_time(page: Page) -> None:
    go(page, HEALTH)
    go(page, "Give more time")
    fill_date(page, "New day", TODAY + timedelta(days=7))
    page.get_by_label("Why").fill("Their lead changed")
    press(page, "Move the day")
    told(page, "The day is moved")


def on_behalf(page: Page, name: str) -> None:
    go(page, "Rounds")
    go(page, TITLE)
    go(page, SPORTS)
    told(page, "What you enter is marked as entered on its behalf")
    press(page, "Go on answering")
    answered(page, "Leadership is in order", "Partly met", name)
    expect(page.get_by_text("on behalf of the agency").first).to_be_visible()


def close(page: Page) -> None:
    go(page, "Rounds")
    go(page, TITLE)
    go(page, "Close the round")
    told(page, "1 of 4 submitted")
    press(page, "Close the round")
    told(page, "is closed")
    go(page, SPORTS)
    expect(page.get_by_role("button", name="Go on answering")).to_have_count(0)
