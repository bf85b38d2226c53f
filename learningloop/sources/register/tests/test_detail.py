"""A source's own page: who opens it, what is noted, what it offers."""

import pytest
from django.urls import reverse

from learningloop.sources.register.operations import tell_principle
from learningloop.trail.models import Reading


def url(source, page="detail", *more):
    return reverse(f"register:{page}", args=["eastshire", source.reference, *more])


def test_tells_the_facts_and_the_gaps(world, source, signed_in):
    tell_principle(source=source, principle="proportionate", how="Ten files", by=world.people["officer"])
    page = signed_in(world.people["lay_member"]).get(url(source)).content.decode()
    assert "Audit of practice" in page and "3 May 2026" in page and "Audit group" in page
    assert "1 of 2 principles told." in page and "<li>Independent</li>" in page


def test_offers_only_what_the_person_may_do(world, source, signed_in):
    assert url(source, "edit") in signed_in(world.people["officer"]).get(url(source)).content.decode()
    page = signed_in(world.people["lay_member"]).get(url(source)).content.decode()
    assert not any(url(source, name) in page for name in ("edit", "complete", "file_add", "principles_tell"))


@pytest.mark.parametrize("page", ["detail", "principles", "edit", "principles_tell"])
def test_opening_a_restricted_source_is_noted(world, closed, source, signed_in, page):
    client = signed_in(world.people["officer"])
    client.get(url(source, page))
    assert not Reading.objects.exists()
    client.get(url(closed, page))
    noted = Reading.objects.get()
    assert (noted.actor_id, noted.reference) == (world.people["officer"].pk, closed.reference)


@pytest.mark.parametrize("page", ["detail", "edit", "complete", "principles", "principles_tell", "file_add"])
def test_who_is_not_cleared_is_told_nothing(world, closed, signed_in, page):
    manager = signed_in(world.people["business_manager"])
    assert manager.get(url(closed, page)).status_code == 404
    assert manager.post(url(closed, page)).status_code == 404
    assert not Reading.objects.exists()


def test_a_group_source_is_open_to_its_group_and_the_unit(world, make_source, signed_in):
    source = make_source(sensitivity="group")
    assert signed_in(world.people["group_member"]).get(url(source)).status_code == 200
    assert signed_in(world.people["business_manager"]).get(url(source)).status_code == 200
    assert signed_in(world.people["agency_lead"]).get(url(source)).status_code == 404


def test_unknown_and_foreign(world, source, signed_in):
    officer = signed_in(world.people["officer"])
    assert officer.get(reverse("register:detail", args=["eastshire", "R-1999-001"])).status_code == 404
    assert officer.get(reverse("register:detail", args=["westshire", source.reference])).status_code == 404
    assert officer.post(url(source)).status_code == 405
    assert signed_in(world.people["stranger"]).get(url(source)).status_code == 404


def test_its_cost_does_not_grow(world, make_source, signed_in, django_assert_max_num_queries):
    client = signed_in(world.people["officer"])
    source = make_source(agencies=list(world.agencies.values())[:1])

    def look(source):
        with django_assert_max_num_queries(40) as counted:
            client.get(url(source))
        return len(counted)

    one = look(source)
    for title in ("Second", "Third"):
        fuller = make_source(title, agencies=world.agencies.values(), lead=world.people["officer"])
        assert look(fuller) <= one + 2  # the agencies' and the lead's names in the history
