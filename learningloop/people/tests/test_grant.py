"""Granting and removing roles, as a business manager does it."""

import pytest

from learningloop.people.models import Appointment, Person
from learningloop.people.operations import grant_role
from learningloop.people.rules import BUSINESS_MANAGER, GROUP_CHAIR, TRAINER
from learningloop.trail.models import Event
from learningloop.trail.operations import SYSTEM
from tests.world import TODAY

PATH = "/eastshire/people/grant/"


@pytest.fixture
def manager(world, signed_in):
    return signed_in(world.people["business_manager"])


@pytest.fixture
def told(world):
    return {
        "email": "New@example.invalid", "name": "Noor New", "role": "trainer", "post": "Lead trainer",
        "why": "Plans the year's courses", "on_day": "21", "on_month": "11", "on_year": "2026",
    }  # fmt: skip


def post(manager, told, **more):
    return manager.post(PATH, {**told, **more})


def test_a_role_is_checked_then_granted_to_somebody_new(world, manager, told):
    page = post(manager, told).content.decode()
    assert "Check before you grant this role" in page
    assert "An account will be made" in page
    assert not Person.objects.filter(name="Noor New").exists()
    page = manager.post(PATH, {**told, "confirm": "1"}, follow=True).content.decode()
    assert "Noor New now holds the role of trainer" in page
    assert "Invited, not yet here" in page
    granted = Appointment.objects.get(person__email="new@example.invalid")
    assert (granted.why, granted.post, granted.board) == ("Plans the year's courses", "Lead trainer", world.board)
    event = Event.objects.get(kind="role.granted", thing_id=granted.pk)
    assert event.actor_name == "Business manager"


def test_going_back_keeps_what_was_typed(manager, told):
    page = post(manager, told, change="1").content.decode()
    assert "Plans the year&#x27;s courses" in page
    assert "Noor New" in page


def test_an_address_with_an_account_does_not_say_whose_it_is(world, manager, told):
    stranger = world.people["stranger"]
    asked = {**told, "email": stranger.email.upper(), "name": ""}
    page = post(manager, asked).content.decode()
    assert "Somebody with this address has an account" in page
    assert stranger.name not in page
    assert stranger.name in manager.post(PATH, {**asked, "confirm": "1"}, follow=True).content.decode()
    assert Appointment.objects.filter(person=stranger, board=world.board, role="trainer").exists()


def test_a_new_address_needs_a_name(manager, told):
    page = post(manager, told, name="").content.decode()
    assert "Nobody with this address has an account yet" in page
    assert "Plans the year&#x27;s courses" in page


@pytest.mark.parametrize(
    ("more", "says"),
    [
        ({"role": "group-chair"}, "Choose the group of which this person is group chair"),
        ({"role": "practitioner"}, "Choose the agency for which this person is practitioner"),
        ({"role": "public-reader"}, "Select a valid choice"),
        ({"role": ""}, "Choose a role"),
        ({"why": ""}, "Enter why they need it"),
        ({"email": "no address"}, "Enter a valid email address"),
        ({"on_month": "14"}, "From when must be a real date"),
    ],
)
def test_what_does_not_fit_is_said_beside_the_field(manager, told, more, says):
    assert says in post(manager, {**told, **more}, confirm="1").content.decode()
    assert not Person.objects.filter(name="Noor New").exists()


def test_a_board_role_is_not_held_in_a_group(world, manager, told):
    page = post(manager, told, group=world.groups["audit"].pk, confirm="1").content.decode()
    assert "is not held in a group" in page


def test_a_chair_is_granted_on_the_group(world, manager, told):
    post(manager, told, role="group-chair", group=world.groups["audit"].pk, confirm="1")
    granted = Appointment.objects.get(person__name="Noor New")
    assert (granted.group, granted.board) == (world.groups["audit"], None)


def test_a_group_of_another_board_is_not_offered(world, manager, told):
    foreign = world.other.home_groups.first()
    page = post(manager, told, role="group-chair", group=foreign.pk, confirm="1").content.decode()
    assert "Select a valid choice" in page


def test_a_role_held_already_is_refused(world, manager, told):
    page = post(manager, told, email=world.people["trainer"].email, confirm="1").content.decode()
    assert "is trainer here already" in page


def test_the_form_begins_with_somebody_of_the_board(world, manager):
    assert (
        world.people["officer"].email
        in manager.get(PATH, {"person": world.people["officer"].key}).content.decode()
    )
    assert (
        world.people["stranger"].email
        not in manager.get(PATH, {"person": world.people["stranger"].key}).content.decode()
    )
    assert manager.get(PATH, {"person": "nonsense"}).status_code == 200


@pytest.mark.parametrize("name", ["officer", "lay_member", "group_chair"])
def test_nobody_else_grants(world, signed_in, told, name):
    assert signed_in(world.people[name]).post(PATH, {**told, "confirm": "1"}).status_code == 403


# ---- removing


def removal(world, appointment):
    return f"/eastshire/people/{appointment.person.key}/remove/{appointment.key}/"


ASKED = {"why": "Left the county", "on_day": "21", "on_month": "11", "on_year": "2026"}


def test_a_role_is_checked_then_removed_with_the_reason(world, manager):
    held = Appointment.objects.get(person=world.people["trainer"])
    path = removal(world, held)
    assert "What they did in it is kept" in manager.get(path).content.decode()
    assert "Enter why the role ends" in manager.post(path, {**ASKED, "why": ""}).content.decode()
    assert "Check before you remove this role" in manager.post(path, ASKED).content.decode()
    held.refresh_from_db()
    assert held.ended_on is None
    manager.post(path, {**ASKED, "confirm": "1"})
    held.refresh_from_db()
    assert (held.ended_on, held.ended_why) == (TODAY, "Left the county")
    assert Event.objects.get(kind="role.removed").sentence == "removed the role Trainer: Left the county"
    assert manager.get(path).status_code == 404


def test_the_last_business_manager_stays(world, manager):
    held = Appointment.objects.get(person=world.people["business_manager"])
    page = manager.post(removal(world, held), {**ASKED, "confirm": "1"}).content.decode()
    assert "only business manager" in page
    assert "Left the county" in page


def test_a_role_on_another_board_is_not_ours_to_remove(world, manager):
    stranger = world.people["stranger"]
    grant_role(person=stranger, role=TRAINER, why="Here too", board=world.board, on=TODAY, by=SYSTEM)
    theirs = Appointment.objects.get(person=stranger, role=BUSINESS_MANAGER.key)
    assert manager.post(removal(world, theirs), {**ASKED, "confirm": "1"}).status_code == 404


def test_a_role_in_a_group_of_another_board_that_serves_ours_is_shown_but_not_removed(world, signed_in):
    member = world.person(role=GROUP_CHAIR, name="sharer", group="shared")
    held = Appointment.objects.get(person=member)
    west = signed_in(world.people["stranger"])
    assert "removed on the group’s home board" in west.get(f"/westshire/people/{member.key}/").content.decode()
    path = f"/westshire/people/{member.key}/remove/{held.key}/"
    assert west.post(path, {**ASKED, "confirm": "1"}).status_code == 404
