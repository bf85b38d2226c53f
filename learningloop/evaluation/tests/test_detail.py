"""An evaluation's own page, what it shows elsewhere, and the follow-up it calls for."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from django.utils.html import strip_tags

from learningloop.evaluation.operations import AlreadyCommissioned, commission_follow_up
from learningloop.kit.slots import HOME_WAITING, SOURCE_TABS
from learningloop.people.rules import GROUP_CHAIR
from learningloop.sources.register.models import Source
from learningloop.sources.register.operations import record_source
from learningloop.trail.models import Reading
from tests.loop import accepted, agreed, closed

STEPS = {"kind": "audit", "title": "Re-audit", "started_on": "2027-01-10", "group": ""}


def url(evaluation, page="detail"):
    return reverse(f"evaluation:{page}", args=["eastshire", evaluation.reference])


def open_action(client, action):
    return " ".join(
        client.get(reverse("actions:detail", args=["eastshire", action.reference])).content.decode().split()
    )


def test_an_action_shows_when_it_is_to_be_judged_and_how_it_was(world, action, judge, signed_in):
    client = signed_in(world.people["group_chair"])
    page = open_action(client, action)
    assert "Did it change anything?" in page and "by 1 December 2026" in strip_tags(page)
    assert reverse("evaluation:carry_out", args=["eastshire", action.reference]) in page
    judge(action, why="Nine of twelve")
    page = open_action(client, action)
    assert "Practice changed" in page and "Nine of twelve" in page and "Judge the effect again" in page
    assert "Judge the effect" not in open_action(signed_in(world.people["agency_lead"]), action)


def test_an_action_under_way_says_nothing_of_effect(world, signed_in):
    assert "Did it change anything?" not in open_action(signed_in(world.people["officer"]), agreed(world))


def test_not_improved_asks_for_new_means(world, action, judge, signed_in):
    failed = judge(action, "not-improved")
    again = reverse("actions:agree", args=["eastshire", action.recommendation.reference])
    page = signed_in(world.people["officer"]).get(url(failed)).content.decode()
    assert "Find new means" in page and again in page
    page = signed_in(world.people["lay_member"]).get(url(failed)).content.decode()
    assert "Find new means" in page and again not in page


def test_new_means_take_the_place_of_the_question(world, action, judge, signed_in):
    failed = judge(action, "not-improved")
    agreed(world, action.recommendation, title="Try something else")
    page = signed_in(world.people["officer"]).get(url(failed)).content.decode()
    assert "New means since" in page and "Try something else" in page and "Find new means" not in page
    assert "See what comes next" in open_action(signed_in(world.people["officer"]), action)


def test_an_open_verdict_says_when_it_is_judged_again(world, action, judge, signed_in):
    page = signed_in(world.people["officer"]).get(url(judge(action, "unknown", again_on=date(2027, 2, 3))))
    words = strip_tags(page.content.decode())
    assert "by 3 February 2027" in words and "Judge again" in words


def test_a_follow_up_is_linked_both_ways(world, action, judge, signed_in):
    evaluation, client = judge(action, "not-improved"), signed_in(world.people["group_chair"])
    page = client.post(url(evaluation, "commission"), STEPS, follow=True).content.decode()
    source = Source.objects.get(title="Re-audit")
    address = reverse("register:detail", args=["eastshire", source.reference])
    assert f"The follow-up {source.reference} is in the register." in page and address in page
    assert url(evaluation) in client.get(address).content.decode()
    assert list(source.agencies.all()) == [world.agencies["police"]]


def test_a_source_leads_to_the_evaluations_that_rest_on_it(world, action, judge, signed_in):
    later = record_source(
        board=world.board, kind="audit", title="Re-audit", started_on=date(2026, 7, 1), by=world.people["officer"]
    )
    judge(action, shown_by=later)
    page = signed_in(world.people["officer"]).get(reverse("register:detail", args=["eastshire", later.reference]))
    assert "Evaluations that rest on it (1)" in page.content.decode()
    tabs = [filler(later, world.people["practitioner"]) for filler in SOURCE_TABS.fillers()]
    assert [tab for tab in tabs if tab and "rest" in tab.text] == []


@pytest.mark.parametrize(
    "changed", [{"kind": "no-such"}, {"kind": ""}, {"title": ""}, {"title": "x" * 301}, {"started_on": "9999-1-1"}]
)
def test_what_is_wrong_with_a_follow_up_is_said(world, action, judge, signed_in, changed):
    page = signed_in(world.people["officer"]).post(url(judge(action), "commission"), {**STEPS, **changed})
    assert set(page.context["form"].errors) == set(changed)


def test_one_follow_up_and_no_more(world, action, judge, signed_in):
    evaluation, client = judge(action), signed_in(world.people["officer"])
    stale = type(evaluation).objects.get(pk=evaluation.pk)
    client.post(url(evaluation, "commission"), STEPS)
    assert client.post(url(evaluation, "commission"), STEPS).status_code == 403
    with pytest.raises(AlreadyCommissioned):
        commission_follow_up(
            evaluation=stale, kind="audit", title="Again", started_on=date(2027, 1, 1), by=world.people["officer"]
        )


@pytest.mark.parametrize("page", ["detail", "commission"])
def test_unknown_foreign_and_wrong(world, action, judge, signed_in, page):
    evaluation, officer = judge(action), signed_in(world.people["officer"])
    assert officer.get(reverse(f"evaluation:{page}", args=["eastshire", "E-1999-001"])).status_code == 404
    assert officer.get(reverse(f"evaluation:{page}", args=["westshire", evaluation.reference])).status_code == 404
    assert officer.delete(url(evaluation, page)).status_code == 405
    assert signed_in(world.people["stranger"]).get(url(evaluation, page)).status_code == 404
    assert signed_in(world.people["agency_lead"]).get(url(evaluation, "commission")).status_code == 403


def test_a_linked_source_is_named_only_to_who_may_open_it(world, action, judge, signed_in):
    by = world.people["officer"]
    later = record_source(
        board=world.board, kind="audit", title="Child ES", started_on=date(2026, 7, 1), sensitivity="named",
        named_people=[by], by=by,
    )  # fmt: skip
    evaluation = judge(action, shown_by=later)
    assert "Child ES" in signed_in(by).get(url(evaluation)).content.decode()
    page = signed_in(world.people["business_manager"]).get(url(evaluation)).content.decode()
    assert "Child ES" not in page and later.reference in page


def test_opening_what_grew_from_a_restricted_source_is_noted(world, judge, signed_in):
    evaluation = judge(closed(world, agreed(world, accepted(world, sensitivity="group"))))
    signed_in(world.people["officer"]).get(url(evaluation))
    assert Reading.objects.get().reference == evaluation.reference
    assert signed_in(world.people["agency_lead"]).get(url(evaluation)).status_code == 404


@pytest.fixture
def waiting(world):
    filler = next(filler for filler in HOME_WAITING.fillers() if filler.__module__.endswith("evaluation.slots"))
    return lambda person: filler(world.board, person)


def test_the_chair_judges_and_the_unit_waits_for_it(world, waiting):
    soon = timezone.localdate() + timedelta(days=7)
    later = timezone.localdate() + timedelta(days=60)
    closed(world, agreed(world, evaluate_on=soon))
    closed(world, agreed(world, title="Later", evaluate_on=later))
    [chair] = waiting(world.people["group_chair"])
    assert (chair.sentence, chair.by, chair.others) == ("Judge the effect: Train every team", soon, False)
    [officer] = waiting(world.people["officer"])
    assert officer.sentence == "Audit group to judge the effect: Train every team" and officer.others
    assert waiting(world.people["lay_member"]) == []
    assert waiting(world.person(GROUP_CHAIR, name="Other chair", group="cases")) == []


@pytest.mark.parametrize("number", [1, 12])
def test_its_cost_is_fixed_and_a_long_list_ends_in_a_link(world, waiting, django_assert_num_queries, number):
    for count in range(number):
        closed(world, agreed(world, title=f"Action {count}", evaluate_on=date(2026, 8, 1)))
    chair = world.people["group_chair"]
    assert chair.appointments
    with django_assert_num_queries(1):
        items = waiting(chair)
    assert len(items) == min(number, 11)


def test_its_page_costs_a_fixed_number_of_queries(world, action, judge, signed_in, django_assert_max_num_queries):
    client, evaluation = signed_in(world.people["officer"]), judge(action)

    def look():
        with django_assert_max_num_queries(40) as counted:
            client.get(reverse("actions:detail", args=["eastshire", action.reference]))
            client.get(url(evaluation))
        return len(counted)

    one = look()
    for number in range(20):
        judge(action, why=f"Look {number}")
    assert look() == one
