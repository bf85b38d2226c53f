"""The thread page tells each reader what they may open, and no more."""

from datetime import date

import pytest

from learningloop.embedding.actions import operations as actions
from learningloop.embedding.sharing import operations as sharing
from learningloop.evaluation import operations as evaluation
from learningloop.learning import operations as learning
from learningloop.people.rules import AGENCY_LEAD
from learningloop.sources.register import operations as register
from learningloop.sources.register.models import Sensitivity
from learningloop.trail.models import Reading
from tests.loop import ON, a_finding, accepted, agreed, closed

LATER = date(2026, 12, 1)


def page(world, signed_in, who, finding, path="threads"):
    response = signed_in(world.people[who]).get(f"/eastshire/{path}/{finding.reference}/")
    assert response.status_code == 200
    return response.content.decode()


@pytest.fixture
def open_one(world):
    return a_finding(world, statement="Seen by everybody")


@pytest.fixture
def joint(world, open_one):
    """A recommendation that rests on an open finding and on one closed to all but the manager, and what grew."""
    named = [world.people["business_manager"], world.people["officer"]]
    closed_one = a_finding(world, statement="Secret", sensitivity=Sensitivity.NAMED, named_people=named)
    by = world.people["officer"]
    made = learning.make_recommendation(findings=[open_one, closed_one], text="SECRET means", made_on=ON, by=by)
    learning.respond_to_recommendation(
        recommendation=made, decision="in-part", reason="SECRET reason", decided_on=ON, by=by
    )
    return made


def test_a_thread_tells_nothing_of_means_that_rest_on_a_closed_finding_too(world, signed_in, open_one, joint):
    action = closed(world, agreed(world, joint, title="SECRET deed"))
    evaluation.carry_out_evaluation(
        action=action, verdict="unknown", why="SECRET why", evidence="SECRET evidence", on=LATER_THAN_CLOSED,
        again_on=LATER, by=world.people["officer"],
    )  # fmt: skip
    told = page(world, signed_in, "lay_member", open_one)
    assert "SECRET" not in told
    assert "Means agreed" not in told
    assert "Identified" in told
    assert "SECRET deed" in page(world, signed_in, "officer", open_one)


LATER_THAN_CLOSED = date(2026, 7, 2)


def test_the_loop_counts_only_means_that_the_reader_may_know_of(world, signed_in, open_one, joint):
    for who, at, expected in (("lay_member", "identified", 1), ("officer", "identified", 0)):
        shown = signed_in(world.people[who]).get("/eastshire/threads/", {"at": at})
        assert shown.context["listing"].total == expected


def test_each_role_sees_the_thread_when_the_next_step_stands_on_what_is_closed_to_it(
    world, signed_in, open_one, joint
):
    agreed(world, joint, title="SECRET deed")
    for who in ("lay_member", "independent_chair", "group_chair", "group_member", "agency_lead", "trainer"):
        assert "SECRET" not in page(world, signed_in, who, open_one)


def test_a_follow_up_that_was_closed_later_is_not_named(world, signed_in):
    action = closed(world)
    by = world.people["officer"]
    judged = evaluation.carry_out_evaluation(
        action=action, verdict="practice", why="Yes", evidence="9 of 12", on=LATER_THAN_CLOSED, by=by
    )
    source = evaluation.commission_follow_up(
        evaluation=judged, kind="audit", title="SECRET audit", started_on=ON, by=by
    )
    register.edit_source(
        source=source, agencies=[], themes=[], named_people=[by], sensitivity=Sensitivity.NAMED, by=by
    )
    finding = action.recommendation.findings.get()
    assert "SECRET audit" in page(world, signed_in, "officer", finding)
    assert "SECRET audit" not in page(world, signed_in, "lay_member", finding)


def test_how_far_an_item_came_is_told_only_to_who_may_follow_it(world, signed_in, open_one):
    by, lead = world.people["officer"], world.people["agency_lead"]
    item = sharing.write_shared_item(
        board=world.board, title="Chronologies", body="Keep them", findings=[open_one],
        agencies=[world.agencies["police"], world.agencies["health"]], roles=[AGENCY_LEAD.key], return_by=LATER,
        on=ON, by=by,
    )  # fmt: skip
    sharing.send_shared_item(item=item, on=ON, by=by)
    sharing.return_cascade(
        item=item, agency=world.agencies["health"], who_discussed="SECRET ward", how_many=3,
        what_changed="Nothing", on=ON, by=lead,
    )  # fmt: skip
    assert "SECRET ward" in page(world, signed_in, "lay_member", open_one)
    told = page(world, signed_in, "agency_lead", open_one)
    assert "Chronologies" in told
    assert "SECRET ward" not in told
    assert "confirmed" not in told
    assert "Chronologies" not in page(world, signed_in, "contributor", a_police_finding(world, item, by))


def a_police_finding(world, item, by):
    """A finding that names the police, told of in an item that was not sent to their contributor."""
    finding = a_finding(world, statement="Police files", multi_agency=False, agencies=[world.agencies["police"]])
    another = sharing.write_shared_item(
        board=world.board, title="Chronologies of health", body="Keep them", findings=[finding],
        agencies=[world.agencies["police"]], roles=[AGENCY_LEAD.key], return_by=LATER, on=ON, by=by,
    )  # fmt: skip
    sharing.send_shared_item(item=another, on=ON, by=by)
    return finding


def test_a_contributor_reads_the_position_but_not_another_agencys_action(world, signed_in):
    recommendation = accepted(world, multi_agency=False, agencies=[world.agencies["police"]])
    action = agreed(world, recommendation, title="Health's own deed", agency=world.agencies["health"])
    actions.add_progress(action=action, text="Narrative", on=ON, by=world.people["officer"])
    told = page(world, signed_in, "contributor", recommendation.findings.get())
    assert "Being done" in told
    assert "own deed" not in told
    assert "Narrative" not in told


def test_opening_the_thread_of_a_restricted_finding_is_noted(world, signed_in):
    officer = world.people["officer"]
    finding = a_finding(world, sensitivity=Sensitivity.NAMED, named_people=[officer])
    page(world, signed_in, "officer", finding)
    assert Reading.objects.filter(reference=finding.reference, actor_id=officer.pk).count() == 1


def test_what_people_wrote_stands_in_paragraphs_and_is_never_markup(world, signed_in):
    action = agreed(world, difference="First line\n\n<script>alert(1)</script>")
    told = page(world, signed_in, "officer", action.recommendation.findings.get())
    assert "<p>First line</p>" in told
    assert "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>" in told
