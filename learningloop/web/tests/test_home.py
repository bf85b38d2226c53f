"""The first page of a board: what waits, for whom, and what changed."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from learningloop.kit import slots
from learningloop.kit.slots import Slot, Waiting
from learningloop.sources.register.operations import record_source
from learningloop.web.context import ON_ONE_LINE
from tests.world import TODAY


def home(signed_in, person) -> str:
    return signed_in(person).get("/eastshire/").content.decode()


@pytest.fixture
def waits(monkeypatch):
    """Fills the slot with what a stage would tell."""
    slot: Slot = Slot("home.waiting")
    monkeypatch.setattr(slots, "HOME_WAITING", slot)
    monkeypatch.setitem(slots.SLOTS, "home.waiting", slot)
    today = timezone.localdate()
    told = [
        Waiting("Confirm the briefing", "/one/"),
        Waiting("Report A-1", "/two/", today + timedelta(days=40)),
        Waiting("Answer R-1", "/three/", today - timedelta(days=3)),
        Waiting("The police answer", "/four/", today, others=True),
    ]
    slot.fill(lambda board, person: told)


def test_the_most_pressing_stands_first_and_overdue_is_said_in_words(world, signed_in, waits):
    html = home(signed_in, world.people["officer"])
    assert html.index("Answer R-1") < html.index("Report A-1") < html.index("Confirm the briefing")
    assert html.index("Confirm the briefing") < html.index("Waiting for others") < html.index("The police answer")
    assert "Overdue by 3 days" in html
    assert "1 overdue" in html


def test_of_what_others_have_to_do_only_the_most_pressing_stands_there(world, signed_in, waits):
    today = timezone.localdate()
    many = [Waiting(f"Police do {n}", "/", today + timedelta(days=n), others=True) for n in range(1, 13)]
    slots.HOME_WAITING.fill(lambda board, person: many, order=60)
    html = home(signed_in, world.people["officer"])
    assert "The 10 most pressing of 13" in html
    assert "Police do 9<" in html
    assert "Police do 10<" not in html


def test_an_empty_page_says_what_would_stand_there(world, signed_in):
    html = home(signed_in, world.people["officer"])
    assert "Nothing waits for you" in html
    assert "You wait for nobody" in html
    assert "Nothing has changed yet" in html


def source(world, **more):
    return record_source(
        board=world.board,
        kind="audit",
        title="Hush",
        started_on=TODAY,
        by=world.people["business_manager"],
        **more,
    )


def test_what_changed_tells_of_what_one_may_open(world, signed_in):
    recorded = source(world)
    assert recorded.reference in home(signed_in, world.people["lay_member"])


def test_what_changed_is_silent_about_what_one_may_not_open(world, signed_in):
    recorded = source(world, sensitivity="named")
    assert recorded.reference not in home(signed_in, world.people["lay_member"])
    assert recorded.reference in home(signed_in, world.people["business_manager"])


def test_what_changed_needs_the_permission_to_read_histories(world, signed_in):
    recorded = source(world)
    html = home(signed_in, world.people["agency_lead"])
    assert "What changed" not in html
    assert recorded.reference not in html


def test_the_page_costs_the_same_however_much_changed(world, signed_in):
    client = signed_in(world.people["officer"])
    costs = set()
    for _ in range(2):
        source(world)
        with CaptureQueriesContext(connection) as queries_made:
            client.get("/eastshire/")
        costs.add(len(queries_made))
        for _ in range(12):
            source(world)
    assert len(costs) == 1


def test_the_way_about_shows_only_what_the_roles_open(world, signed_in):
    assert "/eastshire/people/" in home(signed_in, world.people["lay_member"])
    assert "/eastshire/people/" not in home(signed_in, world.people["practitioner"])


def test_boards_and_account_tell_my_roles(world, signed_in):
    client = signed_in(world.people["group_chair"])
    for path in ("/boards/", "/account/"):
        html = client.get(path).content.decode()
        assert "Group chair, Audit group" in html
        assert "Westshire" not in html


def test_many_places_stand_on_one_line_and_the_rest_is_folded(world, signed_in):
    page = signed_in(world.people["business_manager"]).get("/eastshire/people/")
    folded = [one["text"] for one in page.context["navigation_more"]]
    assert folded == ["Returns", "Quality assurance", "Question sets", "Framework", "People"]
    assert len(page.context["navigation"]) <= ON_ONE_LINE
    assert "<summary>More: <strong>People</strong></summary>" in page.content.decode()


def test_an_agency_keeps_its_returns_in_sight(world, signed_in):
    page = signed_in(world.people["agency_lead"]).get("/eastshire/")
    assert "Returns" in {one["text"] for one in page.context["navigation"]}
    folded = [one["text"] for one in page.context["navigation_more"]]
    assert folded == ["Quality assurance", "Question sets", "Framework", "People"]


def test_who_has_few_places_has_none_folded(world, signed_in):
    page = signed_in(world.people["practitioner"]).get("/eastshire/")
    places = {one["text"] for one in page.context["navigation"]}
    assert page.context["navigation_more"] == [] and {"Home", "Framework"} <= places
