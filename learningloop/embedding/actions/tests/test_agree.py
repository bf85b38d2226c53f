"""Agreeing an action on a recommendation, and changing it."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from learningloop.embedding.actions.models import Action
from learningloop.embedding.actions.operations import OwnerElsewhere, move_action, report_action
from learningloop.learning.operations import make_recommendation, respond_to_recommendation
from learningloop.people.models import Agency, Group
from learningloop.trail.models import Event
from tests.loop import ON, a_finding, accepted, agreed
from tests.two_people import choosing, hidden


@pytest.fixture
def answers(world):
    return {
        "title": "Train every team", "difference": "Every file has one", "agency": world.agencies["police"].pk,
        "owner": world.people["agency_lead"].pk, "helping_agencies": [world.agencies["health"].pk],
        "group": world.groups["audit"].pk, "agreed_on": "2026-05-03", "due_on": "2026-07-01",
        "how_will_we_know": "Re-audit", "evaluate_on": "2026-12-01", "evaluate_by": "audit",
    }  # fmt: skip


def agree_url(recommendation):
    return reverse("actions:agree", args=["eastshire", recommendation.reference])


def test_agrees_an_action(world, recommendation, answers, signed_in):
    response = signed_in(world.people["officer"]).post(agree_url(recommendation), answers, follow=True)
    assert response.redirect_chain == [("/eastshire/actions/A-2026-001/", 302)]
    assert "Action A-2026-001 is agreed." in response.content.decode()
    action = Action.objects.get()
    assert (action.owner, action.evaluate_by) == (world.people["agency_lead"], "audit")
    assert list(action.helping_agencies.all()) == [world.agencies["health"]]
    assert Event.objects.filter(kind="action.agreed", actor_id=world.people["officer"].pk).count() == 1


def test_begins_with_what_is_known(world, signed_in):
    recommendation = make_recommendation(
        findings=[a_finding(world)], text="Act", made_on=ON, agencies=[world.agencies["health"]],
        by=world.people["officer"],
    )  # fmt: skip
    respond_to_recommendation(
        recommendation=recommendation, decision="accepted", decided_on=ON, by=world.people["officer"]
    )
    form = signed_in(world.people["officer"]).get(agree_url(recommendation)).context["form"]
    assert form["agency"].value() == world.agencies["health"].pk
    assert form["group"].value() == world.groups["audit"].pk
    assert form["agreed_on"].value() == timezone.localdate()


def test_a_second_press_of_the_button_agrees_nothing_twice(world, recommendation, answers, signed_in):
    client = signed_in(world.people["officer"])
    client.post(agree_url(recommendation), answers)
    response = client.post(agree_url(recommendation), answers, follow=True)
    assert "Nothing was recorded twice" in response.content.decode()
    assert Action.objects.count() == 1


TOMORROW = (timezone.localdate() + timedelta(days=1)).isoformat()


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"title": ""}, "title"),
        ({"title": "x" * 301}, "title"),
        ({"difference": "x" * 100_000}, "difference"),
        ({"how_will_we_know": "   "}, "how_will_we_know"),
        ({"due_on": "31 2 2026"}, "due_on"),
        ({"due_on": "2026-05-02"}, "evaluate_on"),
        ({"due_on": "0202-05-02"}, "due_on"),
        ({"due_on": "9999-01-01", "evaluate_on": "9999-01-01"}, "due_on"),
        ({"evaluate_on": "2026-06-30"}, "evaluate_on"),
        ({"agreed_on": TOMORROW}, "agreed_on"),
        ({"agency": 999_999}, "agency"),
        ({"group": ""}, "group"),
        ({"evaluate_by": "no-such-kind"}, "evaluate_by"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_typed_is_lost(
    world, recommendation, answers, signed_in, changed, field
):
    page = signed_in(world.people["officer"]).post(agree_url(recommendation), {**answers, **changed})
    assert field in page.context["form"].errors
    assert "Re-audit" in page.content.decode() or "how_will_we_know" in changed
    assert not Action.objects.exists()


def test_choices_of_another_board_are_refused(world, recommendation, answers, signed_in):
    foreign = {
        "agency": Agency.objects.get(slug="westshire-police").pk,
        "helping_agencies": [Agency.objects.get(slug="westshire-health").pk],
        "group": Group.objects.get(home=world.other, key="audit").pk,
        "owner": world.people["stranger"].pk,
    }
    page = signed_in(world.people["officer"]).post(agree_url(recommendation), {**answers, **foreign})
    assert set(foreign) <= set(page.context["form"].errors)


def test_the_owner_belongs_to_the_agency(world, recommendation, answers, signed_in):
    wrong = {**answers, "agency": world.agencies["school"].pk}
    page = signed_in(world.people["officer"]).post(agree_url(recommendation), wrong)
    assert "has no role for Eastshire Academy" in str(page.context["form"].errors["owner"])
    with pytest.raises(OwnerElsewhere):
        agreed(world, recommendation, owner=world.people["officer"])


def test_an_agency_does_not_help_itself(world, recommendation, answers, signed_in):
    wrong = {**answers, "helping_agencies": [answers["agency"]]}
    page = signed_in(world.people["officer"]).post(agree_url(recommendation), wrong)
    assert "does it already" in str(page.context["form"].errors["helping_agencies"])


def test_who_may_agree(world, recommendation, answers, signed_in):
    for name, status in [("group_chair", 302), ("agency_lead", 403), ("lay_member", 403), ("stranger", 404)]:
        response = signed_in(world.people[name]).post(agree_url(recommendation), answers)
        assert response.status_code == status, name


def test_only_on_a_recommendation_that_was_accepted(world, signed_in):
    recommendation = make_recommendation(
        findings=[a_finding(world)], text="Act", made_on=ON, by=world.people["officer"]
    )
    assert signed_in(world.people["officer"]).get(agree_url(recommendation)).status_code == 403


def test_who_is_not_cleared_is_told_nothing(world, signed_in):
    hidden = accepted(world, sensitivity="named", named_people=[world.people["officer"]])
    assert signed_in(world.people["officer"]).get(agree_url(hidden)).status_code == 200
    assert signed_in(world.people["business_manager"]).get(agree_url(hidden)).status_code == 404


def test_changes_an_action_and_tells_what_it_was(world, action, url, answers, signed_in):
    answers = {**answers, "title": "Train every new team", "owner": ""}
    response = signed_in(world.people["group_chair"]).post(url(action, "edit"), answers, follow=True)
    page = " ".join(response.content.decode().split())
    assert "Action A-2026-001 is changed." in page
    assert "Title: was “Train every team”, now “Train every new team”" in page
    assert "now “Eastshire Health”" in page
    action.refresh_from_db()
    assert action.due_on == date(2026, 7, 1)


def test_an_action_that_moved_on_is_not_changed(world, action, url, answers, signed_in):
    report_action(action=action, note="Done", on=date(2026, 6, 1), by=world.people["officer"])
    assert signed_in(world.people["officer"]).post(url(action, "edit"), answers).status_code == 403


def test_two_people_who_change_an_action_do_not_overwrite_each_other(world, action, url, answers, signed_in):
    client = signed_in(world.people["officer"])
    seen = hidden(client.get(url(action, "edit")))
    move_action(action=action, due_on=date(2026, 8, 1), why="Ill", on=ON, by=world.people["agency_lead"])
    page = client.post(url(action, "edit"), {**answers, "title": "Mine", **seen})
    assert "changed this too" in page.content.decode() and "Mine" in page.content.decode()
    again = choosing(page, "mine")
    assert client.post(url(action, "edit"), {**answers, "title": "Mine", **again}).status_code == 302
    action.refresh_from_db()
    assert (action.title, action.due_on) == ("Mine", date(2026, 8, 1))
