"""Evaluations as a spreadsheet."""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponse

from learningloop.evaluation.models import Evaluation
from learningloop.kit.downloads import table_file
from learningloop.people.models import Board

COLUMNS = (
    "Reference", "Judged", "Verdict", "Why", "Evidence", "Shown by", "Judge again", "Action", "Action's title",
    "Agency", "Group", "Follow-up",
)  # fmt: skip


DUE = ("Action", "Title", "To be judged", "Agency", "Group", "How will we know")


def evaluations_file(board: Board, rows: QuerySet[Evaluation], form: str) -> HttpResponse:
    """The evaluations of a list, one a line."""
    return table_file(f"evaluations-{board.slug}", COLUMNS, rows, _cells, form)


def due_file(board: Board, rows: QuerySet[Any], form: str) -> HttpResponse:
    """The actions whose effect is still to be judged, one a line."""
    return table_file(f"to-judge-{board.slug}", DUE, rows, _due, form)


def _due(action: Any) -> tuple[object, ...]:
    return (
        action.reference,
        action.title,
        action.judge_on,
        action.agency.name,
        action.group.name,
        action.how_will_we_know,
    )


def _cells(evaluation: Evaluation) -> tuple[object, ...]:
    action, shown_by, follow_up = evaluation.action, evaluation.shown_by, evaluation.commissioned
    return (
        evaluation.reference,
        evaluation.carried_out_on,
        evaluation.get_verdict_display(),
        evaluation.why,
        evaluation.evidence,
        shown_by and shown_by.reference,
        evaluation.again_on,
        action.reference,
        action.title,
        action.agency.name,
        action.group.name,
        follow_up and follow_up.reference,
    )
