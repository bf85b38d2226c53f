"""Who has which role and why; one person on a board."""

import pytest

from learningloop.people.models import Appointment
from learningloop.people.operations import grant_role, remove_role
from learningloop.people.rules import OFFICER, TRAINER
from learningloop.trail.operations import SYSTEM
from tests.world import TODAY


def get(signed_in, person, path, **query):
    return signed_in(person).get(f"/eastshire/people/{path}", query)


@pytest.fixture
def manager(world):
    return world.people["business_manager"]


def test_the_list_tells_role_what_it_can_why_and_since_when(world, signed_in):
    html = get(signed_in, world.people["lay_member"], "").content.decode()
    assert "Appointed for the test" in html
    assert "21 November 2026" in html
    assert TRAINER.can in html
    assert "Grant a role" not in html
    assert "Stranger" not in html


@pytest.mark.parametrize(
    ("query", "shown", "hidden"),
    [
        ({"role": "trainer"}, "Trainer</a>", "Lay member</a>"),
        ({"name": "lay"}, "Lay member</a>", "Trainer</a>"),
    ],
)
def test_the_list_is_filtered(world, signed_in, manager, query, shown, hidden):
    html = get(signed_in, manager, "", **query).content.decode()
    assert shown in html
    assert hidden not in html


def test_the_list_is_filtered_by_group_and_agency(world, signed_in, manager):
    html = get(signed_in, manager, "", group=world.groups["audit"].pk).content.decode()
    assert "2 roles held" in html
    html = get(signed_in, manager, "", agency=world.agencies["police"].pk).content.decode()
    assert "Practitioner</a>" in html
    assert "Group chair</a>" not in html


def test_past_roles_stand_there_on_demand(world, signed_in, manager):
    trainer = Appointment.objects.get(role="trainer")
    remove_role(appointment=trainer, why="Left the county", on=TODAY, by=manager)
    assert "Left the county" not in get(signed_in, manager, "").content.decode()
    assert "Left the county" in get(signed_in, manager, "", past="on").content.decode()


def test_the_list_costs_the_same_however_many(world, signed_in, manager, django_assert_max_num_queries):
    for turn in range(9):
        world.person(TRAINER, name=f"trainer{turn}")
    client = signed_in(manager)
    with django_assert_max_num_queries(11):
        client.get("/eastshire/people/")


def test_who_may_not_see_people_is_told_so(world, signed_in):
    assert get(signed_in, world.people["practitioner"], "").status_code == 403
    assert get(signed_in, world.people["stranger"], "").status_code == 404


def test_a_person_has_roles_a_history_and_who_granted_them(world, signed_in, manager):
    officer = world.people["officer"]
    grant_role(person=officer, role=TRAINER, why="Trains too", board=world.board, on=TODAY, by=manager)
    ended = Appointment.objects.get(person=officer, role="officer")
    remove_role(appointment=ended, why="Moved on", on=TODAY, by=manager)
    html = get(signed_in, world.people["lay_member"], f"{officer.key}/").content.decode()
    assert "Trains too" in html
    assert "granted by Business manager" in html
    assert html.index("Past roles") < html.index("Moved on")
    assert OFFICER.can in html


def test_a_mail_address_shows_only_to_who_grants_roles(world, signed_in, manager):
    officer = world.people["officer"]
    assert officer.email not in get(signed_in, world.people["lay_member"], f"{officer.key}/").content.decode()
    assert officer.email in get(signed_in, manager, f"{officer.key}/").content.decode()


def test_a_person_of_another_board_is_not_known_of(world, signed_in, manager):
    assert get(signed_in, manager, f"{world.people['stranger'].key}/").status_code == 404


def test_a_role_on_another_board_does_not_show(world, signed_in, manager):
    officer = world.people["officer"]
    grant_role(person=officer, role=TRAINER, why="Of the west", board=world.other, on=TODAY, by=SYSTEM)
    assert "Of the west" not in get(signed_in, manager, f"{officer.key}/").content.decode()
