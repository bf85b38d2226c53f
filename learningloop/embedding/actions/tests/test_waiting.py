"""What actions put on the home page."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from learningloop.embedding.actions.operations import withdraw_action
from learningloop.kit.slots import HOME_WAITING
from learningloop.people.rules import GROUP_CHAIR
from tests.loop import ON, accepted, agreed, closed, reported

LATER = timezone.localdate() + timedelta(days=60)


@pytest.fixture
def waiting(world):
    filler = next(filler for filler in HOME_WAITING.fillers() if filler.__module__.endswith("actions.slots"))
    return lambda name: filler(world.board, world.people.get(name) or name)


def test_the_agency_is_told_what_is_due_soon_and_the_owner_all(world, waiting):
    agreed(world, title="Overdue")
    agreed(world, title="Later", due_on=LATER, evaluate_on=LATER)
    agreed(world, title="Another agency’s", agency=world.agencies["health"])
    agreed(world, title="Mine", due_on=LATER, evaluate_on=LATER, owner=world.people["contributor"])
    reported(world, agreed(world, title="Reported"))
    assert [item.sentence for item in waiting("agency_lead")] == ["Do, and report done: Overdue"]
    assert [(item.sentence, item.by) for item in waiting("contributor")] == [
        ("Do, and report done: Overdue", date(2026, 7, 1)),
        ("Do, and report done: Mine", LATER),
    ]


def test_the_chair_assures_and_the_unit_waits_for_it(world, waiting):
    reported(world)
    closed(world)
    [chair] = waiting("group_chair")
    assert (chair.sentence, chair.others) == ("Assure that it is done: Train every team", False)
    [officer] = waiting("officer")
    assert (officer.sentence, officer.others) == ("Audit group to assure: Train every team", True)
    assert chair.url == officer.url == "/eastshire/actions/A-2026-001/"
    assert waiting(world.person(GROUP_CHAIR, name="Other chair", group="cases")) == []


def test_the_unit_waits_for_what_is_overdue(world, waiting):
    agreed(world)
    withdraw_action(action=agreed(world, title="Gone"), why="No money", on=ON, by=world.people["officer"])
    item = waiting("officer")[-1]
    assert (item.sentence, item.others) == ("Eastshire Police to do: Train every team", True)
    assert waiting("lay_member") == waiting("stranger") == []


def test_an_accepted_recommendation_asks_for_an_action_until_there_is_one(world, waiting):
    recommendation = accepted(world)
    for name in ("officer", "group_chair"):
        [item] = waiting(name)
        assert item.sentence == "Agree who will do what: Keep chronologies (accepted 3 May 2026)"
        assert not item.others
    assert waiting(world.person(GROUP_CHAIR, name="Other chair", group="cases")) == waiting("lay_member") == []
    action = agreed(world, recommendation, due_on=LATER, evaluate_on=LATER)
    assert waiting("officer") == []
    withdraw_action(action=action, why="No money", on=ON, by=world.people["officer"])
    assert len(waiting("officer")) == 1


@pytest.mark.parametrize("number", [1, 12])
def test_its_cost_is_fixed_and_a_long_list_ends_in_a_link(world, waiting, django_assert_max_num_queries, number):
    for count in range(number):
        agreed(world, title=f"Action {count}")
    assert world.people["agency_lead"].appointments
    with django_assert_max_num_queries(3):
        items = waiting("agency_lead")
    assert len(items) == min(number, 11)
    if number > 10:
        assert items[-1].url == "/eastshire/actions/?whose=agency&state=open"
