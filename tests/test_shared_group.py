"""A group that serves two boards: each board sees its own share of the work, and nothing of the other's."""

import pytest
from django_scopes import scope

from learningloop.people.models import Group
from learningloop.people.operations import add_group, add_person, grant_role
from learningloop.people.rules import GROUP_MEMBER
from learningloop.sources.register.operations import record_source
from learningloop.trail.operations import SYSTEM
from tests.world import TODAY


@pytest.fixture
def shared(world) -> Group:
    """Eastshire's group for child deaths, which serves Westshire too, with a source for each board."""
    group = add_group(
        home=world.board,
        key="deaths",
        name="Child deaths",
        purpose="Both shires",
        also_serves=[world.other],
        by=SYSTEM,
    )
    for board, title in ((world.board, "Eastern share"), (world.other, "Western share")):
        with scope(board=board):
            record_source(board=board, kind="audit", title=title, started_on=TODAY, group=group, by=SYSTEM)
    with scope(board=world.other):
        record_source(board=world.other, kind="audit", title="Not of the group", started_on=TODAY, by=SYSTEM)
    return group


@pytest.fixture
def member(world, shared):
    person = add_person(email="member@example.invalid", name="Member", by=SYSTEM)
    agency = world.agencies["health"]
    grant_role(person=person, role=GROUP_MEMBER, why="Joined", group=shared, agency=agency, on=TODAY, by=SYSTEM)
    return person


def sources(client, board):
    return client.get(f"/{board}/sources/").content.decode()


def test_each_board_sees_its_own_share(world, shared, signed_in):
    assert "Western share" not in sources(signed_in(world.people["officer"]), "eastshire")
    page = sources(signed_in(world.people["stranger"]), "westshire")
    assert "Western share" in page
    assert "Eastern share" not in page


def test_a_member_reaches_the_groups_share_on_both_boards_and_nothing_else_of_the_neighbour(member, signed_in):
    assert "Eastern share" in sources(signed_in(member), "eastshire")
    page = sources(signed_in(member), "westshire")
    assert "Western share" in page
    assert "Not of the group" not in page


def test_a_member_switches_between_the_boards(member, signed_in):
    page = signed_in(member).get("/boards/").content.decode()
    assert "Eastshire" in page
    assert "Westshire" in page
