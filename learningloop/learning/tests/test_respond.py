"""The board's response: asked for, checked, given once."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from learningloop.learning.models import Response
from learningloop.learning.operations import (
    AlreadyAnswered,
    AnsweredTooEarly,
    ReasonMissing,
    respond_to_recommendation,
)
from learningloop.people.models import Group
from learningloop.people.rules import GROUP_CHAIR
from learningloop.trail.models import Event, Reading
from tests.loop import ON

TOMORROW = (timezone.localdate() + timedelta(days=1)).isoformat()
REASON = "We keep them already,\r\nand “well”"
CONFIRMED = {"confirmed": ""}


@pytest.fixture
def answers():
    return {"decision": "in-part", "reason": REASON, "group": "", "decided_on": "2026-06-01"}


@pytest.fixture
def chair(world, signed_in):
    return signed_in(world.people["independent_chair"])


def test_is_checked_before_it_is_given(recommendation, answers, chair, url):
    page = chair.post(url("recommendation_respond", recommendation), answers)
    told = page.content.decode()
    for words in (
        "Check the response before you give it", "Keep chronologies", "Accepted in part", "We keep them already",
        "The board itself", "1 June 2026", "It cannot be changed or taken back",
    ):  # fmt: skip
        assert words in told
    assert 'name="decided_on" value="2026-06-01"' in told and not Response.objects.exists()


def test_a_confirmed_answer_is_given_word_for_word(world, recommendation, answers, chair, url):
    response = chair.post(url("recommendation_respond", recommendation), answers | CONFIRMED, follow=True)
    assert response.redirect_chain == [("/eastshire/recommendations/RC-2026-001/", 302)]
    page = response.content.decode()
    assert "The board’s response to RC-2026-001 is recorded" in page and "We keep them already" in page
    given = Response.objects.get()
    assert (given.decision, given.reason, given.group, given.decided_on) == (
        "in-part",
        REASON,
        None,
        date(2026, 6, 1),
    )
    event = Event.objects.get(kind="recommendation.answered")
    assert event.actor_id == world.people["independent_chair"].pk and "accepted in part" in event.sentence


def test_whoever_wants_to_change_it_finds_what_they_wrote(recommendation, answers, chair, url):
    page = chair.post(url("recommendation_respond", recommendation), answers | {"change": ""}).content.decode()
    assert "We keep them already" in page and "Check the response" not in page
    assert not Response.objects.exists()


@pytest.mark.parametrize("confirmed", [{}, CONFIRMED])
@pytest.mark.parametrize(
    ("changed", "field", "said"),
    [
        ({"decision": ""}, "decision", "Answer the question"),
        ({"decision": "perhaps"}, "decision", ""),
        ({"reason": "  "}, "reason", "Say why the recommendation is not accepted, or only in part"),
        ({"decision": "not-accepted", "reason": ""}, "reason", "Say why"),
        ({"reason": "x" * 100_000}, "reason", "10000"),
        ({"group": 999_999}, "group", ""),
        ({"decided_on": "yesterday"}, "decided_on", "Date decided must"),
        ({"decided_on": "2026-05-02"}, "decided_on", "The recommendation was made on 3 May 2026"),
        ({"decided_on": TOMORROW}, "decided_on", "Date decided must be today or in the past"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_typed_is_lost(
    recommendation, answers, chair, url, changed, field, said, confirmed
):
    page = chair.post(url("recommendation_respond", recommendation), answers | changed | confirmed)
    assert said in str(page.context["form"].errors[field])
    assert "We keep them already" in page.content.decode() or "reason" in changed
    assert not Response.objects.exists()


def test_a_plain_yes_needs_no_reason(recommendation, answers, chair, url):
    yes = answers | {"decision": "accepted", "reason": ""} | CONFIRMED
    assert chair.post(url("recommendation_respond", recommendation), yes).status_code == 302


def test_a_second_answer_is_refused_kindly_and_shown_the_first(world, recommendation, answer, answers, chair, url):
    answer(recommendation, "accepted", reason="Agreed in May")
    for more in ({}, CONFIRMED):
        page = chair.post(url("recommendation_respond", recommendation), answers | more)
        assert page.status_code == 409
        for words in ("answered already", "Agreed in May", "What you had written", "We keep them already"):
            assert words in page.content.decode()
    assert chair.get(url("recommendation_respond", recommendation)).status_code == 409
    assert Response.objects.get().decision == "accepted"
    with pytest.raises(AlreadyAnswered):
        answer(recommendation)


def test_the_operation_asks_again(world, recommendation):
    told = {"recommendation": recommendation, "by": world.people["officer"]}
    with pytest.raises(ReasonMissing):
        respond_to_recommendation(decision="not-accepted", reason=" ", decided_on=ON, **told)
    with pytest.raises(AnsweredTooEarly):
        respond_to_recommendation(decision="accepted", decided_on=date(2026, 5, 2), **told)


def test_a_groups_chair_answers_in_the_groups_name(world, recommendation, answers, signed_in, url):
    chair = world.people["group_chair"]
    world.person(GROUP_CHAIR)  # another chair changes nothing
    form = signed_in(chair).get(url("recommendation_respond", recommendation)).context["form"]
    assert form["group"].value() == world.groups["audit"].pk
    assert [str(group) for group in form.fields["group"].queryset] == ["Audit group"]
    for group in ("", world.groups["cases"].pk):
        page = signed_in(chair).post(url("recommendation_respond", recommendation), answers | {"group": group})
        assert "group" in page.context["form"].errors
    own = answers | {"group": world.groups["audit"].pk} | CONFIRMED
    signed_in(chair).post(url("recommendation_respond", recommendation), own)
    assert Response.objects.get().group == world.groups["audit"]


def test_the_unit_may_say_which_group_decided_of_those_that_serve_the_board(
    world, recommendation, answers, signed_in, url
):
    officer = signed_in(world.people["officer"])
    foreign = Group.objects.get(home=world.other, key="audit").pk
    page = officer.post(url("recommendation_respond", recommendation), answers | {"group": foreign})
    assert "group" in page.context["form"].errors
    officer.post(
        url("recommendation_respond", recommendation), answers | {"group": world.groups["cases"].pk} | CONFIRMED
    )
    assert Response.objects.get().group == world.groups["cases"]


def test_who_may_respond(world, recommend, finding, draw, make_source, answers, signed_in, url):
    mine = recommend(finding)
    theirs = recommend(draw("Theirs", source=make_source("Review", group=world.groups["cases"])))
    for name, thing, status in [
        ("officer", mine, 200), ("business_manager", mine, 200), ("independent_chair", mine, 200),
        ("group_chair", mine, 200), ("group_chair", theirs, 403), ("group_member", mine, 403),
        ("agency_lead", mine, 403), ("lay_member", mine, 403), ("trainer", mine, 403),
        ("independent_reviewer", mine, 404), ("practitioner", mine, 404), ("stranger", mine, 404),
    ]:  # fmt: skip
        response = signed_in(world.people[name]).post(url("recommendation_respond", thing), answers)
        assert response.status_code == status, name


def test_a_closed_one_is_answered_by_those_it_names_and_that_is_noted(
    world, draw, closed, recommend, signed_in, url
):
    recommendation = recommend(draw("Nobody asked her", source=closed))
    respond = url("recommendation_respond", recommendation)
    assert signed_in(world.people["independent_chair"]).get(respond).status_code == 404
    page = signed_in(world.people["officer"]).get(respond)
    assert "Nobody asked her" in page.content.decode()
    assert Reading.objects.filter(reference=recommendation.reference).count() == 1


def test_addresses_that_lead_nowhere(recommendation, chair, url):
    respond = url("recommendation_respond", recommendation)
    assert chair.get(respond.replace("2026-001", "2026-999")).status_code == 404
    assert chair.put(respond).status_code == 405
