"""How far a sent item came: agency by agency, and for the board's unit person by person."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from learningloop.embedding.sharing import queries
from learningloop.embedding.sharing.exports import agencies_file, recipients_file
from learningloop.embedding.sharing.models import SharedItem
from learningloop.embedding.sharing.policy import SHARED_CASCADE, SHARED_FOLLOW, SHARED_RECIPIENTS
from learningloop.kit.downloads import form_asked
from learningloop.kit.lists import Sort, make_listing
from learningloop.people.gate import Request, record_page
from learningloop.people.policy import which

AGENCY_SORTS = [
    Sort("agency", "Agency", "name", "pk"),
    Sort("returned", "Cascade returned", "returned_or_never", "name"),
    Sort("confirmed", "Confirmed", "confirmed", "name"),
]
PERSON_SORTS = [
    Sort("agency", "Agency", "agency__name", "person__name", "pk"),
    Sort("name", "Name", "person__name", "pk"),
    Sort("confirmed", "Confirmed", "confirmed_or_never", "person__name"),
]


@record_page(SHARED_FOLLOW)
@require_safe
def follow(request: Request, item: SharedItem) -> HttpResponse:
    rows = queries.agencies_reached(item)
    listing = make_listing(rows, request.GET, sorts=AGENCY_SORTS)
    if form := form_asked(request):
        return agencies_file(item, listing.found, form)
    context = {
        "item": item,
        "listing": listing,
        "totals": queries.totals_of(item),
        "returns": list(queries.returns_of(item, listing.page.object_list).values()),
        "may": which(request.user, item, [SHARED_RECIPIENTS, SHARED_CASCADE]),
    }
    return render(request, "sharing/follow.html", context)


@record_page(SHARED_RECIPIENTS)
@require_safe
def recipients(request: Request, item: SharedItem) -> HttpResponse:
    rows = queries.recipients_of(item)
    listing = make_listing(rows, request.GET, sorts=PERSON_SORTS)
    if form := form_asked(request):
        return recipients_file(item, listing.found, form)
    context = {
        "item": item,
        "listing": listing,
        "totals": queries.totals_of(item),
    }
    return render(request, "sharing/recipients.html", context)
