"""What was judged, and what is still to be judged."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from learningloop.sources.register.operations import add_theme, record_source
from tests.loop import accepted, agreed, closed


@pytest.fixture
def three(world, judge):
    theme = add_theme(board=world.board, slug="neglect", name="Neglect", by=world.people["officer"])
    later = record_source(
        board=world.board, kind="audit", title="Re-audit", started_on=date(2026, 7, 1), by=world.people["officer"]
    )
    judge(closed(world, agreed(world, accepted(world, themes=[theme]), title="Train")), shown_by=later)
    other = {"agency": world.agencies["health"], "group": world.groups["cases"]}
    judge(closed(world, agreed(world, title="Ask children", **other)), "not-improved")
    judge(closed(world, agreed(world, title="=Read files")), "unknown", again_on=date(2026, 9, 1))


def shown(response):
    return {row.action.title for row in response.context["listing"].page}


def url(page="list", query=""):
    return reverse(f"evaluation:{page}", args=["eastshire"]) + query


ALL = {"Train", "Ask children", "=Read files"}


def test_opens_with_a_sentence_of_fact(world, three, signed_in):
    page = signed_in(world.people["lay_member"]).get(url()).content.decode()
    assert "3 evaluations: 1 found a change, 1 found no improvement" in page
    assert "1 finished action still to be judged</a>, 1 overdue" in page


def test_an_empty_list_says_what_would_stand_here(world, signed_in):
    assert "No evaluations yet." in signed_in(world.people["officer"]).get(url()).content.decode()
    assert "No finished action waits" in signed_in(world.people["officer"]).get(url("due")).content.decode()


@pytest.mark.parametrize(
    ("query", "titles"),
    [
        ("?verdict=practice", {"Train"}),
        ("?agency=eastshire-health", {"Ask children"}),
        ("?group=audit", {"Train", "=Read files"}),
        ("?theme=neglect", {"Train"}),
        ("?words=children", {"Ask children"}),
        ("?words=E-2026-001", {"Train"}),
        ("?words=a-2026-002", {"Ask children"}),
        ("?words=R-2026-001", {"Train"}),
        ("?verdict=nonsense&page=99&sort=wrong", ALL),
    ],
)
def test_filters(world, three, signed_in, query, titles):
    assert shown(signed_in(world.people["officer"]).get(url(query=query))) == titles


def test_the_export_bears_the_same_filters_and_no_formula(world, three, signed_in):
    response = signed_in(world.people["officer"]).get(url(query="?group=audit&format=csv"))
    lines = response.content.decode().splitlines()
    assert response["Content-Disposition"] == 'attachment; filename="evaluations-eastshire.csv"'
    assert len(lines) == 3 and "'=Read files" in lines[1] and "R-2026-001" in lines[2]


def test_what_is_still_to_be_judged_and_by_when(world, judge, signed_in):
    """Planned, due, judged with a next date, judged for good, not finished."""
    future = timezone.localdate() + timedelta(days=90)
    closed(world, agreed(world, title="Planned", evaluate_on=future))
    closed(world, agreed(world, title="Due", evaluate_on=date(2026, 8, 1)))
    again = closed(world, agreed(world, title="Again"))
    judge(again, "unknown", again_on=date(2026, 8, 2), why="First look")
    judge(again, "no-evidence", again_on=date(2026, 9, 2), why="Second look")
    judge(closed(world, agreed(world, title="Known")))
    agreed(world, title="Not finished")
    response = signed_in(world.people["group_chair"]).get(url("due"))
    assert [(row.title, row.judge_on) for row in response.context["listing"].page] == [
        ("Due", date(2026, 8, 1)), ("Again", date(2026, 9, 2)), ("Planned", future),
    ]  # fmt: skip
    page = response.content.decode()
    assert "3 finished actions to be judged, 2 overdue, the oldest since 1 August 2026" in page
    assert page.count("Judge the effect") == 3
    assert "Judge the effect" not in signed_in(world.people["lay_member"]).get(url("due")).content.decode()


def test_who_may_open_the_lists(world, judge, action, signed_in):
    judge(action)
    for page in ("list", "due"):
        assert signed_in(world.people["practitioner"]).get(url(page)).status_code == 403
        assert signed_in(world.people["stranger"]).get(url(page)).status_code == 404
        assert signed_in(world.people["officer"]).post(url(page)).status_code == 405


@pytest.mark.parametrize("query", ["", "?format=csv"])
def test_what_grew_from_a_closed_source_is_not_listed(world, judge, signed_in, query):
    hidden = accepted(world, sensitivity="named", named_people=[world.people["officer"]])
    judge(closed(world, agreed(world, hidden, title="Child ES")))
    assert "Child ES" in signed_in(world.people["officer"]).get(url(query=query)).content.decode()
    assert "Child ES" not in signed_in(world.people["business_manager"]).get(url(query=query)).content.decode()


@pytest.mark.parametrize("page", ["list", "due"])
def test_its_cost_does_not_grow(world, judge, action, signed_in, django_assert_max_num_queries, page):
    client = signed_in(world.people["officer"])

    def look():
        with django_assert_max_num_queries(40) as counted:
            client.get(url(page))
        return len(counted)

    later = {"verdict": "unknown", "again_on": date(2027, 1, 1)}
    judge(action, **later)
    one = look()
    for number in range(20):
        judge(closed(world, agreed(world, title=f"Action {number}")), **later)
    assert look() == one
