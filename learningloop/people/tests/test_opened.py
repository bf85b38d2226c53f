"""Opening a restricted record is noted at every door, once; who may, sees who has."""

import pytest
from django.urls import get_resolver

from learningloop.trail.models import Reading
from tests.house import routes
from tests.states import GROUP, NAMED, OPEN, sides
from tests.test_snooping import BOARD, CLOSABLE, PARTS, RECORDS, address, records

DOORS = [route for route in CLOSABLE if route.split("/")[0] not in ("notes", "opened")]


@pytest.fixture
def ours(world):
    return sides(world)[0]


def things_of(ours, sensitivity):
    return records(ours, sensitivity) | PARTS


def opened(client, page):
    """What was noted of opening a page, when it shows something."""
    before = Reading.objects.count()
    response = client.get(page)
    if response.streaming:
        list(response.streaming_content)
    noted = list(Reading.objects.order_by("pk")[before:].values_list("reference", flat=True))
    return response.status_code, noted


@pytest.mark.parametrize("name", ["business_manager", "independent_chair"])
def test_every_door_notes_a_restricted_record_once(world, ours, signed_in, name):
    things = things_of(ours, NAMED)
    client, shown = signed_in(world.people[name]), 0
    for route in DOORS:
        page = address("eastshire", route, things)
        status, noted = opened(client, page)
        reference = things.get(route.split("/")[0].replace("remove", "findings"))
        if status == 200:
            shown += 1
            assert noted.count(reference) == 1, page
        else:
            assert noted == [], page
    assert shown > 10


def test_no_door_notes_an_open_record(world, ours, signed_in):
    things = things_of(ours, OPEN)
    client = signed_in(world.people["business_manager"])
    for route in DOORS:
        status, noted = opened(client, address("eastshire", route, things))
        assert noted == [], (route, status)


def test_every_record_has_such_a_door():
    declared = {route for route, _ in routes(get_resolver().url_patterns) if "<str:reference>" in route}
    assert {BOARD + route for route in RECORDS} == declared


def test_a_form_that_comes_back_is_a_reading_and_a_way_on_is_none(world, ours, signed_in):
    source = ours.source(GROUP)
    client = signed_in(world.people["officer"])
    page = f"/eastshire/sources/{source.reference}/complete/"
    client.post(page, {})
    assert Reading.objects.count() == 1
    response = client.post(page, {"completed_on": "2026-06-01"})
    assert response.status_code == 302
    assert Reading.objects.count() == 1


def test_who_may_sees_who_opened_it_when_and_in_which_role(world, ours, signed_in):
    finding = ours.finding(NAMED)
    page = f"/eastshire/findings/{finding.reference}/"
    signed_in(world.people["group_chair"]).get(page)
    client = signed_in(world.people["business_manager"])
    html = client.get(page).content.decode()
    where = f"/eastshire/opened/finding/{finding.reference}/"
    assert f'href="{where}?back=/eastshire/findings/{finding.reference}/"' in html
    told = " ".join(client.get(where).content.decode().split())
    assert "2 people, 2 times" in told
    assert "Group chair, " in told
    lines = client.get(f"{where}?format=csv").content.decode().splitlines()
    assert lines[0] == "When,Who,Role"
    assert [line.split(",")[1] for line in lines[1:]] == ["Group chair", "Business manager"]


def test_before_anybody_opened_it_the_page_says_so(world, ours, signed_in):
    finding = ours.finding(NAMED)
    html = signed_in(world.people["independent_chair"]).get(f"/eastshire/opened/finding/{finding.reference}/")
    assert "Nobody has opened it" in html.content.decode()


@pytest.mark.parametrize(
    ("name", "status"),
    [
        ("officer", 403),
        ("group_chair", 403),
        ("lay_member", 403),
        ("independent_reviewer", 403),
        ("stranger", 404),
    ],
)
def test_who_may_not_see_who_opened_it(world, ours, signed_in, name, status):
    finding = ours.finding(NAMED)
    client = signed_in(world.people[name])
    assert client.get(f"/eastshire/opened/finding/{finding.reference}/").status_code == status
    if status == 403 and name != "lay_member":
        assert (
            "Who has opened this" not in client.get(f"/eastshire/findings/{finding.reference}/").content.decode()
        )


@pytest.mark.parametrize("kind", ["board", "people", "nothing"])
def test_what_is_no_record_has_no_such_page(world, ours, signed_in, kind):
    finding = ours.finding(OPEN)
    client = signed_in(world.people["business_manager"])
    assert client.get(f"/eastshire/opened/{kind}/{finding.reference}/").status_code == 404


def test_what_is_closed_to_a_manager_is_closed_here_too(world, signed_in):
    closed = sides(world)[1].finding(NAMED)
    client = signed_in(world.people["business_manager"])
    assert client.get(f"/eastshire/opened/finding/{closed.reference}/").status_code == 404
