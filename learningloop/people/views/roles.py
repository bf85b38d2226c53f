"""Granting and removing roles: asked, shown once more, then done."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from learningloop.people.forms import GrantForm, RemoveForm
from learningloop.people.gate import Request, board_page, sign_in_url
from learningloop.people.models import Appointment, Board
from learningloop.people.operations import remove_role
from learningloop.people.operations.invitations import invite
from learningloop.people.policy import ROLE_GRANT
from learningloop.people.queries import appointments_on, has_account, invitation_of, known_here, may_remove
from learningloop.people.rules import Held
from learningloop.people.views.invitations import tell_of_message
from learningloop.trail.operations import Refused


@board_page(ROLE_GRANT)
@require_http_methods(["GET", "POST"])
def grant(request: Request, board: Board) -> HttpResponse:
    """Somebody with an account is found by the address; whose it is, is not said before the role is granted."""
    form = GrantForm(request.POST or None, board=board, initial=_begin(request, board))
    if request.method == "POST" and form.is_valid():
        known = has_account(form.cleaned_data["email"])
        if not known and not form.cleaned_data["name"]:
            form.add_error("name", "Nobody with this address has an account yet. Enter their name to add them")
        elif "change" not in request.POST:
            return _check_or_grant(request, board, form, known)
    return render(request, "people/grant.html", {"form": form})


def _begin(request: Request, board: Board) -> dict[str, Any]:
    """The form for somebody who is on the board already begins with their address."""
    somebody = known_here(board, request.GET.get("person", ""))
    return {"on": timezone.localdate(), "email": somebody.email if somebody else ""}


def _check_or_grant(request: Request, board: Board, form: GrantForm, known: bool) -> HttpResponse:
    told = form.cleaned_data
    if "confirm" not in request.POST:
        context = {"told": told, "known": known}
        return render(request, "people/grant_check.html", context)
    on_board = None if told["role"].held is Held.GROUP else board
    try:
        where = sign_in_url(request)
        appointment = invite(**told, to=board, board=on_board, sign_in_url=where, by=request.user)
    except Refused as refused:
        form.add_error(None, str(refused))
        return render(request, "people/grant.html", {"form": form})
    messages.success(request, f"{appointment.person} now holds the role of {appointment.role_held.name.lower()}.")
    tell_of_message(request, invitation_of(appointment.person, board))
    return redirect("people:detail", board.slug, appointment.person.key)


@board_page(ROLE_GRANT)
@require_http_methods(["GET", "POST"])
def remove(request: Request, board: Board, person: UUID, appointment: UUID) -> HttpResponse:
    rows = appointments_on(board).filter(ended_on=None, person__key=person)
    ending = get_object_or_404(rows, key=appointment)
    if not may_remove(ending, board):
        raise Http404
    form = RemoveForm(request.POST or None, initial={"on": timezone.localdate()})
    if request.method == "POST" and form.is_valid() and "change" not in request.POST:
        return _check_or_remove(request, board, form, ending)
    return render(request, "people/remove.html", {"form": form, "ending": ending})


def _check_or_remove(request: Request, board: Board, form: RemoveForm, ending: Appointment) -> HttpResponse:
    context = {"ending": ending, "form": form}
    if "confirm" not in request.POST:
        return render(request, "people/remove_check.html", context)
    try:
        remove_role(appointment=ending, **form.cleaned_data, by=request.user)
    except Refused as refused:
        form.add_error(None, str(refused))
        return render(request, "people/remove.html", context)
    messages.success(request, f"{ending.person} no longer holds the role of {ending.role_held.name.lower()}.")
    return redirect("people:detail", board.slug, ending.person.key)
