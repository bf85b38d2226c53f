"""Making a recommendation from findings, and changing it while it waits."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from learningloop.learning.models import Recommendation
from learningloop.learning.operations import (
    AlreadyAnswered,
    FindingsOfSeveralBoards,
    MadeTooEarly,
    NoFinding,
    edit_recommendation,
    make_recommendation,
)
from learningloop.people.models import Agency
from learningloop.trail.models import Event
from learningloop.trail.queries import history
from tests.loop import ON
from tests.two_people import choosing, hidden

TOMORROW = (timezone.localdate() + timedelta(days=1)).isoformat()


@pytest.fixture
def answers(world):
    return {
        "text": "Keep a chronology", "passage": "Recommendation 3", "agencies": [world.agencies["health"].pk],
        "made_on": "2026-05-03", "words": "", "findings": [],
    }  # fmt: skip


@pytest.fixture
def officer(world, signed_in):
    return signed_in(world.people["officer"])


def test_makes_a_recommendation_from_several_findings(world, finding, draw, answers, officer, url):
    other = draw("Nobody checked")
    response = officer.post(
        url("recommendation_make", finding), answers | {"findings": [other.reference]}, follow=True
    )
    assert response.redirect_chain == [("/eastshire/recommendations/RC-2026-001/", 302)]
    page = response.content.decode()
    for told in (
        "RC-2026-001 is made",
        "Keep a chronology",
        "Eastshire Health",
        "Chronologies are missing",
        "Nobody",
    ):
        assert told in page
    assert set(Recommendation.objects.get().findings.all()) == {finding, other}
    assert Event.objects.filter(kind="recommendation.made", actor_id=world.people["officer"].pk).count() == 1


def test_a_second_press_of_the_button_makes_nothing_twice(finding, answers, officer, url):
    officer.post(url("recommendation_make", finding), answers)
    response = officer.post(url("recommendation_make", finding), answers, follow=True)
    assert "Nothing was recorded twice" in response.content.decode()
    assert Recommendation.objects.count() == 1


def test_the_findings_offered_begin_with_those_of_the_same_source(
    finding, draw, make_source, answers, officer, url
):
    elsewhere = make_source("Another audit")
    for number in range(12):
        draw(f"Elsewhere {number}", source=elsewhere)
    near = draw("Nobody checked")
    form = officer.get(url("recommendation_make", finding)).context["form"]
    assert form.offered[0][0] == near.reference and finding.reference not in dict(form.offered)
    assert (len(form.offered), form.more, form.looking) == (10, 3, False)


def test_searching_finds_without_script_and_loses_nothing(finding, draw, neglect, answers, officer, url):
    chosen, themed, other = draw("Nobody checked"), draw("Weights were not taken", themes=[neglect]), draw("Other")
    asked = answers | {"words": "Neglect", "findings": [chosen.reference], "text": "Half wri", "search": ""}
    page = officer.post(url("recommendation_make", finding), asked)
    form = page.context["form"]
    assert [reference for reference, _ in form.offered] == [chosen.reference, themed.reference]
    assert other.reference not in page.content.decode() and "Half wri" in page.content.decode()
    assert re.findall(r'value="(F-[^"]+)"\s+id="\w+" checked', page.content.decode()) == [chosen.reference]
    assert not form.errors and form.looking and not Recommendation.objects.exists()


@pytest.mark.parametrize(
    ("changed", "field", "said"),
    [
        ({"text": "   "}, "text", "Enter what should change"),
        ({"text": "x" * 100_000}, "text", "5000"),
        ({"passage": "x" * 100_000}, "passage", "200"),
        ({"agencies": [999_999]}, "agencies", ""),
        ({"made_on": ""}, "made_on", "Enter the date made"),
        ({"made_on": TOMORROW}, "made_on", "Date made must be today or in the past"),
        ({"made_on": "2026-05-02"}, "made_on", "was drawn on 3 May 2026"),
        ({"findings": ["F-2026-999"]}, "findings", ""),
        ({"words": "x" * 100_000, "findings": ["x" * 100_000]}, "findings", ""),
    ],
)
def test_what_is_wrong_is_said_and_nothing_typed_is_lost(finding, answers, officer, url, changed, field, said):
    page = officer.post(url("recommendation_make", finding), answers | changed)
    assert said in str(page.context["form"].errors[field])
    assert "Keep a chronology" in page.content.decode() or "text" in changed
    assert not Recommendation.objects.exists()


def test_what_is_another_boards_or_closed_is_refused(world, finding, draw, closed, answers, signed_in, url):
    unread = draw("Nobody asked her", source=closed)
    asked = answers | {
        "agencies": [Agency.objects.get(slug="westshire-police").pk], "findings": [unread.reference],
    }  # fmt: skip
    page = signed_in(world.people["business_manager"]).post(url("recommendation_make", finding), asked)
    assert {"agencies", "findings"} <= set(page.context["form"].errors)
    assert "Nobody asked her" not in page.content.decode()


def test_the_operations_ask_again(world, finding, recommendation):
    by = world.people["officer"]
    with pytest.raises(NoFinding):
        make_recommendation(findings=[], text="Act", made_on=ON, by=by)
    with pytest.raises(MadeTooEarly):
        make_recommendation(findings=[finding], text="Act", made_on=ON - timedelta(days=1), by=by)
    foreign = type(finding)(board=world.other, drawn_on=ON)
    with pytest.raises(FindingsOfSeveralBoards):
        make_recommendation(findings=[finding, foreign], text="Act", made_on=ON, by=by)
    with pytest.raises(MadeTooEarly):
        edit_recommendation(
            recommendation=recommendation, findings=[finding], agencies=[], made_on=ON - timedelta(days=1), by=by
        )


def test_who_may_make_one(world, finding, draw, make_source, answers, signed_in, url):
    theirs = draw("Theirs", source=make_source("Review", kind="case-review", group=world.groups["cases"]))
    led = draw("Led", source=make_source("Led", lead=world.people["independent_reviewer"], group=None))
    for name, thing, status in [
        ("business_manager", finding, 302), ("group_chair", finding, 302), ("group_member", theirs, 403),
        ("independent_chair", finding, 403), ("agency_lead", finding, 403), ("lay_member", finding, 403),
        ("independent_reviewer", led, 302), ("independent_reviewer", finding, 404), ("stranger", finding, 404),
    ]:  # fmt: skip
        own = answers | {"text": f"By {name}"}
        response = signed_in(world.people[name]).post(url("recommendation_make", thing), own)
        assert response.status_code == status, name


@pytest.mark.parametrize("page", ["recommendation_make", "recommendation_edit"])
def test_addresses_that_lead_nowhere(officer, finding, recommendation, url, page):
    thing = finding if page == "recommendation_make" else recommendation
    assert officer.get(url(page, thing).replace("2026-001", "2026-999")).status_code == 404
    assert officer.put(url(page, thing)).status_code == 405


def test_changes_it_and_what_it_rests_on(recommendation, finding, draw, answers, officer, url):
    other = draw("Nobody checked")
    form = officer.get(url("recommendation_edit", recommendation)).context["form"]
    assert form["findings"].value() == [finding.reference] and form.looking
    told = answers | {"findings": [other.reference], "seen": form["seen"].value()}
    response = officer.post(url("recommendation_edit", recommendation), told, follow=True)
    assert "RC-2026-001 is changed" in response.content.decode()
    recommendation.refresh_from_db()
    assert (recommendation.text, list(recommendation.findings.all())) == ("Keep a chronology", [other])
    rested = history(recommendation).get(kind="recommendation.rested")
    assert (rested.before, rested.after) == ({"findings": ["F-2026-001"]}, {"findings": ["F-2026-002"]})


def test_it_rests_on_something(recommendation, answers, officer, url):
    page = officer.post(url("recommendation_edit", recommendation), answers)
    assert "Choose at least one finding" in str(page.context["form"].errors["findings"])


def test_two_people_do_not_overwrite_each_other(world, recommendation, finding, answers, officer, url):
    seen = hidden(officer.get(url("recommendation_edit", recommendation)))
    by = world.people["business_manager"]
    edit_recommendation(recommendation=recommendation, findings=[finding], agencies=[], text="Theirs", by=by)
    mine = answers | {"findings": [finding.reference], **seen}
    page = officer.post(url("recommendation_edit", recommendation), mine)
    assert "changed this too" in page.content.decode() and "Keep a chronology" in page.content.decode()
    again = mine | choosing(page, "mine")
    assert officer.post(url("recommendation_edit", recommendation), again).status_code == 302


def test_findings_that_the_editor_may_not_open_stay_and_are_not_told(
    world, finding, draw, recommend, make_source, answers, signed_in, url
):
    reviewer = world.people["independent_reviewer"]
    led = draw("Led by her", source=make_source("Led", lead=reviewer, group=None))
    recommendation = recommend(finding, led)
    client = signed_in(reviewer)
    page = client.get(url("recommendation_edit", recommendation)).content.decode()
    assert "Led by her" in page and "Chronologies are missing" not in page and "F-2026-001" not in page
    assert "1 finding behind it may be opened by others only" in page
    client.post(url("recommendation_edit", recommendation), answers | {"findings": [led.reference]})
    assert set(recommendation.findings.all()) == {finding, led}
    page = client.post(url("recommendation_edit", recommendation), answers)
    assert "Keep at least one finding of your own" in str(page.context["form"].errors["findings"])


def test_once_answered_it_stays_and_what_was_written_is_shown(
    world, recommendation, finding, answer, answers, officer, url
):
    answer(recommendation, "in-part", reason="As far as money goes")
    assert officer.get(url("recommendation_edit", recommendation)).status_code == 409
    page = officer.post(url("recommendation_edit", recommendation), answers)
    assert page.status_code == 409
    for told in ("Accepted in part", "As far as money goes", "Keep a chronology"):
        assert told in page.content.decode()
    with pytest.raises(AlreadyAnswered):
        edit_recommendation(
            recommendation=recommendation, findings=[finding], agencies=[], by=world.people["officer"]
        )


def test_what_rests_on_a_closed_finding_is_closed(world, finding, draw, make_source, answers, signed_in, url):
    group_only = draw("In the group", source=make_source("Closed audit", sensitivity="group"))
    told = answers | {"findings": [group_only.reference]}
    member = signed_in(world.people["group_member"])
    page = member.post(url("recommendation_make", finding), told, follow=True)
    assert "In the group" in page.content.decode() and "Restricted" in page.content.decode()
    made = Recommendation.objects.get()
    assert signed_in(world.people["lay_member"]).get(url("recommendation_detail", made)).status_code == 404
    finding_page = signed_in(world.people["lay_member"]).get(url("finding_detail", finding)).content.decode()
    assert "Keep a chronology" not in finding_page


def test_nobody_learns_by_a_second_press_of_what_is_closed_to_them(
    world, finding, draw, closed, recommend, answers, signed_in, url
):
    recommend(finding, draw("Nobody asked her", source=closed), text=answers["text"])
    manager = signed_in(world.people["business_manager"])
    response = manager.post(url("recommendation_make", finding), answers, follow=True)
    assert response.redirect_chain == [("/eastshire/recommendations/RC-2026-002/", 302)]
