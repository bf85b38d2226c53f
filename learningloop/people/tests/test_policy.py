import pytest
from django.test import Client

from learningloop.people.operations import add_group
from learningloop.people.policy import (
    BOARD_ACCESS,
    BOARD_VIEW,
    PERMISSIONS,
    ROLE_GRANT,
    allow,
    allowed,
    holds,
    which,
    why,
)
from learningloop.people.rules import GROUP_CHAIR, GROUP_MEMBER
from learningloop.trail.operations import SYSTEM


def test_a_business_manager_grants_roles_and_the_policy_says_why(world):
    manager = world.people["business_manager"]
    assert allow(manager, ROLE_GRANT, world.board)
    assert [a.role for a in why(manager, ROLE_GRANT, world.board)] == ["business-manager"]


def test_a_stranger_may_not_know_of_the_board(world, signed_in):
    stranger = world.people["stranger"]
    assert not allow(stranger, BOARD_VIEW, world.board)
    assert signed_in(stranger).get("/eastshire/").status_code == 404


def test_several_permissions_are_asked_in_one_query(world, django_assert_num_queries):
    officer = world.people["officer"]
    _ = officer.appointments
    with django_assert_num_queries(1):
        assert which(officer, world.board, [BOARD_VIEW, ROLE_GRANT]) == {"board.view"}
    assert not holds(officer, ROLE_GRANT)


def test_of_a_board_the_roles_tell_what_its_rows_would(world):
    """Whoever asks, of their own board, of one that a group of theirs serves, and of one that is not theirs."""
    world.groups["both"] = add_group(
        home=world.board, key="both", name="Both", purpose="Learn together", also_serves=[world.other], by=SYSTEM
    )
    served = [world.person(GROUP_CHAIR, group="both"), world.person(GROUP_MEMBER, group="both", agency="health")]
    people = [*world.people.values(), *served]
    asked = [one for one in PERMISSIONS.values() if one.access is BOARD_ACCESS]
    told = {
        (person, one.key, board): allow(person, one, board)
        for person in people for one in asked for board in (world.board, world.other)
    }  # fmt: skip
    for (person, key, board), may in told.items():
        assert may is allowed(person, PERMISSIONS[key]).filter(pk=board.pk).exists(), (person, key, board)
    assert {may for (_, _, board), may in told.items() if board == world.other} == {True, False}


def test_nobody_enters_without_signing_in(world, client: Client):
    assert client.get("/eastshire/").status_code == 302


@pytest.mark.parametrize("path", ["/healthz"])
def test_a_watcher_needs_no_account(db, client, path):
    assert client.get(path).status_code == 200
