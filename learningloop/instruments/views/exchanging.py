"""Question sets as spreadsheets, out and in."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from learningloop.instruments.exports import spreadsheet
from learningloop.instruments.forms import SpreadsheetForm
from learningloop.instruments.imports import FaultyQuestions, read_questions
from learningloop.instruments.models import QuestionSetVersion
from learningloop.instruments.operations import draft_questions
from learningloop.instruments.policy import QUESTIONS_VIEW, QUESTIONS_WRITE
from learningloop.kit.forms import posted
from learningloop.kit.spreadsheets import FORMS, XLSX, Unreadable
from learningloop.people.gate import Request, board_page, record_page
from learningloop.people.models import Board
from learningloop.trail.operations import Refused


@record_page(QUESTIONS_VIEW)
@require_safe
def download(request: Request, version: QuestionSetVersion) -> HttpResponse:
    response = HttpResponse(spreadsheet(version.document), content_type=FORMS[XLSX])
    response["Content-Disposition"] = f'attachment; filename="{version.reference}.xlsx"'
    return response


@board_page(QUESTIONS_WRITE)
@require_http_methods(["GET", "HEAD", "POST"])
def upload(request: Request, board: Board) -> HttpResponse:
    """A spreadsheet becomes a draft whole, or is told all its faults, each with its cell."""
    form = SpreadsheetForm(posted(request), request.FILES or None)
    faults: list[object] = []
    if form.is_valid():
        try:
            question_set = read_questions(form.cleaned_data["file"].read())
            draft = draft_questions(board=board, question_set=question_set, by=request.user)
        except FaultyQuestions as faulty:
            faults = [*faulty.faults]
            form.add_error("file", "Nothing was taken in. Mend what stands below, then choose the file again")
        except (Unreadable, Refused) as refused:
            form.add_error("file", str(refused))
        else:
            messages.success(request, f"{draft.title} is a draft now. Read it, try it, then publish it.")
            return redirect("instruments:detail", board.slug, draft.reference)
    return render(request, "instruments/upload.html", {"form": form, "faults": faults})
