"""A round before the panel: what to read first, and how far agreed grades are from the agencies' own."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from learningloop.kit.downloads import form_asked
from learningloop.kit.lists import list_ranked
from learningloop.people.gate import Request, record_page
from learningloop.people.policy import allowed
from learningloop.scrutiny.exports import drifts_file, entries_file
from learningloop.scrutiny.forms import ScrutinyFilters
from learningloop.scrutiny.policy import RETURN_ALLOCATE, ROUND_SCRUTINISE
from learningloop.scrutiny.queries.rounds import drifts_of, entries_of, narrow_entries
from learningloop.sources.assessments.models import Round
from learningloop.sources.assessments.policy import ROUND_VIEW


@record_page(ROUND_SCRUTINISE)
@require_safe
def list_(request: Request, round_: Round) -> HttpResponse:
    """The returns to scrutinise, those at risk first, a page at a time; the same rows as a file with `format`."""
    filters = ScrutinyFilters(request.GET)
    asked = filters.cleaned_data if filters.is_valid() else {}
    listing = list_ranked(narrow_entries(entries_of(round_, request.user), asked), request.GET, filters)
    if form := form_asked(request):
        return entries_file(round_, listing.found, form)
    here = [entry.return_.pk for entry in listing.page]
    may_allocate = set(allowed(request.user, RETURN_ALLOCATE).filter(pk__in=here).values_list("pk", flat=True))
    context = {"round": round_, "listing": listing, "may_allocate": may_allocate}
    return render(request, "scrutiny/round.html", context)


@record_page(ROUND_VIEW)
@require_safe
def moderation(request: Request, round_: Round) -> HttpResponse:
    """What agencies graded themselves against what was agreed; the same rows as a file with `format`."""
    number, drifts = drifts_of(round_, request.user)
    if form := form_asked(request):
        return drifts_file(round_, drifts, form)
    return render(request, "scrutiny/moderation.html", {"round": round_, "number": number, "drifts": drifts})
