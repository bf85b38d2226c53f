"""Recommendations: the list, one's own page, making one from findings, changing it."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from learningloop.kit.downloads import form_asked
from learningloop.kit.forms import posted
from learningloop.kit.lists import Sort, make_listing
from learningloop.learning import queries
from learningloop.learning.exports import recommendations_file
from learningloop.learning.forms import (
    RecommendationEditForm,
    RecommendationFilters,
    RecommendationForm,
    values_of_recommendation,
)
from learningloop.learning.models import Finding, Recommendation
from learningloop.learning.operations import (
    MadeTooEarly,
    NoFinding,
    edit_recommendation,
    make_recommendation,
)
from learningloop.learning.policy import (
    RECOMMENDATION_EDIT,
    RECOMMENDATION_MAKE,
    RECOMMENDATION_REMOVE,
    RECOMMENDATION_RESPOND,
    RECOMMENDATION_VIEW,
)
from learningloop.people.gate import Request, board_page, record_page
from learningloop.people.models import Board
from learningloop.people.policy import allowed, holds_on, which
from learningloop.trail.operations import ChangedMeanwhile, Refused
from learningloop.trail.queries import last_change

SORTS = [
    Sort("made", "Made", "made_on", "pk", descending=True),
    Sort("reference", "Recommendation", "reference"),
    Sort("answered", "Response", "response__decided_on", "made_on", "pk"),
]
FIELD_OF: dict[type[Refused], str] = {NoFinding: "findings", MadeTooEarly: "made_on"}
"""Beside which field of the form a refusal is shown."""


@board_page(RECOMMENDATION_VIEW)
@require_safe
def recommendation_list(request: Request, board: Board) -> HttpResponse:
    """The recommendations, narrowed by their filters; the same rows as a file with `format`."""
    every = queries.recommendations_of(request.user, board)
    filters = RecommendationFilters(request.GET, board=board, years=queries.years_of(every, "made_on"))
    filters.is_valid()
    rows = queries.narrow_recommendations(every, filters.cleaned_data)
    whole = queries.whole_recommendations(rows, request.user, board)
    listing = make_listing(whole, request.GET, sorts=SORTS, filters=filters)
    if form := form_asked(request):
        return recommendations_file(board, listing.found, form, by=request.user)
    context = {
        "listing": listing,
        "facts": queries.recommendation_facts(rows),
        "may_make": holds_on(request.user, RECOMMENDATION_MAKE, board),
    }
    return render(request, "learning/recommendation_list.html", context)


@record_page(RECOMMENDATION_VIEW)
@require_safe
def recommendation_detail(request: Request, recommendation: Recommendation) -> HttpResponse:
    """A recommendation, the findings it rests on and the board's response. Opening a restricted one is noted."""
    restricted = queries.is_restricted(recommendation)
    rows = Recommendation.objects.filter(pk=recommendation.pk)
    whole = queries.whole_recommendations(rows, request.user, request.board).get()
    findings = list(whole.findings.all())
    context = {
        "recommendation": whole,
        "findings": findings,
        "restricted": restricted,
        "may": which(
            request.user, recommendation, [RECOMMENDATION_EDIT, RECOMMENDATION_REMOVE, RECOMMENDATION_RESPOND]
        ),
    }
    return render(request, "learning/recommendation_detail.html", context)


@record_page(RECOMMENDATION_MAKE)
@require_http_methods(["GET", "HEAD", "POST"])
def recommendation_make(request: Request, finding: Finding) -> HttpResponse:
    """Begin from one finding; others may be added to it."""
    form = RecommendationForm(
        posted(request),
        board=finding.board,
        candidates=queries.findings_beside(request.user, finding),
        own=allowed(request.user, RECOMMENDATION_MAKE),
        fixed=[finding],
        initial={"made_on": timezone.localdate()},
    )
    if form.is_valid():
        twin = queries.made_just_now(request.user, finding, form.cleaned_data["text"])
        if twin:
            messages.info(request, f"{twin.reference} was made a moment ago. Nothing was recorded twice.")
            return _to(twin)
        try:
            recommendation = make_recommendation(**form.cleaned_data, by=request.user)
        except Refused as refused:
            form.add_error(FIELD_OF.get(type(refused)), str(refused))
        else:
            messages.success(request, f"{recommendation.reference} is made. It waits for the board’s response.")
            return _to(recommendation)
    return render(request, "learning/recommendation_make.html", {"form": form, "finding": finding})


def already_answered(request: Request, recommendation: Recommendation) -> HttpResponse:
    """For whoever comes too late to change or to answer it: the answer that stands, and what they had written."""
    written = request.POST.get("reason") or request.POST.get("text", "")
    context = {"recommendation": recommendation, "written": written}
    return render(request, "learning/recommendation_answered.html", context, status=409)


@record_page(RECOMMENDATION_EDIT, passed=already_answered)
@require_http_methods(["GET", "HEAD", "POST"])
def recommendation_edit(request: Request, recommendation: Recommendation) -> HttpResponse:
    """Change it while it has had no response. Findings that this person may not read stay as they are."""
    state = queries.state_of(recommendation)
    form = _edit_form(request, recommendation, state)
    if form.is_valid():
        try:
            edit_recommendation(recommendation=recommendation, **form.cleaned_data, by=request.user)
        except ChangedMeanwhile:
            form.collide(*last_change(recommendation))
        except Refused as refused:
            form.add_error(FIELD_OF.get(type(refused)), str(refused))
        else:
            messages.success(request, f"{recommendation.reference} is changed.")
            return _to(recommendation)
    return render(request, "learning/recommendation_edit.html", {"form": form, "recommendation": recommendation})


def _edit_form(request: Request, recommendation: Recommendation, state: int) -> RecommendationEditForm:
    open_to = queries.findings_of(request.user, recommendation.board)
    held = recommendation.findings.all()
    chosen = list(held.filter(pk__in=open_to.values("pk")))
    return RecommendationEditForm(
        posted(request),
        board=recommendation.board,
        candidates=open_to,
        own=allowed(request.user, RECOMMENDATION_MAKE),
        closed=list(held.exclude(pk__in=open_to.values("pk"))),
        initial={**values_of_recommendation(recommendation), "findings": chosen, "seen": state},
    )


def _to(recommendation: Recommendation) -> HttpResponse:
    return redirect("learning:recommendation_detail", recommendation.board.slug, recommendation.reference)
