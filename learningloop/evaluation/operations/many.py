"""Judging the effect of many actions at once."""

from collections.abc import Sequence

from django.utils import timezone

from learningloop.evaluation import events
from learningloop.evaluation.models import Evaluation
from learningloop.evaluation.operations import JudgedTooEarly, NextDateMissing
from learningloop.evaluation.rules import judged_too_early, next_date_missing
from learningloop.people.models import Board
from learningloop.people.operations import give_references
from learningloop.trail.operations import Actor, create_many, operation


@operation
def carry_out_evaluations(*, board: Board, evaluations: Sequence[Evaluation], by: Actor) -> None:
    """Carry out evaluations that are not saved yet, the earliest first. Raises as carry_out_evaluation does."""
    now = timezone.now()
    ordered = sorted(evaluations, key=lambda evaluation: evaluation.carried_out_on)
    for one in ordered:
        if wrong := judged_too_early(one.carried_out_on, one.action.closed_on):
            raise JudgedTooEarly(wrong)
        if missing := next_date_missing(one.verdict, one.carried_out_on, one.again_on):
            raise NextDateMissing(missing)
        one.board, one.recorded_at = board, now
    give_references(board=board, letters="E", made=((one, one.carried_out_on.year) for one in ordered))
    create_many(
        events.EVALUATION_CARRIED_OUT,
        ordered,
        facts=lambda evaluation: {"verdict": evaluation.get_verdict_display().lower()},
    )
