"""What the register shows on the home page, and what later stages show on a source's page."""

from functools import partial

import pytest
from django.urls import reverse

from learningloop.kit.slots import SOURCE_PAGE, SOURCE_TABS, Tab
from learningloop.sources.register.operations import complete_source
from learningloop.sources.register.slots import sources_waiting
from tests.world import TODAY


@pytest.fixture
def slots(monkeypatch):
    """The slots of a source's page, empty until the test fills them."""
    for slot in (SOURCE_TABS, SOURCE_PAGE):
        monkeypatch.setattr(slot, "_fillers", {})


def test_what_one_leads_waits_until_it_is_completed(world, make_source, django_assert_num_queries):
    officer, chair = world.people["officer"], world.people["group_chair"]
    led = make_source(lead=officer)
    make_source("Led by another", lead=chair)
    with django_assert_num_queries(2):  # the officer's roles, the sources
        (waiting,) = sources_waiting(world.board, officer)
    assert waiting.url == reverse("register:detail", args=["eastshire", led.reference])
    complete_source(source=led, on=TODAY, by=officer)
    assert sources_waiting(world.board, officer) == []


def test_a_reviewer_who_leads_has_it_to_write_up(world, make_source):
    make_source(lead=world.people["independent_reviewer"])
    (waiting,) = sources_waiting(world.board, world.people["independent_reviewer"])
    assert "draw out what was learned" in waiting.sentence


def test_nothing_waits_for_a_lead_who_may_not_write_it_up(world, make_source):
    make_source(lead=world.people["agency_lead"])
    assert sources_waiting(world.board, world.people["agency_lead"]) == []


def test_while_nothing_grew_the_next_step_is_to_draw_out_what_was_learned(world, source, signed_in, slots):
    numbers = iter((0, 2))
    SOURCE_TABS.fill(lambda thing, person: Tab("Learning", "/of/it/", next(numbers)))
    page = partial(
        signed_in(world.people["officer"]).get, reverse("register:detail", args=["eastshire", source.reference])
    )
    assert b"Draw out what was learned</a>" in page().content
    assert b"Draw out what was learned</a>" not in page().content


def test_later_stages_show_themselves(world, source, signed_in, slots):
    SOURCE_TABS.fill(lambda thing, person: Tab("Learning", f"/of/{thing.reference}/", 3))
    SOURCE_PAGE.fill(lambda thing, person: f"/audits/{thing.reference}/")
    page = signed_in(world.people["officer"]).get(reverse("register:detail", args=["eastshire", source.reference]))
    assert "Learning (3)" in page.content.decode() and f"/audits/{source.reference}/" in page.content.decode()


def test_nothing_grew_yet(world, source, signed_in, slots):
    SOURCE_TABS.fill(lambda thing, person: None)
    page = signed_in(world.people["officer"]).get(reverse("register:detail", args=["eastshire", source.reference]))
    assert "Nothing yet." in page.content.decode()
