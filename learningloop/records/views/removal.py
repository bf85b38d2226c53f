"""Removing what was recorded by mistake, and putting it back."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from learningloop.kit.back import way_back
from learningloop.kit.forms import posted
from learningloop.kit.lists import Sort, make_listing
from learningloop.people.gate import Request, board_page, record_page
from learningloop.people.models import Board
from learningloop.people.policy import BOARD_VIEW, PERMISSIONS, allow, allowed, holds_on, sight_of
from learningloop.records import queries
from learningloop.records.forms import RemovalForm
from learningloop.records.models import Removed
from learningloop.records.operations.removal import put_back, remove_record
from learningloop.records.policy import REMOVED_PUT_BACK, REMOVED_VIEW
from learningloop.trail.operations import Refused, log_reading

SORTS = [Sort("at", "Removed", "at", "pk", descending=True), Sort("reference", "Reference", "reference", "pk")]


@board_page(BOARD_VIEW)
@require_http_methods(["GET", "HEAD", "POST"])
def remove(request: Request, board: Board, kind: str, reference: str) -> HttpResponse:
    record = _record(request, board, kind, reference)
    form = RemovalForm(posted(request))
    if form.is_valid():
        try:
            remove_record(record=record, why=form.cleaned_data["why"], by=request.user)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            officer = holds_on(request.user, REMOVED_VIEW, board)
            messages.success(request, f"{reference} is removed. {_who_puts_back(officer)}")
            return redirect("records:removed", board.slug) if officer else redirect(f"/{board.slug}/")
    if queries.is_restricted(record):
        log_reading(record, by=request.user)
    context = {"form": form, "record": record, "back": way_back(request, f"/{board.slug}/")}
    return render(request, "records/remove.html", context)


def _who_puts_back(officer: bool) -> str:
    return "You can put it back here." if officer else "The board’s unit can put it back."


def _record(request: Request, board: Board, kind: str, reference: str) -> Any:
    """The record, if this person may open it; its kind is the word with which its permissions begin."""
    sight, permission = sight_of(kind), PERMISSIONS.get(f"{kind}.remove")
    if not sight or not permission:
        raise Http404
    record = get_object_or_404(allowed(request.user, sight).filter(board=board), reference=reference)
    if not allow(request.user, permission, record):
        raise PermissionDenied(permission.sentence)
    return record


@board_page(REMOVED_VIEW)
@require_safe
def list_(request: Request, board: Board) -> HttpResponse:
    """What was removed, newest first."""
    listing = make_listing(queries.removed_from(request.user, board), request.GET, sorts=SORTS)
    return render(request, "records/removed.html", {"listing": listing})


@record_page(REMOVED_PUT_BACK, by="key")
@require_http_methods(["GET", "HEAD", "POST"])
def put_back_check(request: Request, removed: Removed) -> HttpResponse:
    board = request.board
    if request.method == "POST":
        try:
            put_back(removed=removed, by=request.user)
        except Refused as refused:
            messages.error(request, str(refused))
            return redirect("records:removed", board.slug)
        messages.success(request, f"{removed.reference} is back as it was.")
        return redirect("records:removed", board.slug)
    context = {"removed": removed, "back": reverse("records:removed", args=[board.slug])}
    return render(request, "records/put_back.html", context)
