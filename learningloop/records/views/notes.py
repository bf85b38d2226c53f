"""Writing a note beside a record of any kind."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from learningloop.kit.back import way_back
from learningloop.kit.forms import posted
from learningloop.people.gate import Request, board_page
from learningloop.people.models import Board
from learningloop.people.policy import allowed, sight_of
from learningloop.records.forms import NoteForm
from learningloop.records.operations import add_note
from learningloop.records.policy import NOTE_ADD


@board_page(NOTE_ADD)
@require_http_methods(["GET", "POST"])
def add(request: Request, board: Board, kind: str, reference: str) -> HttpResponse:
    record = _record(request, board, kind, reference)
    form = NoteForm(posted(request))
    back = way_back(request, f"/{board.slug}/")
    if form.is_valid():
        add_note(board=board, kind=kind, reference=reference, text=form.cleaned_data["text"], by=request.user)
        messages.success(request, f"Your note stands beside {reference}.")
        return redirect(back)
    return render(request, "records/note_add.html", {"form": form, "record": record, "back": back})


def _record(request: Request, board: Board, kind: str, reference: str) -> Any:
    """The record, if this person may open it: its kind is the word of its `.view` permission."""
    sight = sight_of(kind)
    if sight is None:
        raise Http404
    return get_object_or_404(allowed(request.user, sight).filter(board=board), reference=reference)
