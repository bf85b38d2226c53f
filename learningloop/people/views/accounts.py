"""Closing the account of somebody who left, and opening it again."""

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from learningloop.people.forms import CloseForm
from learningloop.people.gate import Request, board_page
from learningloop.people.models import Board
from learningloop.people.operations.closing import close_account, reopen_account
from learningloop.people.policy import ROLE_GRANT
from learningloop.people.queries import somebody_of
from learningloop.trail.operations import Refused


@board_page(ROLE_GRANT)
@require_http_methods(["GET", "POST"])
def close(request: Request, board: Board, person: UUID) -> HttpResponse:
    """Beside the question stands what still bears their name, to be handed on."""
    return _ask(request, board, person, close_account, "people/close.html", "{} cannot sign in any more.")


@board_page(ROLE_GRANT)
@require_http_methods(["GET", "POST"])
def reopen(request: Request, board: Board, person: UUID) -> HttpResponse:
    return _ask(request, board, person, reopen_account, "people/reopen.html", "{} can sign in again.")


def _ask(
    request: Request, board: Board, person: UUID, do: Callable[..., None], template: str, done: str
) -> HttpResponse:
    somebody = get_object_or_404(somebody_of(board), key=person)
    form = CloseForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            do(person=somebody, why=form.cleaned_data["why"], by=request.user)
            messages.success(request, done.format(somebody))
            return redirect("people:detail", board.slug, somebody.key)
        except Refused as refused:
            form.add_error(None, str(refused))
    return render(request, template, {"form": form, "person": somebody})
