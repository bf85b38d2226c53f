"""The register's list: what it says, who sees what, filters, export, cost."""

from datetime import date

import pytest
from django.urls import reverse

from learningloop.sources.register.operations import complete_source

TITLES = {"Audit of neglect", "Case review of Child A", "Older audit"}


@pytest.fixture
def three(world, make_source, neglect):
    make_source(themes=[neglect], agencies=[world.agencies["police"]])
    make_source("Case review of Child A", kind="case-review", group=world.groups["cases"])
    older = make_source("Older audit", started_on=date(2016, 3, 31))
    complete_source(source=older, on=date(2016, 4, 2), by=world.people["officer"])


def shown(response):
    return {source.title for source in response.context["listing"].page}


def url(world, query=""):
    return reverse("register:list", args=[world.board.slug]) + query


def test_opens_with_a_sentence_of_fact(world, three, signed_in):
    page = signed_in(world.people["officer"]).get(url(world))
    assert "3 sources, 2 under way, the oldest since 3 May 2026" in page.content.decode()


def test_an_empty_register_says_how_to_begin(world, signed_in):
    assert "Record the first source" in signed_in(world.people["officer"]).get(url(world)).content.decode()
    assert "Record the first" not in signed_in(world.people["lay_member"]).get(url(world)).content.decode()


@pytest.mark.parametrize(
    ("query", "titles"),
    [
        ("?kind=audit", {"Audit of neglect", "Older audit"}),
        ("?kind=any-review", {"Case review of Child A"}),
        ("?theme=neglect", {"Audit of neglect"}),
        ("?group=cases", {"Case review of Child A"}),
        ("?agency=eastshire-police", {"Audit of neglect"}),
        ("?year=2015-16", {"Older audit"}),
        ("?status=completed", {"Older audit"}),
        ("?words=child+a", {"Case review of Child A"}),
        ("?words=R-2016-001", {"Older audit"}),
        ("?kind=audit&status=under-way", {"Audit of neglect"}),
        ("?kind=no-such-kind", TITLES),
        ("?year=1066-68", TITLES),
        ("?page=99&sort=wrong", TITLES),
    ],
)
def test_filters(world, three, signed_in, query, titles):
    assert shown(signed_in(world.people["officer"]).get(url(world, query))) == titles


def test_sorts_by_title(world, three, signed_in):
    page = signed_in(world.people["officer"]).get(url(world, "?sort=-title"))
    assert [source.title for source in page.context["listing"].page] == sorted(TITLES, reverse=True)


def test_the_export_bears_the_same_filters_and_no_formula(world, three, make_source, signed_in):
    make_source("=HYPERLINK(1)")
    response = signed_in(world.people["officer"]).get(url(world, "?kind=audit&format=csv"))
    lines = response.content.decode().splitlines()
    assert response["Content-Disposition"] == 'attachment; filename="sources-eastshire.csv"'
    assert len(lines) == 4 and lines[1].startswith("R-2026-003,'=HYPERLINK")
    assert "Child A" not in response.content.decode()


@pytest.mark.parametrize("query", ["", "?format=csv"])
def test_a_closed_source_is_not_listed_for_who_is_not_cleared(world, closed, signed_in, query):
    assert "Child ES" in signed_in(world.people["officer"]).get(url(world, query)).content.decode()
    assert "Child ES" not in signed_in(world.people["business_manager"]).get(url(world, query)).content.decode()


def test_who_may_open_the_register(world, source, signed_in):
    assert signed_in(world.people["practitioner"]).get(url(world)).status_code == 403
    assert signed_in(world.people["stranger"]).get(url(world)).status_code == 404
    assert signed_in(world.people["officer"]).post(url(world)).status_code == 405


def test_its_cost_does_not_grow(world, make_source, neglect, signed_in, django_assert_max_num_queries):
    client = signed_in(world.people["officer"])

    def look():
        with django_assert_max_num_queries(40) as counted:
            client.get(url(world))
        return len(counted)

    make_source(themes=[neglect], agencies=[world.agencies["police"]])
    one = look()
    for number in range(20):
        make_source(f"Audit {number}", themes=[neglect], agencies=[world.agencies["police"]])
    assert look() == one
