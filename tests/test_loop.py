"""The loop once round, by operations alone: what each stage refuses, and that every step leaves its event."""

from datetime import date

import pytest
from django_scopes.exceptions import ScopeError

from learningloop.embedding.actions import operations as actions
from learningloop.embedding.sharing import operations as sharing
from learningloop.evaluation import operations as evaluation
from learningloop.learning import operations as learning
from learningloop.people.rules import AGENCY_LEAD
from learningloop.sources.register import operations as register
from learningloop.sources.register.models import Source
from learningloop.trail.models import Event
from learningloop.trail.operations import NothingWasLogged, OutsideOperation, log, operation
from tests.world import World

ON = date(2026, 5, 3)


def a_finding(world: World):
    by = world.people["officer"]
    source = register.record_source(
        board=world.board, kind="audit", title="Audit of neglect", started_on=ON, by=by
    )
    return learning.draw_finding(
        source=source, kind="need", statement="Chronologies are missing", multi_agency=True, drawn_on=ON, by=by
    )


def test_the_loop_once_round_leaves_an_event_a_step(world):
    by = world.people["business_manager"]
    finding = a_finding(world)
    recommendation = learning.make_recommendation(findings=[finding], text="Keep chronologies", made_on=ON, by=by)
    with pytest.raises(actions.NotAccepted):
        agree(world, recommendation)
    learning.respond_to_recommendation(recommendation=recommendation, decision="accepted", decided_on=ON, by=by)
    action = agree(world, recommendation)
    with pytest.raises(evaluation.NotDoneYet):
        judge(world, action, "practice")
    actions.move_action(action=action, due_on=date(2026, 8, 1), why="The trainer was ill", on=ON, by=by)
    actions.report_action(action=action, note="All trained", on=ON, by=by)
    actions.close_action(action=action, assurance="Ten files read", on=ON, by=by)
    item = sharing.write_shared_item(
        board=world.board, title="Chronologies", body="Keep them", findings=[finding],
        agencies=[world.agencies["police"]], roles=[AGENCY_LEAD.key], return_by=date(2026, 6, 1), on=ON, by=by,
    )  # fmt: skip
    sharing.send_shared_item(item=item, on=ON, by=by)
    sharing.confirm_shared_item(item=item, on=ON, by=world.people["agency_lead"])
    with pytest.raises(evaluation.NextDateMissing):
        judge(world, action, "unknown")
    judged = judge(world, action, "not-improved")
    again = evaluation.commission_follow_up(
        evaluation=judged, kind="audit", title="Re-audit", started_on=ON, by=by
    )
    assert (finding.reference, action.reference, again.reference) == ("F-2026-001", "A-2026-001", "R-2026-002")
    assert latest_events(12) == [
        "recommendation.made", "recommendation.answered", "action.agreed", "action.moved", "action.reported",
        "action.closed", "shared.written", "shared.sent", "shared.confirmed", "evaluation.carried-out",
        "source.recorded", "evaluation.commissioned",
    ]  # fmt: skip


def latest_events(number):
    return list(Event.objects.filter(board="eastshire").order_by("pk").values_list("kind", flat=True))[-number:]


def agree(world, recommendation):
    return actions.agree_action(
        recommendation=recommendation, title="Train", difference="Seen in files", agency=world.agencies["police"],
        group=world.groups["audit"], due_on=date(2026, 7, 1), how_will_we_know="Re-audit",
        evaluate_on=date(2026, 12, 1), agreed_on=ON, by=world.people["officer"],
    )  # fmt: skip


def judge(world, action, verdict):
    return evaluation.carry_out_evaluation(
        action=action,
        verdict=verdict,
        why="The files say so",
        evidence="9 of 12",
        on=ON,
        by=world.people["officer"],
    )


def test_a_boards_rows_cannot_be_read_outside_its_scope(db):
    with pytest.raises(ScopeError):
        Source.objects.count()


def test_an_operation_that_leaves_no_event_is_undone(world):
    @operation
    def silent(*, by):
        world.board.area = "Elsewhere"
        world.board.save()

    with pytest.raises(NothingWasLogged):
        silent(by=world.people["officer"])
    world.board.refresh_from_db()
    assert world.board.area == "Eastshire"


def test_nothing_is_logged_outside_an_operation(world):
    with pytest.raises(OutsideOperation):
        log(register.events.SOURCE_RECORDED, world.board)


def test_a_write_outside_an_operation_is_caught(world):
    with pytest.raises(AssertionError, match="people_board was written outside an operation"):
        world.board.save()
