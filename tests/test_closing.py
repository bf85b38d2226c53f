"""Closing the account of somebody who left, and opening it again."""

from datetime import date

import pytest
from django.test import Client

from learningloop.embedding.actions.operations import edit_action
from learningloop.people.operations import add_person, grant_role
from learningloop.people.operations.closing import close_account, reopen_account
from learningloop.people.rules import BUSINESS_MANAGER, LAY_MEMBER, OFFICER
from learningloop.sources.register.operations import record_source
from learningloop.trail.models import Event
from learningloop.trail.operations import SYSTEM, Refused
from tests.states import OPEN, sides
from tests.world import PASSWORD, TODAY, appoint

WHO = "asha@example.invalid"


@pytest.fixture
def asha(world):
    person = add_person(email=WHO, name="Asha", password=PASSWORD, by=SYSTEM)
    appoint(world, person, OFFICER)
    return person


@pytest.fixture
def manager(world, signed_in):
    return signed_in(world.people["business_manager"])


def place(person, step=""):
    return f"/eastshire/people/{person.key}/{step}"


def enter():
    client = Client()
    client.post("/accounts/login/", {"login": WHO, "password": PASSWORD})
    return client


def test_who_left_is_out_at_once_and_cannot_come_back(world, asha, manager):
    theirs = enter()
    assert theirs.get("/eastshire/").status_code == 200
    assert "signed out at once" in manager.get(place(asha, "close/")).content.decode()
    assert "Enter why" in manager.post(place(asha, "close/"), {"why": ""}).content.decode()
    page = manager.post(place(asha, "close/"), {"why": "Left the county"}, follow=True).content.decode()
    assert "Account closed" in page
    assert "Business manager closed it on" in page
    assert "Left the county" in page
    assert theirs.get("/eastshire/").status_code == 302
    assert enter().get("/account/").status_code == 302
    assert Client().post("/accounts/login/", {"login": WHO, "password": PASSWORD}).url == "/accounts/inactive/"
    assert Event.objects.get(kind="account.closed").sentence == "closed the account: Left the county"


def test_a_session_from_before_does_not_live_again(asha, manager):
    theirs = enter()
    manager.post(place(asha, "close/"), {"why": "Left"})
    manager.post(place(asha, "reopen/"), {"why": "Came back"})
    assert theirs.get("/eastshire/").status_code == 302
    assert enter().get("/eastshire/").status_code == 200
    assert Event.objects.get(kind="account.reopened").sentence == "opened the account again: Came back"


def test_what_they_did_stays_under_their_name(world, asha, manager):
    source = record_source(board=world.board, kind="audit", title="Audit", started_on=TODAY, by=asha)
    close_account(person=asha, why="Left", by=SYSTEM)
    assert "Asha" in manager.get(f"/eastshire/sources/{source.reference}/").content.decode()


def test_what_they_still_own_is_shown_to_be_handed_on(world, manager):
    ours, _others = sides(world)
    lead = world.people["agency_lead"]
    source = record_source(
        board=world.board, kind="audit", title="Audit of neglect", started_on=TODAY, lead=lead, by=SYSTEM
    )
    action = ours.action(OPEN)
    edit_action(action=action, helping_agencies=[], owner=lead, by=SYSTEM)
    for step in ["close/", ""]:
        page = manager.get(place(lead, step)).content.decode()
        assert "Sources they lead" in page
        assert source.title in page
        assert "Actions they own" in page
        assert action.reference in page


def test_nobody_closes_their_own_account(world, manager):
    me = world.people["business_manager"]
    assert "Close their account" not in manager.get(place(me)).content.decode()
    assert "your own account" in manager.post(place(me, "close/"), {"why": "Tired"}).content.decode()
    assert manager.get("/eastshire/").status_code == 200


def test_a_boards_last_business_manager_stays(world):
    with pytest.raises(Refused, match="only business manager of Eastshire"):
        close_account(person=world.people["business_manager"], why="Left", by=SYSTEM)
    second = world.person(BUSINESS_MANAGER, name="second")
    close_account(person=world.people["business_manager"], why="Left", by=second)
    with pytest.raises(Refused, match="only business manager"):
        close_account(person=second, why="Left", by=SYSTEM)


def test_who_works_with_another_board_too_is_not_ours_to_close(world, asha, manager):
    grant_role(person=asha, role=LAY_MEMBER, why="There too", board=world.other, on=date(2026, 1, 5), by=SYSTEM)
    page = manager.post(place(asha, "close/"), {"why": "Left"}).content.decode()
    assert "They work with another board too" in page
    assert "Left" in page
    close_account(person=asha, why="Left", by=SYSTEM)
    assert (
        "They work with another board too" in manager.post(place(asha, "reopen/"), {"why": "No"}).content.decode()
    )


def test_closing_twice_changes_nothing(asha):
    close_account(person=asha, why="Left", by=SYSTEM)
    with pytest.raises(Refused, match="closed already"):
        close_account(person=asha, why="Left", by=SYSTEM)
    reopen_account(person=asha, why="Back", by=SYSTEM)
    with pytest.raises(Refused, match="is open"):
        reopen_account(person=asha, why="Back", by=SYSTEM)


@pytest.mark.parametrize("step", ["close/", "reopen/"])
@pytest.mark.parametrize("name", ["officer", "independent_chair", "group_chair"])
def test_nobody_else_closes_or_opens(world, asha, signed_in, name, step):
    assert signed_in(world.people[name]).post(place(asha, step), {"why": "No"}).status_code == 403
    assert signed_in(world.people["stranger"]).post(place(asha, step), {"why": "No"}).status_code == 404


def test_a_closed_account_gets_no_code(asha, client, mailoutbox):
    close_account(person=asha, why="Left", by=SYSTEM)
    client.post("/accounts/login/code/", {"email": WHO})
    assert mailoutbox == []
