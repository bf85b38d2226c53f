"""Lists of returns say how far the panel is with each, beside the return's own state."""

import pytest

from learningloop.scrutiny.operations import (
    allocate_return,
    conclude_scrutiny,
    moderate_answer,
    reply_to_challenge,
)
from learningloop.scrutiny.slots import tags_of_returns
from learningloop.sources.assessments.operations.returns import withdraw_return
from learningloop.sources.assessments.tests.conftest import TODAY

AGREED, WAITS, UNDER_WAY = "Agreed", "Challenged, waits for the agency", "Under scrutiny"


def told(browser, return_):
    """What each list says of the panel, list by list."""
    at = f"/eastshire/rounds/{return_.round.reference}"
    lists = ("/eastshire/returns/", f"{at}/", f"{at}/overview/", f"{at}/overview/leading/")
    found = []
    for address in lists:
        page = browser.get(address).content.decode()
        assert return_.agency.name in page, address
        found.append([words for words in (AGREED, WAITS, UNDER_WAY) if f">{words}</strong>" in page])
    assert len({str(one) for one in found}) == 1, found
    return found[0]


def test_every_list_tells_how_far_the_panel_is(world, handed_in, member, browser):
    officer, agency = browser("officer"), world.people["agency_lead"]
    asked = {"challenge": "Where are the minutes?"}
    assert told(officer, handed_in) == []
    allocate_return(return_=handed_in, panel=[member], on=TODAY, by=world.people["officer"])
    assert told(officer, handed_in) == [UNDER_WAY]
    moderate_answer(return_=handed_in, question="lead", **asked, by=member)
    assert told(officer, handed_in) == [WAITS]
    reply_to_challenge(return_=handed_in, question="lead", reply="In the folder of May", by=agency)
    assert told(officer, handed_in) == [UNDER_WAY]
    moderate_answer(return_=handed_in, question="lead", **asked, grade="partly", why="Two of three", by=member)
    conclude_scrutiny(return_=handed_in, on=TODAY, by=member)
    assert told(officer, handed_in) == [AGREED]


def test_a_return_withdrawn_from_the_panel_bears_no_tag(world, allocated, browser):
    withdraw_return(return_=allocated, why="A mistake", by=world.people["agency_lead"])
    page = browser("officer").get("/eastshire/returns/").content.decode()
    assert "Withdrawn" in page and UNDER_WAY not in page


@pytest.mark.parametrize("number", [1, 4])
def test_the_tags_of_a_list_cost_one_query(world, handed_in, number, django_assert_num_queries):
    with django_assert_num_queries(1):
        tags_of_returns([handed_in] * number, world.people["officer"])
