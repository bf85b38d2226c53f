"""A finding's and a recommendation's own page, and what a source taught: who opens them, what they offer."""

import pytest
from django.urls import reverse

from learningloop.trail.models import Reading


def url(thing, page, board="eastshire"):
    return reverse(f"learning:{page}", args=[board, getattr(thing, "reference", thing)])


def test_a_finding_tells_everything_and_what_comes_next(world, draw, recommend, answer, neglect, signed_in):
    finding = draw(
        evidence="4 of 12 files", voice="She had said it twice", passage="Page 9", themes=[neglect],
        priority="neglect", domain="audits", good_statement="risk", agencies=list(world.agencies.values())[:2],
    )  # fmt: skip
    client = signed_in(world.people["officer"])
    page = client.get(url(finding, "finding_detail")).content.decode()
    told = ("4 of 12 files", "She had said it twice", "Page 9", "Neglect", "Audits", "Risk is identified")
    assert all(words in page for words in told)
    assert "Recommend what should change" in page and url(finding, "recommendation_make") in page
    recommendation = recommend(finding)
    assert "Give the board’s response" in client.get(url(finding, "finding_detail")).content.decode()
    answer(recommendation)
    assert "Give the board’s response" not in client.get(url(finding, "finding_detail")).content.decode()


def test_a_recommendation_tells_what_it_rests_on_and_the_reason_word_for_word(
    world, finding, recommendation, answer, signed_in
):
    client = signed_in(world.people["officer"])
    page = client.get(url(recommendation, "recommendation_detail")).content.decode()
    assert "Chronologies are missing" in page and "Waiting for a response" in page and ">Respond</a>" in page
    answer(recommendation, "not-accepted", reason="It is done already & well", group=world.groups["audit"])
    page = client.get(url(recommendation, "recommendation_detail")).content.decode()
    assert "Not accepted" in page and "It is done already &amp; well" in page and "Audit group" in page
    assert url(recommendation, "recommendation_edit") not in page and ">Respond</a>" not in page


def test_only_what_the_person_may_do_is_offered(world, finding, recommendation, signed_in):
    client = signed_in(world.people["lay_member"])
    page = client.get(url(finding, "finding_detail")).content.decode()
    assert not any(url(finding, name) in page for name in ("finding_edit", "recommendation_make"))
    page = client.get(url(recommendation, "recommendation_detail")).content.decode()
    assert not any(url(recommendation, f"recommendation_{name}") in page for name in ("edit", "respond"))
    assert "The board’s chair" in page


def test_a_source_shows_what_it_taught(world, source, finding, draw, recommendation, signed_in):
    draw("Children are seen alone", kind="strength")
    page = signed_in(world.people["officer"]).get(reverse("register:detail", args=["eastshire", source.reference]))
    assert url(source, "source_learning") in page.content.decode() and "Learning (2)" in page.content.decode()
    page = signed_in(world.people["lay_member"]).get(url(source, "source_learning")).content.decode()
    assert "1 strength and 1 need" in page and "Keep chronologies" in page
    assert url(source, "finding_draw") not in page


def test_opening_what_grew_from_a_restricted_source_is_noted(world, draw, recommend, closed, finding, signed_in):
    officer = signed_in(world.people["officer"])
    hidden = draw("Nobody asked her", source=closed)
    recommendation = recommend(hidden, finding)
    officer.get(url(finding, "finding_detail"))
    assert not Reading.objects.exists()
    for page in ("finding_detail", "finding_edit", "recommendation_make"):
        assert officer.get(url(hidden, page)).status_code == 200
    for page in ("recommendation_detail", "recommendation_edit", "recommendation_respond"):
        assert officer.get(url(recommendation, page)).status_code == 200
    for page in ("source_learning", "finding_draw"):
        assert officer.get(url(closed, page)).status_code == 200
    noted = list(Reading.objects.values_list("reference", flat=True))
    assert noted == [hidden.reference] * 3 + [recommendation.reference] * 3 + [closed.reference] * 2


def test_who_is_not_cleared_is_told_nothing(world, draw, recommend, closed, finding, signed_in):
    manager = signed_in(world.people["business_manager"])
    hidden = draw("Nobody asked her", source=closed)
    recommendation = recommend(hidden, finding, text="Ask her first")
    for thing, pages in {
        hidden: ("finding_detail", "finding_edit", "recommendation_make"),
        recommendation: ("recommendation_detail", "recommendation_edit", "recommendation_respond"),
        closed: ("source_learning", "finding_draw"),
    }.items():
        for page in pages:
            assert manager.get(url(thing, page)).status_code == 404
            assert manager.post(url(thing, page)).status_code in (404, 405)
    page = manager.get(url(finding, "finding_detail")).content.decode()
    assert "Ask her first" not in page and recommendation.reference not in page
    assert not Reading.objects.exists()


def test_a_finding_that_a_reviewer_may_not_read_is_not_shown_with_the_recommendation(
    world, make_source, draw, finding, recommend, signed_in
):
    reviewer = world.people["independent_reviewer"]
    own = draw("Mine", source=make_source("Review", lead=reviewer))
    recommendation = recommend(own, finding)
    page = signed_in(reviewer).get(url(recommendation, "recommendation_detail")).content.decode()
    assert "Mine" in page and "Chronologies are missing" not in page
    assert signed_in(reviewer).get(url(finding, "finding_detail")).status_code == 404


@pytest.mark.parametrize("page", ["finding_detail", "finding_edit", "recommendation_make"])
def test_unknown_and_foreign_findings(world, finding, signed_in, page):
    officer = signed_in(world.people["officer"])
    assert officer.get(url("F-1999-001", page)).status_code == 404
    assert officer.get(url(finding, page, "westshire")).status_code == 404
    assert signed_in(world.people["stranger"]).get(url(finding, page)).status_code == 404


@pytest.mark.parametrize("page", ["recommendation_detail", "recommendation_edit", "recommendation_respond"])
def test_unknown_and_foreign_recommendations(world, recommendation, signed_in, page):
    officer = signed_in(world.people["officer"])
    assert officer.get(url("RC-1999-001", page)).status_code == 404
    assert officer.get(url(recommendation, page, "westshire")).status_code == 404
    assert signed_in(world.people["stranger"]).get(url(recommendation, page)).status_code == 404


def test_without_the_permission(world, source, finding, recommendation, signed_in):
    client = signed_in(world.people["lay_member"])
    closed_to_her = [
        url(source, "finding_draw"), url(finding, "finding_edit"), url(finding, "recommendation_make"),
        url(recommendation, "recommendation_edit"), url(recommendation, "recommendation_respond"),
    ]  # fmt: skip
    assert {client.get(page).status_code for page in closed_to_her} == {403}
    assert {client.post(page).status_code for page in closed_to_her} == {403}
    assert {signed_in(world.people["officer"]).put(page).status_code for page in closed_to_her} == {405}
