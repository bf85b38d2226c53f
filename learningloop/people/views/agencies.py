"""The agencies that work with a board, and who speaks for each."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from learningloop.kit.downloads import form_asked
from learningloop.kit.lists import Sort, make_listing
from learningloop.people.exports import agencies_file
from learningloop.people.forms import AgencyFilters, AgencyForm
from learningloop.people.gate import Request, board_page
from learningloop.people.models import Board
from learningloop.people.operations import change_agency, found_agency
from learningloop.people.policy import (
    AGENCY_ADD,
    PEOPLE_VIEW,
    agencies_on,
    allow,
    holds_on,
    may_change_agency,
    other_boards,
)  # fmt: skip
from learningloop.people.queries import agencies_with_people, narrow_agencies
from learningloop.trail.operations import ChangedMeanwhile, Refused
from learningloop.trail.queries import last_change, state_of

SHOWN = ("name", "kind", "locality")
"""What the form of an agency asks, besides its boards."""


@board_page(PEOPLE_VIEW)
def list_(request: Request, board: Board) -> HttpResponse:
    listing = make_listing(
        agencies_with_people(board),
        request.GET,
        sorts=[
            Sort("name", "Agency", "name", "pk"),
            Sort("kind", "Kind", "kind", "name"),
            Sort("locality", "Locality", "locality", "name"),
        ],
        filters=AgencyFilters(request.GET, board=board),
        narrow=narrow_agencies,
    )
    if form := form_asked(request):
        return agencies_file(board, listing.found, form)
    context = {"listing": listing, "may_add": allow(request.user, AGENCY_ADD, board)}
    return render(request, "people/agencies.html", context)


@board_page(PEOPLE_VIEW)
def detail(request: Request, board: Board, agency: str) -> HttpResponse:
    found = get_object_or_404(agencies_with_people(board), slug=agency)
    may_edit = holds_on(request.user, AGENCY_ADD, board) and may_change_agency(request.user, found)
    # What people of another board did with a shared agency is not told here.
    ours = may_edit or found.boards.count() == 1
    return render(request, "people/agency.html", {"agency": found, "may_edit": may_edit, "ours": ours})


@board_page(AGENCY_ADD)
@require_http_methods(["GET", "POST"])
def add(request: Request, board: Board) -> HttpResponse:
    form = AgencyForm(request.POST or None, others=other_boards(request.user, board))
    if request.method == "POST" and form.is_valid():
        try:
            agency = found_agency(**_told(form, board), home=board, by=request.user)
        except Refused as refused:
            form.add_error("name", str(refused))
        else:
            messages.success(request, f"{agency} is added.")
            return redirect("people:agency", board.slug, agency.slug)
    return render(request, "people/agency_add.html", {"form": form})


@board_page(AGENCY_ADD)
@require_http_methods(["GET", "POST"])
def edit(request: Request, board: Board, agency: str) -> HttpResponse:
    found = get_object_or_404(agencies_on(board), slug=agency)
    if not may_change_agency(request.user, found):
        raise PermissionDenied("Change an agency that works with a board on which you may not change agencies")
    shown = {name: getattr(found, name) for name in SHOWN}
    initial = {**shown, "boards": found.boards.all(), "seen": state_of(found)}
    form = AgencyForm(request.POST or None, others=other_boards(request.user, board), initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            change_agency(agency=found, **_told(form, board), seen=form.cleaned_data["seen"], by=request.user)
        except ChangedMeanwhile:
            form.collide(*last_change(found))
        except Refused as refused:
            form.add_error("name", str(refused))
        else:
            messages.success(request, f"{found} is changed.")
            return redirect("people:agency", board.slug, found.slug)
    return render(request, "people/agency_edit.html", {"form": form, "agency": found})


def _told(form: AgencyForm, board: Board) -> dict[str, Any]:
    told = form.cleaned_data
    kept = {name: told[name] for name in SHOWN}
    return {**kept, "boards": [board, *told.get("boards", [])]}
