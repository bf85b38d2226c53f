"""A round across its agencies, an agency across its rounds, and a return beside the range of others."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from learningloop.kit.downloads import form_asked
from learningloop.kit.lists import Sort, make_listing
from learningloop.people.gate import Request, record_page
from learningloop.people.policy import allow, allowed
from learningloop.sources.assessments import queries, rules
from learningloop.sources.assessments.exports import standard_file, together_file, years_file
from learningloop.sources.assessments.forms import OverviewFilters
from learningloop.sources.assessments.models import Return, Round
from learningloop.sources.assessments.policy import RETURN_COMPARE, RETURN_VIEW, ROUND_VIEW
from learningloop.sources.assessments.queries import across
from learningloop.sources.assessments.queries.others import beside_others
from learningloop.sources.assessments.queries.years import years_of

SORTS = [
    Sort("reached", "Reached", "rank", "agency__name"),
    Sort("agency", "Agency", "agency__name", "pk"),
]


@record_page(ROUND_VIEW)
@require_safe
def standard(request: Request, round_: Round, standard: str) -> HttpResponse:
    """One section in all agencies, the weakest first; the same rows as a file with `format`."""
    section = next((one for one in round_.question_set.scored_sections if one.key == standard), None)
    if section is None:
        raise Http404
    filters = OverviewFilters(request.GET, board=request.board)
    filters.is_valid()
    rows = queries.listed(allowed(request.user, RETURN_VIEW)).filter(round=round_).exclude(state=rules.WITHDRAWN)
    narrowed = queries.narrow_returns(rows, filters.cleaned_data, timezone.localdate())
    listing = make_listing(across.ranked(narrowed, section), request.GET, sorts=SORTS, filters=filters)
    if form := form_asked(request):
        return standard_file(round_, section, listing.found, form)
    context = {
        "round": round_,
        "section": section,
        "listing": listing,
        "questions": section.graded,
        "rows": across.answers_to(list(listing.page), section),
        "spreads": across.spreads_of(round_, request.user, [section])[section.key],
    }
    return render(request, "assessments/standard.html", context)


@record_page(ROUND_VIEW)
@require_safe
def kinds(request: Request, round_: Round) -> HttpResponse:
    """What kinds of agency, and localities, reach in each section; the same rows as a file with `format`."""
    sections = round_.question_set.scored_sections
    rows = across.submitted_of(round_, request.user)
    told = {
        "kind": across.by_kind(rows, sections),
        "locality": across.by_locality(rows, sections),
    }
    if form := form_asked(request):
        return together_file(round_, sections, [*told["kind"], *told["locality"]], form)
    context = {"round": round_, "sections": sections, "by_kind": told["kind"], "by_locality": told["locality"]}
    return render(request, "assessments/kinds.html", context)


@record_page(RETURN_VIEW)
@require_safe
def years(request: Request, return_: Return) -> HttpResponse:
    """What the agency reaches in each section, round by round; the same rows as a file with `format`."""
    told = years_of(return_, request.user)
    if form := form_asked(request):
        return years_file(told, form)
    context = {"return": return_, "years": told, "may_compare": allow(request.user, RETURN_COMPARE, return_)}
    return render(request, "assessments/years.html", context)


@record_page(RETURN_COMPARE)
@require_safe
def others(request: Request, return_: Return) -> HttpResponse:
    """How others of its kind answered: ranges that name nobody."""
    number, lines = beside_others(return_)
    context = {"return": return_, "number": number, "lines": lines, "enough": rules.ENOUGH}
    return render(request, "assessments/others.html", context)
