"""A board's groups: what each is for, who sits in it, to whom it reports."""

from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from learningloop.kit.downloads import form_asked
from learningloop.people.exports import groups_file
from learningloop.people.forms import GroupForm
from learningloop.people.gate import Request, board_page
from learningloop.people.models import Board
from learningloop.people.operations import change_group, found_group
from learningloop.people.policy import (
    AGENCY_ADD,
    PEOPLE_VIEW,
    allow,
    groups_on,
    may_change_group,
    other_boards,
)  # fmt: skip
from learningloop.people.queries import groups_with_people, nested
from learningloop.trail.operations import ChangedMeanwhile, Refused
from learningloop.trail.queries import last_change, state_of


@board_page(PEOPLE_VIEW)
def list_(request: Request, board: Board) -> HttpResponse:
    """A board has tens of groups: all of them on one page, in the order of who reports to whom."""
    groups = nested(groups_with_people(board))
    if form := form_asked(request):
        return groups_file(board, (group for _, group in groups), form)
    context = {
        "groups": [("– " * depth, group) for depth, group in groups],
        "may_add": allow(request.user, AGENCY_ADD, board),
    }
    return render(request, "people/groups.html", context)


@board_page(PEOPLE_VIEW)
def detail(request: Request, board: Board, home: str, group: str) -> HttpResponse:
    found = get_object_or_404(groups_with_people(board), home__slug=home, key=group)
    reporting = groups_on(board).filter(reports_to=found).select_related("home")
    context = {"group": found, "reporting": reporting, "may_edit": may_change_group(request.user, found)}
    return render(request, "people/group.html", context)


@board_page(AGENCY_ADD)
@require_http_methods(["GET", "POST"])
def add(request: Request, board: Board) -> HttpResponse:
    form = GroupForm(request.POST or None, board=board, others=other_boards(request.user, board))
    if request.method == "POST" and form.is_valid():
        try:
            group = found_group(home=board, **_told(form), by=request.user)
        except Refused as refused:
            form.add_error("name", str(refused))
        else:
            messages.success(request, f"{group} is added.")
            return redirect("people:group", board.slug, board.slug, group.key)
    return render(request, "people/group_add.html", {"form": form})


@board_page(AGENCY_ADD)
@require_http_methods(["GET", "POST"])
def edit(request: Request, board: Board, home: str, group: str) -> HttpResponse:
    found = get_object_or_404(groups_on(board).select_related("home"), home__slug=home, key=group)
    if found.home != board:
        raise PermissionDenied("Change a group of another board; it is changed from its home board")
    initial = {
        "name": found.name,
        "purpose": found.purpose,
        "reports_to": found.reports_to,
        "boards": found.boards.all(),
        "seen": state_of(found),
    }
    others = other_boards(request.user, board)
    form = GroupForm(request.POST or None, board=board, others=others, but=found, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            kept = found.boards.exclude(pk__in=others).exclude(pk=board.pk)
            change_group(group=found, **_told(form, kept), seen=form.cleaned_data["seen"], by=request.user)
        except ChangedMeanwhile:
            form.collide(*last_change(found))
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, f"{found} is changed.")
            return redirect("people:group", board.slug, board.slug, found.key)
    return render(request, "people/group_edit.html", {"form": form, "group": found})


def _told(form: GroupForm, kept: Iterable[Board] = ()) -> dict[str, Any]:
    """What was chosen; boards that this person may not choose among are kept."""
    told = {name: value for name, value in form.cleaned_data.items() if name != "seen"}
    also_serves = [*told.pop("boards", []), *kept]
    return {**told, "also_serves": also_serves}
