"""An action's own page."""

import pytest
from django.urls import reverse
from django.utils.html import strip_tags

from learningloop.embedding.actions.operations import add_progress, move_action, withdraw_action
from learningloop.kit.slots import RECORD_LATER
from learningloop.trail.models import Reading
from tests.loop import ON, accepted, agreed, closed, reported

STEPS = ("edit", "progress", "move", "report", "return", "close", "withdraw")


def words_of(response):
    return " ".join(strip_tags(response.content.decode()).split())


def offered(page, action, url):
    return {step for step in STEPS if f'"{url(action, step)}"' in page}


def test_tells_the_facts(world, recommendation, url, signed_in):
    action = agreed(
        world, recommendation, owner=world.people["agency_lead"], helping_agencies=[world.agencies["health"]],
        evaluate_by="audit",
    )  # fmt: skip
    page = words_of(signed_in(world.people["lay_member"]).get(url(action)))
    for words in (
        "Keep chronologies", "Every file has one", "Agency lead", "Eastshire Health", "Audit group", "1 July 2026",
        "1 December 2026, by: Audit", "No progress yet.", "Being done",
    ):  # fmt: skip
        assert words in page, words


def test_moved_dates_stay_with_their_reason(world, action, url, signed_in):
    move_action(
        action=action, due_on=action.evaluate_on, why="The trainer was ill", on=ON, by=world.people["officer"]
    )
    page = words_of(signed_in(world.people["lay_member"]).get(url(action)))
    assert "Was due 1 July 2026. Moved on 3 May 2026 by Business unit officer: The trainer was ill" in page


RUNS_IT = {"edit", "progress", "move", "report", "withdraw"}
ASSURES_IT = {"progress", "return", "close", "withdraw"}


@pytest.mark.parametrize(
    ("name", "open_", "reported_"),
    [
        ("officer", RUNS_IT, ASSURES_IT),
        ("group_chair", RUNS_IT, ASSURES_IT),
        ("agency_lead", {"progress", "move", "report"}, {"progress"}),
        ("contributor", {"progress"}, {"progress"}),
        ("lay_member", set(), set()),
    ],
)
def test_offers_only_what_the_person_may_do(world, action, url, signed_in, name, open_, reported_):
    client = signed_in(world.people[name])
    assert offered(client.get(url(action)).content.decode(), action, url) == open_
    reported(world, action)
    assert offered(client.get(url(action)).content.decode(), action, url) == reported_


@pytest.mark.parametrize("settle", ["close", "withdraw"])
def test_nothing_is_offered_for_what_is_settled(world, action, url, signed_in, settle):
    if settle == "close":
        closed(world, action)
    else:
        withdraw_action(action=action, why="Overtaken", on=ON, by=world.people["officer"])
    page = signed_in(world.people["officer"]).get(url(action)).content.decode()
    assert offered(page, action, url) == set()
    assert ("Ten files read" if settle == "close" else "Overtaken") in page


@pytest.mark.parametrize("page", ["detail", *STEPS])
def test_unknown_foreign_and_wrong(world, action, url, signed_in, page):
    officer = signed_in(world.people["officer"])
    assert officer.get(reverse(f"actions:{page}", args=["eastshire", "A-1999-001"])).status_code == 404
    assert officer.get(reverse(f"actions:{page}", args=["westshire", action.reference])).status_code == 404
    assert officer.delete(url(action, page)).status_code in {403, 405}
    assert signed_in(world.people["stranger"]).post(url(action, page)).status_code == 404
    assert signed_in(world.people["practitioner"]).get(url(action, page)).status_code == 404


def test_opening_what_grew_from_a_restricted_source_is_noted(world, action, url, signed_in):
    hidden = agreed(world, accepted(world, sensitivity="group"))
    client = signed_in(world.people["officer"])
    client.get(url(action))
    assert not Reading.objects.exists()
    client.get(url(hidden))
    assert Reading.objects.get().reference == hidden.reference
    assert signed_in(world.people["agency_lead"]).get(url(hidden)).status_code == 404


def test_its_cost_does_not_grow(world, action, url, signed_in, django_assert_max_num_queries):
    client = signed_in(world.people["officer"])

    def look():
        with django_assert_max_num_queries(45) as counted:
            client.get(url(action))
        return len(counted)

    one = look()
    for number in range(20):
        add_progress(action=action, text=f"Step {number}", on=ON, by=world.people["officer"])
    assert look() == one


@pytest.mark.parametrize("count", [1, 20])
def test_a_recommendation_and_its_finding_show_their_actions(
    world, recommendation, signed_in, django_assert_num_queries, count
):
    for number in range(count):
        agreed(world, recommendation, title=f"Action {number}")
    person = world.people["officer"]
    filler = next(filler for filler in RECORD_LATER.fillers() if filler.__module__.endswith("actions.slots"))
    assert person.appointments
    with django_assert_num_queries(2):
        [panel] = filler(recommendation, person)
    assert len(panel.context["actions"]) == count and panel.context["may_agree"]
    [panel] = filler(recommendation.findings.get(), person)
    assert len(panel.context["actions"]) == count
    assert filler(recommendation.findings.get().source, person) == []


def test_a_recommendation_without_actions_asks_whoever_may_agree_one(world, recommendation):
    filler = next(filler for filler in RECORD_LATER.fillers() if filler.__module__.endswith("actions.slots"))
    [panel] = filler(recommendation, world.people["officer"])
    assert panel.context["may_agree"] and not panel.context["actions"]
    assert filler(recommendation, world.people["lay_member"]) == []
