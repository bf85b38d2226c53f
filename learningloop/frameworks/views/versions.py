"""Every version of a board's framework: since when it holds, who approved it, what it changed."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from learningloop.frameworks.policy import FRAMEWORK_VIEW
from learningloop.frameworks.queries import Period, period_of, periods
from learningloop.frameworks.rules.differences import by_section, compare
from learningloop.frameworks.views.showing import downloaded, shown
from learningloop.people.gate import Request, board_page
from learningloop.people.models import Board


@board_page(FRAMEWORK_VIEW)
@require_safe
def list_(request: Request, board: Board) -> HttpResponse:
    """A framework has a handful of versions: all of them on one page."""
    return render(request, "frameworks/versions.html", {"periods": periods(board)})


@board_page(FRAMEWORK_VIEW)
@require_safe
def detail(request: Request, board: Board, number: int) -> HttpResponse:
    return render(request, "frameworks/version.html", shown(_period(board, number)))


@board_page(FRAMEWORK_VIEW)
@require_safe
def changes(request: Request, board: Board, number: int) -> HttpResponse:
    """What a version changed in the one before it."""
    period = _period(board, number)
    told = compare(period.before.document, period.version.document) if period.before else []
    context = {"period": period, "number": len(told), "told": by_section(told)}
    return render(request, "frameworks/changes.html", context)


@board_page(FRAMEWORK_VIEW)
@require_safe
def download(request: Request, board: Board, number: int, form: str) -> HttpResponse:
    return downloaded(_period(board, number).version, form)


def _period(board: Board, number: int) -> Period:
    period = period_of(board, number)
    if period is None:
        raise Http404
    return period
