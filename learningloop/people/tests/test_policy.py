import pytest
from django.test import Client

from learningloop.people.policy import BOARD_VIEW, ROLE_GRANT, allow, holds, which, why


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


def test_nobody_enters_without_signing_in(world, client: Client):
    assert client.get("/eastshire/").status_code == 302


@pytest.mark.parametrize("path", ["/healthz"])
def test_a_watcher_needs_no_account(db, client, path):
    assert client.get(path).status_code == 200
