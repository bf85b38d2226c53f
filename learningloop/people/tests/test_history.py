"""The history of a record, as its page shows it."""

from types import SimpleNamespace

import pytest
from django.template import Context, Template, engines
from django.test import RequestFactory

from learningloop.people import events
from learningloop.people.models import Person
from learningloop.trail.operations import Actor, change, operation
from tests.world import World, extra_agency

PAGE = "{% load history %}{% history thing %}"


@operation
def rewrite(*, thing, by: Actor, **fields) -> None:
    change(events.GROUP_CHANGED, thing, facts={"name": thing.name}, **fields)


def shown(world: World, person: Person, thing) -> str:
    request = RequestFactory().get("/")
    request.user, request.board, request.session = person, world.board, {}
    return engines["django"].from_string(PAGE).render({"thing": thing}, request)


@pytest.fixture
def group(world):
    return world.groups["audit"]


def test_it_tells_who_did_what_newest_first(world, group):
    rewrite(thing=group, purpose="To look", by=world.people["officer"])
    html = shown(world, world.people["officer"], group)
    assert html.index("Business unit officer changed the group") < html.index("added the group")
    assert "Purpose: was “To audit”, now “To look”" in " ".join(html.split())


def test_a_choice_a_relation_and_an_empty_value_are_read_in_words(world, group):
    rewrite(thing=group, reports_to=world.groups["cases"], purpose="", by=world.people["officer"])
    words = " ".join(shown(world, world.people["officer"], group).split())
    assert "was “Board”, now “Case review group”" in words
    assert "now empty" in words
    agency = extra_agency(world, "ox", "Oxen")
    rewrite(thing=agency, kind="school", by=world.people["officer"])
    assert "was “Other”, now “School”" in " ".join(shown(world, world.people["officer"], agency).split())


def test_a_long_text_is_shortened_with_the_whole_on_demand(world, group):
    rewrite(thing=group, purpose="word " * 100 + "last", by=world.people["officer"])
    html = shown(world, world.people["officer"], group)
    assert "Read the whole text" in html
    assert "last" in html


def test_a_role_without_the_permission_sees_nothing(world, group):
    assert shown(world, world.people["practitioner"], group).strip() == ""
    assert "History" in shown(world, world.people["lay_member"], group)


def test_a_page_outside_a_board_shows_none(world, group):
    request = SimpleNamespace(user=world.people["officer"], path="/account/")
    page = Template(PAGE).render(Context({"thing": group, "request": request}))
    assert page.strip() == ""


def test_it_costs_one_query_however_much_was_done(world, group, django_assert_num_queries):
    for turn in range(5):
        rewrite(thing=group, purpose=f"To look {turn}", by=world.people["officer"])
    officer = world.people["officer"]
    _ = officer.appointments
    with django_assert_num_queries(1):
        shown(world, officer, group)


def test_a_record_of_another_board_tells_nothing_of_who_did_what(world):
    foreign = world.other.home_groups.first()
    stranger = world.people["stranger"]
    rewrite(thing=foreign, purpose="Elsewhere", by=stranger)
    assert shown(world, world.people["officer"], foreign).strip() == ""
