"""A board's framework as it is in force: to read, and to take away."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from learningloop.frameworks.policy import FRAMEWORK_DRAFT, FRAMEWORK_READ_DRAFT, FRAMEWORK_VIEW
from learningloop.frameworks.queries import draft_of, periods
from learningloop.frameworks.views.showing import downloaded, shown
from learningloop.people.gate import Request, board_page
from learningloop.people.models import Board
from learningloop.people.policy import which


@board_page(FRAMEWORK_VIEW)
@require_safe
def detail(request: Request, board: Board) -> HttpResponse:
    every = periods(board)
    in_force = next((period for period in every if period.is_in_force), None)
    to_come = next((period for period in every if period.is_to_come), None)
    if in_force is None:
        return render(request, "frameworks/none.html", {"to_come": to_come})
    may = which(request.user, board, [FRAMEWORK_READ_DRAFT, FRAMEWORK_DRAFT])
    context = {
        **shown(in_force),
        "to_come": to_come,
        "may_read_draft": FRAMEWORK_READ_DRAFT.key in may,
        "may_draft": FRAMEWORK_DRAFT.key in may,
        "has_draft": bool(may) and draft_of(board) is not None,
    }
    return render(request, "frameworks/detail.html", context)


@board_page(FRAMEWORK_VIEW)
@require_safe
def download(request: Request, board: Board, form: str) -> HttpResponse:
    in_force = next((period.version for period in periods(board) if period.is_in_force), None)
    if in_force is None:
        raise Http404
    return downloaded(in_force, form)
