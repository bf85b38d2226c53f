"""Taking the board's records along as a sheet, and the empty template."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from learningloop.exchange import exports
from learningloop.exchange.policy import SHEET_BRING, SHEET_EXPORT
from learningloop.exchange.rules.columns import STAGES
from learningloop.exchange.rules.guide import RULES, needed, tells
from learningloop.kit.downloads import attachment, form_asked
from learningloop.kit.spreadsheets import XLSX
from learningloop.people.gate import Request, board_page
from learningloop.people.models import Board
from learningloop.people.policy import allow


@board_page(SHEET_EXPORT)
@require_safe
def sheet(request: Request, board: Board) -> HttpResponse:
    """What the sheet is, its columns, and the ways in and out."""
    told = [
        (stage, [(column, tells(column), needed(stage, column)) for column in stage.columns]) for stage in STAGES
    ]
    context = {"stages": told, "rules": RULES, "may_bring": allow(request.user, SHEET_BRING, board)}
    return render(request, "exchange/sheet.html", context)


@board_page(SHEET_EXPORT)
@require_safe
def export(request: Request, board: Board) -> HttpResponse:
    """The records that this person may see."""
    form = form_asked(request) or XLSX
    return attachment(exports.sheet_of(board, request.user, form), f"learning-{board.slug}", form)


@board_page(SHEET_EXPORT)
@require_safe
def template(request: Request, board: Board) -> HttpResponse:
    """The empty sheet."""
    return attachment(exports.template(board), f"learning-template-{board.slug}", XLSX)
