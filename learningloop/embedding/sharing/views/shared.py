"""The list of shared learning, and an item as its reader sees it."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from learningloop.embedding.sharing import queries
from learningloop.embedding.sharing.exports import shared_file
from learningloop.embedding.sharing.forms import SharedFilters
from learningloop.embedding.sharing.models import SharedItem
from learningloop.embedding.sharing.policy import (
    SHARED_CASCADE,
    SHARED_CONFIRM,
    SHARED_EDIT,
    SHARED_FOLLOW,
    SHARED_HISTORY,
    SHARED_SEND,
    SHARED_VIEW,
    SHARED_WRITE,
)
from learningloop.kit.downloads import form_asked
from learningloop.kit.lists import Sort, make_listing
from learningloop.people.gate import Request, board_page, record_page
from learningloop.people.models import Board
from learningloop.people.policy import allow, holds_on, which
from learningloop.trail.operations import log_reading

SORTS = [
    Sort("sent", "Sent", "sent_or_draft", "pk", descending=True),
    Sort("title", "Title", "title", "pk"),
    Sort("return", "Return by", "return_by", "pk"),
]
BUTTONS = [SHARED_EDIT, SHARED_SEND, SHARED_CONFIRM, SHARED_CASCADE, SHARED_FOLLOW, SHARED_HISTORY]


@board_page(SHARED_VIEW)
@require_safe
def list_(request: Request, board: Board) -> HttpResponse:
    """What was shared, narrowed by the filters; the same rows as a file with `format`."""
    whole = queries.shared_for(request.user, board)
    filters = SharedFilters(request.GET, board=board, person=request.user, years=queries.years_of(whole))
    filters.is_valid()
    narrowed = queries.narrow_shared(whole, filters.cleaned_data, request.user)
    rows = queries.listed(narrowed, request.user)
    follows = holds_on(request.user, SHARED_FOLLOW, board)
    listing = make_listing(rows, request.GET, sorts=SORTS, filters=filters)
    if form := form_asked(request):
        return shared_file(board, listing.found, form, follows=follows)
    context = {
        "listing": listing,
        "facts": queries.facts(narrowed, request.user, board),
        "may_write": allow(request.user, SHARED_WRITE, board),
        "follows": follows,
    }
    return render(request, "sharing/list.html", context)


@record_page(SHARED_VIEW)
@require_safe
def detail(request: Request, item: SharedItem) -> HttpResponse:
    """An item to be read. That somebody to whom it was sent opened it is noted once."""
    mine = queries.received_by(item, request.user)
    if mine and request.method == "GET" and not queries.has_opened(item, request.user):
        log_reading(item, by=request.user)
    may = which(request.user, item, BUTTONS)
    context = {
        "item": item,
        "mine": mine,
        "may": may,
        "totals": queries.totals_of(item) if item.sent_on else None,
        "findings": list(queries.findings_for(request.user, item.board).filter(pk__in=item.findings.values("pk"))),
        "cascades": _cascades(request, item) if "shared.cascade" in may and "shared.follow" not in may else [],
        "roles": queries.roles_of(item),
        "agencies": list(item.agencies.all()),
    }
    return render(request, "sharing/detail.html", context)


def _cascades(request: Request, item: SharedItem) -> list[dict[str, Any]]:
    """For an agency's lead: what the agency returned, or still owes."""
    agencies = list(queries.returnable(item, request.user))
    returned = queries.returns_of(item, agencies)
    return [{"agency": agency, "returned": returned.get(agency.pk)} for agency in agencies]
