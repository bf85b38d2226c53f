"""What learning shows on a source's page and on the home page."""

from datetime import date

import pytest
from django.urls import reverse

from learningloop.kit.slots import Tab
from learningloop.learning.slots import MOST, learning_tab, learning_waiting

WITHOUT = "/eastshire/findings/?recommendation=without&sort=drawn"


@pytest.fixture
def waiting(world):
    return lambda name: learning_waiting(world.board, world.people[name])


def test_a_sources_page_counts_what_it_taught_as_far_as_one_may_read_it(
    world, source, closed, draw, signed_in, django_assert_num_queries
):
    draw()
    draw("Children are seen alone", kind="strength")
    draw("Nobody asked her", source=closed)
    here = reverse("register:detail", args=["eastshire", source.reference])
    assert "Learning (2)" in signed_in(world.people["lay_member"]).get(here).content.decode()
    officer, manager = world.people["officer"], world.people["business_manager"]
    assert (learning_tab(closed, officer).count, learning_tab(closed, manager).count) == (1, 0)
    with django_assert_num_queries(1):
        assert learning_tab(source, officer) == Tab("Learning", "/eastshire/sources/R-2026-001/learning/", 2)
    assert learning_tab(source, world.people["practitioner"]) is None


def test_recommendations_wait_for_those_who_answer(world, finding, draw, recommend, answer, make_source, waiting):
    answer(recommend(finding, text="Answered"))
    recommend(finding, text="Train " + "x" * 200, made_on=date(2026, 6, 1))
    recommend(draw("Theirs", source=make_source("Review", group=world.groups["cases"])), text="Of another group")
    for name in ("independent_chair", "business_manager"):
        first, second = waiting(name)[:2]
        assert first.sentence == "Give the board’s response: Of another group (waiting since 3 May 2026)"
        assert second.url == "/eastshire/recommendations/RC-2026-002/respond/" and not second.others
        assert len(second.sentence) < 200
    [chair] = waiting("group_chair")
    assert chair.url == "/eastshire/recommendations/RC-2026-002/respond/"
    [officer, _] = [item for item in waiting("officer") if "respond" in item.sentence]
    assert officer.sentence.startswith("The board to respond: Of another group") and officer.others
    assert officer.url == "/eastshire/recommendations/RC-2026-003/"
    for name in ("group_member", "agency_lead", "lay_member", "practitioner", "stranger"):
        assert waiting(name) == []


def test_findings_wait_for_a_recommendation(world, draw, make_source, waiting):
    draw()
    draw("Nobody checked", drawn_on=date(2026, 6, 1))
    draw("Theirs", source=make_source("Review", group=world.groups["cases"]))
    draw("Led", source=make_source("Led", lead=world.people["independent_reviewer"], group=None))
    for name in ("group_chair", "group_member"):
        [item] = waiting(name)
        assert (
            item.sentence == "2 findings from Audit group have no recommendation yet, the oldest since 3 May 2026"
        )
        assert item.url == f"{WITHOUT}&group=audit" and not item.others
    [led] = waiting("independent_reviewer")
    assert led.sentence == "1 finding from sources you lead has no recommendation yet, the oldest since 3 May 2026"
    assert led.url == WITHOUT
    [unit] = waiting("officer")
    assert unit.sentence.startswith("4 findings have no recommendation yet") and unit.others


def test_the_number_that_waits_leads_to_as_many(world, draw, make_source, waiting, signed_in):
    draw()
    draw("Theirs", source=make_source("Review", group=world.groups["cases"]))
    [item] = waiting("group_member")
    listing = signed_in(world.people["group_member"]).get(item.url).context["listing"]
    assert [finding.statement for finding in listing.page] == ["Chronologies are missing"]


def test_many_stand_behind_one_link_and_cost_no_more(
    world, finding, recommend, waiting, django_assert_num_queries
):
    recommend(finding)
    chair = world.people["independent_chair"]
    assert chair.appointments
    with django_assert_num_queries(1):  # who answers everywhere recommends from nothing
        waiting("independent_chair")
    for number in range(MOST + 5):
        recommend(finding, text=f"Recommendation {number}")
    with django_assert_num_queries(1):
        items = waiting("independent_chair")
    assert len(items) == MOST + 1
    assert items[-1].url == "/eastshire/recommendations/?answer=waiting&sort=made"
    world.people["group_chair"].appointments  # noqa: B018  # asked once, as a request does
    with django_assert_num_queries(4):
        waiting("group_chair")


def test_what_is_closed_waits_for_nobody_it_does_not_name(world, draw, closed, recommend, waiting):
    draw("Nobody asked her", source=closed)
    recommend(draw("Nobody told her", source=closed), text="Tell her")
    assert waiting("business_manager") == []
    assert len(waiting("officer")) == 2


def test_home_shows_what_waits(world, recommendation, signed_in):
    page = signed_in(world.people["independent_chair"]).get(reverse("home", args=["eastshire"])).content.decode()
    assert "Give the board’s response: Keep chronologies" in page
