"""The framework waits for those who look after it: before its review is due, and with a draft to approve."""

from datetime import date, timedelta

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as some

from learningloop.frameworks.operations import load_framework
from learningloop.frameworks.operations.drafts import change_part, offer_draft, start_draft
from learningloop.frameworks.rules.drafting import state_at
from learningloop.frameworks.rules.reading import last_day
from learningloop.frameworks.slots import framework_waiting
from learningloop.kit.parts import find
from learningloop.trail.operations import SYSTEM

TODAY = timezone.localdate()
DRAFTING = ("officer", "business_manager")


def review_due(world, written):
    first = world.version.document
    document = first.document.model_copy(update={"review_due": written})
    load_framework(framework=first.model_copy(update={"document": document}), by=SYSTEM)


@pytest.mark.parametrize(
    ("days", "waits"), [(-4000, True), (-1, True), (0, True), (56, True), (57, False), (400, False)]
)
def test_it_waits_from_eight_weeks_before_its_review_is_due(world, days, waits):
    due = TODAY + timedelta(days=days)
    review_due(world, due.isoformat())
    for name in DRAFTING:
        assert [one.by for one in framework_waiting(world.board, world.people[name])] == [due] * waits
    for name in set(world.people) - {*DRAFTING}:
        assert framework_waiting(world.board, world.people[name]) == []


def test_a_framework_without_a_date_reminds_nobody(world):
    assert framework_waiting(world.board, world.people["officer"]) == []


def test_it_says_so_on_the_home_page_and_overdue(world, signed_in):
    review_due(world, "2018-09")
    page = signed_in(world.people["officer"]).get("/eastshire/").content.decode()
    assert "Review the framework" in page
    assert "30 September 2018" in page
    assert "Overdue by" in page


def test_a_draft_that_was_given_to_the_chair_waits_for_the_chair(world):
    officer, chair = world.people["officer"], world.people["independent_chair"]
    draft = start_draft(board=world.board, by=officer)
    place = ("priorities", "neglect")
    part = find(draft.content, place) | {"name": "Early help"}
    change_part(draft=draft, place=place, part=part, seen=state_at(draft.content, place), by=officer)
    review_due(world, TODAY.isoformat())
    assert "Finish the draft" in framework_waiting(world.board, officer)[0].sentence
    offer_draft(draft=draft, by=officer)
    [for_chair] = framework_waiting(world.board, chair)
    assert for_chair.sentence.startswith("Approve the next version of the framework")
    assert not for_chair.others
    [for_officer] = framework_waiting(world.board, officer)
    assert for_officer.others


@pytest.mark.parametrize(
    ("written", "last"),
    [
        ("2017-09-30", date(2017, 9, 30)),
        ("2017-09", date(2017, 9, 30)),
        ("2016-02", date(2016, 2, 29)),
        ("2017", date(2017, 12, 31)),
        ("2017-13", None),
        ("2017-02-30", None),
        ("0000", None),
        ("", None),
    ],
)
def test_a_date_ends_where_its_month_or_year_does(written, last):
    assert last_day(written) == last


@given(some.dates())
def test_every_day_ends_with_itself_and_within_its_month_and_year(day):
    year, month, _ = day.isoformat().split("-")
    assert last_day(day.isoformat()) == day
    assert day <= last_day(f"{year}-{month}") <= last_day(year)
