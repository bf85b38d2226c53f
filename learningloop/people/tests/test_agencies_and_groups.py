"""Agencies and groups: read by the board, changed by its unit."""

import pytest

from learningloop.people.models import Agency, Group
from learningloop.people.operations import change_agency, grant_role
from learningloop.people.rules import AGENCY_LEAD, BUSINESS_MANAGER
from learningloop.trail.models import Event
from learningloop.trail.operations import SYSTEM
from tests.world import TODAY, extra_agency

BASE = "/eastshire/people/"


@pytest.fixture
def officer(world, signed_in):
    return signed_in(world.people["officer"])


def test_agencies_are_listed_with_kind_and_who_speaks_for_them(world, officer):
    html = officer.get(f"{BASE}agencies/").content.decode()
    assert "Eastshire Police" in html
    assert "Statutory partner" in html
    assert "Agency lead (agency lead)" in html
    html = officer.get(f"{BASE}agencies/", {"kind": "school"}).content.decode()
    assert "Eastshire Academy" in html
    assert "Eastshire Police" not in html


def test_the_lists_cost_the_same_however_many(world, officer, django_assert_max_num_queries):
    for turn in range(8):
        agency = extra_agency(world, f"x{turn}", f"Agency {turn}")
        world.agencies[f"x{turn}"] = agency
        world.person(AGENCY_LEAD, name=f"lead{turn}", agency=f"x{turn}")
    for path, most in (("agencies/", 10), ("groups/", 10)):
        with django_assert_max_num_queries(most):
            officer.get(BASE + path)


def test_an_agency_is_added_and_changed(world, officer):
    form = {"name": "Eastshire Fire and Rescue", "kind": "other"}
    page = officer.post(f"{BASE}agencies/add/", form, follow=True)
    assert page.redirect_chain[-1][0] == f"{BASE}agencies/eastshire-eastshire-fire-and-rescue/"
    assert "Change this agency" in page.content.decode()
    path = f"{BASE}agencies/eastshire-eastshire-fire-and-rescue/edit/"
    page = officer.post(
        path, {"name": "Eastshire Fire", "kind": "statutory-partner"}, follow=True
    ).content.decode()
    assert "Eastshire Fire is changed" in page
    assert "changed the agency Eastshire Fire" in page
    assert "was “Other”, now “Statutory partner”" in page


def test_a_name_that_is_taken_is_refused_and_kept(world, officer):
    page = officer.post(f"{BASE}agencies/add/", {"name": "eastshire police", "kind": "other"}).content.decode()
    assert "The board has eastshire police already" in page
    assert 'value="eastshire police"' in page
    page = officer.post(f"{BASE}groups/add/", {"name": "audit GROUP", "purpose": "x"}).content.decode()
    assert "already" in page


def test_an_agency_of_several_boards_is_changed_only_by_who_may_on_each(world, officer, signed_in):
    police = world.agencies["police"]
    change_agency(agency=police, name=police.name, kind=police.kind, boards=[world.board, world.other], by=SYSTEM)
    assert "Change this agency" not in officer.get(f"{BASE}agencies/{police.slug}/").content.decode()
    assert officer.post(f"{BASE}agencies/{police.slug}/edit/", {"name": "X", "kind": "other"}).status_code == 403
    both = world.people["business_manager"]
    grant_role(person=both, role=BUSINESS_MANAGER, why="Both", board=world.other, on=TODAY, by=SYSTEM)
    client = signed_in(both)
    page = client.get(f"{BASE}agencies/{police.slug}/edit/").content.decode()
    assert "Westshire Safeguarding Children Board" in page
    client.post(f"{BASE}agencies/{police.slug}/edit/", {"name": police.name, "kind": police.kind})
    assert list(police.boards.all()) == [world.board]
    assert Event.objects.filter(kind="agency.boards-changed", thing_id=police.pk).count() == 2


def test_groups_stand_under_whom_they_report_to(world, officer):
    html = officer.get(f"{BASE}groups/").content.decode()
    assert html.index(">Board<") < html.index(">Audit group<")
    assert "Group chair" in html
    html = officer.get(f"{BASE}groups/eastshire/shared/").content.decode()
    assert "Eastshire Safeguarding Children Board and Westshire Safeguarding Children Board" in html


def test_a_group_is_added_and_changed(world, officer):
    board = world.groups["board"]
    form = {"name": "Neglect group", "purpose": "To act on neglect", "reports_to": board.pk}
    page = officer.post(f"{BASE}groups/add/", form, follow=True)
    assert page.redirect_chain[-1][0] == f"{BASE}groups/eastshire/neglect-group/"
    page = officer.post(
        f"{BASE}groups/eastshire/neglect-group/edit/", {**form, "purpose": "To end it"}, follow=True
    )
    assert "was “To act on neglect”, now “To end it”" in page.content.decode()


def test_a_group_does_not_report_to_itself_in_the_end(world, officer):
    board, audit = world.groups["board"], world.groups["audit"]
    form = {"name": board.name, "purpose": "To lead", "reports_to": audit.pk}
    page = officer.post(f"{BASE}groups/eastshire/board/edit/", form).content.decode()
    assert "reports to Board already" in page
    form["reports_to"] = board.pk
    assert "Select a valid choice" in officer.post(f"{BASE}groups/eastshire/board/edit/", form).content.decode()


def test_boards_that_one_may_not_choose_are_kept_when_a_group_is_changed(world, officer):
    form = {"name": "Shared group", "purpose": "To serve"}
    officer.post(f"{BASE}groups/eastshire/shared/edit/", form)
    shared = Group.objects.get(home=world.board, key="shared")
    assert set(shared.boards.all()) == {world.board, world.other}
    assert shared.purpose == "To serve"


def test_a_group_of_another_board_is_read_but_not_changed(world, signed_in):
    west = signed_in(world.people["stranger"])
    page = west.get("/westshire/people/groups/eastshire/shared/").content.decode()
    assert "Change this group" not in page
    assert west.post("/westshire/people/groups/eastshire/shared/edit/", {}).status_code == 403
    assert west.get("/westshire/people/groups/eastshire/audit/").status_code == 404


@pytest.mark.parametrize("path", ["agencies/add/", "groups/add/", "agencies/eastshire-police/edit/"])
def test_readers_do_not_change_them(world, signed_in, path):
    assert signed_in(world.people["lay_member"]).get(BASE + path).status_code == 403


def test_an_agency_of_another_board_is_not_known_of(world, officer):
    foreign = Agency.objects.exclude(boards=world.board).first()
    assert officer.get(f"{BASE}agencies/{foreign.slug}/").status_code == 404


def test_the_history_of_a_shared_agency_is_not_told_to_who_may_not_change_it(world, officer):
    police = world.agencies["police"]
    change_agency(
        agency=police,
        name="Both Police",
        kind="other",
        boards=[world.board, world.other],
        by=world.people["stranger"],
    )
    page = officer.get(f"{BASE}agencies/{police.slug}/").content.decode()
    assert "Both Police" in page
    assert "Stranger" not in page


def test_a_group_without_a_chair_says_so(world, officer):
    page = officer.get(f"{BASE}groups/").content.decode()
    assert page.count("Nobody yet") == 3
