"""The round as a whole: sections by agencies, the weakest, the change since last time, as a page and as a file."""

from io import BytesIO

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from learningloop.instruments.rules.conditions import Given
from learningloop.people.operations import add_agency
from learningloop.people.rules import GROUP_MEMBER
from learningloop.sources.assessments.operations.returns import answer_return, sign_return, submit_return
from learningloop.sources.assessments.queries.overview import columns_of, weakest
from learningloop.sources.assessments.tests.conftest import TODAY
from learningloop.trail.operations import SYSTEM


def url(round_, query=""):
    return f"/eastshire/rounds/{round_.reference}/overview/{query}"


@pytest.fixture
def two_rounds(world, opened, submitted):
    """The police submitted in both; this time health has begun."""
    former = opened()
    submitted(former.returns.get(agency=world.agencies["police"]))
    now = opened(title="Again", before=former)
    submitted(now.returns.get(agency=world.agencies["police"]))
    health = now.returns.get(agency=world.agencies["health"])
    answer_return(return_=health, given={"lead": Given("partly", "Begun")}, by=world.people["officer"])
    return former, now


def test_each_agency_stands_with_what_it_reaches_in_each_section(world, two_rounds, browser):
    _former, now = two_rounds
    page = browser("officer").get(url(now))
    told = {
        one.agency.name: [(cell.percent, cell.complete) for cell in cells] for one, cells in page.context["rows"]
    }
    assert told == {
        "Eastshire Health": [(33, True), (None, False)],
        "Eastshire Police": [(100, True), (100, True)],
    }
    html = page.content.decode()
    assert "33 %" in html and "not graded" in html, "a number in words, whatever its shade"


def test_only_what_is_submitted_counts_in_the_means(world, two_rounds):
    _former, now = two_rounds
    columns = columns_of(now, world.people["officer"])
    assert [(column.section.key, column.mean, column.change) for column in columns] == [
        ("leading", 100, 0), ("staff", 100, 0),
    ]  # fmt: skip
    assert [column.section.key for column in weakest(columns, 1)] == ["leading"]


def test_who_may_not_open_the_returns_sees_none_of_them(world, two_rounds, browser):
    _former, now = two_rounds
    outsider = world.person(GROUP_MEMBER, name="outsider", group="cases")
    page = browser(outsider).get(url(now))
    assert page.status_code == 200
    assert "Eastshire Police" not in page.content.decode() and "33 %" not in page.content.decode()


def test_the_overview_comes_as_a_file(two_rounds, browser):
    _former, now = two_rounds
    sheet = load_workbook(BytesIO(browser("officer").get(url(now, "?format=xlsx")).content)).active
    assert list(sheet.values) == [
        ("Agency", "State", "Leadership", "Staff"),
        ("Eastshire Health", "In progress", 33, None),
        ("Eastshire Police", "Submitted", 100, 100),
    ]


def test_every_answer_comes_as_a_file_with_the_words_beside_it(two_rounds, browser):
    _former, now = two_rounds
    client, address = browser("officer"), f"/eastshire/rounds/{now.reference}/answers/"
    book = load_workbook(BytesIO(client.get(address).content))
    head = ("Reference", "Agency", "State", "Question lead", "Question plan", "Question trained", "Question proof")
    lines = {sheet.title: [line[1:] for line in sheet.values] for sheet in book}
    assert lines == {
        "Answers": [
            head[1:],
            ("Eastshire Health", "In progress", "Partly met", None, None, None),
            ("Eastshire Police", "Submitted", "Met", None, "Yes", None),
        ],
        "Explanations": [
            head[1:],
            ("Eastshire Health", "In progress", "Begun", None, None, None),
            ("Eastshire Police", "Submitted", None, None, None, None),
        ],
    }
    assert "Eastshire Health,In progress,Partly met" in client.get(f"{address}?format=csv").content.decode()


def test_the_file_of_every_answer_holds_only_returns_that_one_may_open(world, two_rounds, browser):
    _former, now = two_rounds
    outsider = world.person(GROUP_MEMBER, name="outsider", group="cases")
    page = browser(outsider).get(f"/eastshire/rounds/{now.reference}/answers/?format=csv")
    assert page.status_code == 200 and page.content.decode().count("\n") == 1, "the head alone"


def test_the_file_of_every_answer_takes_as_many_queries_however_many_answer(two_rounds, world, browser):
    former, now = two_rounds
    officer = browser("officer")

    def cost(round_):
        with CaptureQueriesContext(connection) as queries:
            assert officer.get(f"/eastshire/rounds/{round_.reference}/answers/").status_code == 200
        return len(queries)

    cost(now)
    one = cost(now)
    answer_return(
        return_=now.returns.get(agency=world.agencies["health"]), given={"trained": Given("yes")},
        by=world.people["officer"],
    )  # fmt: skip
    assert cost(former) == cost(now) == one <= 10


def test_it_takes_as_many_queries_however_many_are_asked(world, opened, browser, django_assert_max_num_queries):
    more = [
        add_agency(slug=f"eastshire-{n}", name=f"School {n}", kind="school", boards=[world.board], by=SYSTEM)
        for n in range(30)
    ]
    made = opened(agencies=more)
    officer = browser("officer")
    with django_assert_max_num_queries(17):
        assert officer.get(url(made)).context["listing"].total == 30


def test_a_change_compares_those_that_submitted_in_both_rounds(world, opened, submitted):
    """Health did badly last time and is not in yet; the police stayed as they were."""
    officer = world.people["officer"]
    former = opened()
    submitted(former.returns.get(agency=world.agencies["police"]))
    health = former.returns.get(agency=world.agencies["health"])
    given = {"lead": Given("not", "Nobody leads"), "plan": Given("Appoint one"), "trained": Given("no")}
    answer_return(return_=health, given=given, by=officer)
    health.refresh_from_db()
    sign_return(return_=health, name="Ann Chief", post="Chief officer", on=TODAY, by=officer)
    submit_return(return_=health, on=TODAY, by=officer)
    now = opened(title="Again", before=former)
    submitted(now.returns.get(agency=world.agencies["police"]))
    assert [(column.mean, column.before, column.change) for column in columns_of(now, officer)] == [
        (100, 100, 0), (100, 100, 0),
    ]  # fmt: skip
