"""The list of actions: what it says, who sees what, filters, export, cost."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from learningloop.embedding.actions.operations import withdraw_action
from learningloop.sources.register.operations import add_theme
from tests.loop import ON, a_finding, accepted, agreed, closed, reported

TITLES = {"Train every team", "Ask children", "Write guidance", "Read files", "Buy a tool"}


@pytest.fixture
def five(world):
    """One each that is overdue, in time, reported, closed, withdrawn."""
    soon = timezone.localdate() + timedelta(days=30)
    theme = add_theme(board=world.board, slug="neglect", name="Neglect", by=world.people["officer"])
    lead = world.people["agency_lead"]
    agreed(world, accepted(world, themes=[theme], priority="neglect"), owner=lead, due_on=date(2026, 5, 4))
    agreed(
        world, title="Ask children", due_on=soon, evaluate_on=soon, agency=world.agencies["health"],
        helping_agencies=[world.agencies["police"]], group=world.groups["cases"],
    )  # fmt: skip
    reported(world, agreed(world, title="Write guidance"))
    closed(world, agreed(world, title="Read files"))
    withdraw_action(action=agreed(world, title="Buy a tool"), why="No money", on=ON, by=lead)


def shown(response):
    return {action.title for action in response.context["listing"].page}


def url(query=""):
    return reverse("actions:list", args=["eastshire"]) + query


def test_opens_with_a_sentence_of_fact(world, five, signed_in):
    page = signed_in(world.people["lay_member"]).get(url()).content.decode()
    assert "5 actions, 1 overdue, the oldest since 4 May 2026" in page
    assert "Overdue by" in page and "kit-tag--attention" in page


def test_an_empty_list_says_how_to_begin(world, signed_in):
    page = signed_in(world.people["officer"]).get(url()).content.decode()
    assert "No actions yet." in page


@pytest.mark.parametrize(
    ("query", "titles"),
    [
        ("?state=overdue", {"Train every team"}),
        ("?state=open", {"Train every team", "Ask children"}),
        ("?state=living", {"Train every team", "Ask children", "Write guidance"}),
        ("?state=reported", {"Write guidance"}),
        ("?state=closed", {"Read files"}),
        ("?state=withdrawn", {"Buy a tool"}),
        ("?agency=eastshire-health", {"Ask children"}),
        ("?agency=eastshire-police", TITLES),
        ("?group=cases", {"Ask children"}),
        ("?theme=neglect", {"Train every team"}),
        ("?priority=neglect", {"Train every team"}),
        ("?whose=me", {"Train every team"}),
        ("?whose=agency", TITLES - {"Ask children"}),
        ("?words=guidance", {"Write guidance"}),
        ("?words=a-2026-001", {"Train every team"}),
        ("?state=open&agency=eastshire-health", {"Ask children"}),
        ("?state=nonsense&page=99&sort=wrong", TITLES),
        ("?agency=westshire-police", TITLES),
    ],
)
def test_filters(world, five, signed_in, query, titles):
    assert shown(signed_in(world.people["agency_lead"]).get(url(query))) == titles


@pytest.mark.parametrize(
    ("query", "first"),
    [("", "Train every team"), ("?sort=agency", "Ask children"), ("?sort=-title", "Write guidance")],
)
def test_sorts(world, five, signed_in, query, first):
    assert signed_in(world.people["officer"]).get(url(query)).context["listing"].page[0].title == first


def test_the_export_bears_the_same_filters_and_no_formula(world, five, signed_in):
    agreed(world, title="=HYPERLINK(1)", agency=world.agencies["health"])
    response = signed_in(world.people["officer"]).get(url("?agency=eastshire-health&format=csv"))
    lines = response.content.decode().splitlines()
    assert response["Content-Disposition"] == 'attachment; filename="actions-eastshire.csv"'
    assert len(lines) == 3 and "'=HYPERLINK" in lines[1] and "Ask children" in lines[2]


@pytest.mark.parametrize("query", ["", "?format=csv"])
def test_what_grew_from_a_closed_source_is_not_listed_for_who_is_not_cleared(world, signed_in, query):
    agreed(world, accepted(world, sensitivity="named", named_people=[world.people["officer"]]), title="Child ES")
    assert "Child ES" in signed_in(world.people["officer"]).get(url(query)).content.decode()
    assert "Child ES" not in signed_in(world.people["business_manager"]).get(url(query)).content.decode()


def test_a_contributor_sees_the_agencys_actions_only(world, five, signed_in):
    agreed(world, title="Not the police", agency=world.agencies["health"])
    assert shown(signed_in(world.people["contributor"]).get(url())) == TITLES


def test_who_may_open_the_list(world, action, signed_in):
    assert signed_in(world.people["practitioner"]).get(url()).status_code == 403
    assert signed_in(world.people["stranger"]).get(url()).status_code == 404
    assert signed_in(world.people["officer"]).post(url()).status_code == 405


def test_its_cost_does_not_grow(world, action, signed_in, django_assert_max_num_queries):
    client = signed_in(world.people["officer"])

    def look(query):
        with django_assert_max_num_queries(40) as counted:
            client.get(url(query))
        return len(counted)

    one = look(""), look("?format=csv")
    for number in range(20):
        agreed(world, title=f"Action {number}", owner=world.people["agency_lead"], agency=world.agencies["police"])
    assert (look(""), look("?format=csv")) == one


def test_findings_of_several_themes_list_an_action_once(world, signed_in):
    themes = [
        add_theme(board=world.board, slug=slug, name=slug, by=world.people["officer"]) for slug in ("one", "two")
    ]
    finding = a_finding(world, themes=themes)
    assert finding.themes.count() == 2
    agreed(world, accepted(world, themes=themes))
    assert signed_in(world.people["officer"]).get(url("?theme=one")).context["facts"].total == 1
