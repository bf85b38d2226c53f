"""Findings: the list, a finding's own page, drawing one from a source, changing it."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from learningloop.frameworks.queries import current_framework
from learningloop.kit.downloads import form_asked
from learningloop.kit.forms import posted
from learningloop.kit.lists import Sort, make_listing
from learningloop.learning import queries
from learningloop.learning.exports import findings_file
from learningloop.learning.forms import (
    FindingEditForm,
    FindingFilters,
    FindingForm,
    first_values,
    values_of_finding,
)
from learningloop.learning.models import Finding
from learningloop.learning.operations import (
    AgenciesMissing,
    DrawnTooEarly,
    NotInFramework,
    draw_finding,
    edit_finding,
)
from learningloop.learning.policy import (
    FINDING_DRAW,
    FINDING_EDIT,
    FINDING_REMOVE,
    FINDING_VIEW,
    RECOMMENDATION_MAKE,
    RECOMMENDATION_RESPOND,
)
from learningloop.people.gate import Request, board_page, record_page
from learningloop.people.models import Board
from learningloop.people.policy import allow, allowed, which
from learningloop.sources.register.models import Source
from learningloop.sources.register.policy import SOURCE_VIEW
from learningloop.trail.operations import ChangedMeanwhile, Refused
from learningloop.trail.queries import last_change

SORTS = [
    Sort("drawn", "Drawn", "drawn_on", "pk", descending=True),
    Sort("reference", "Finding", "reference"),
    Sort("kind", "Kind", "kind", "pk"),
    Sort("source", "Source", "source__title", "pk"),
]
FIELD_OF: dict[type[Refused], str] = {
    AgenciesMissing: "agencies",
    DrawnTooEarly: "drawn_on",
    NotInFramework: "domain",
}
"""Beside which field of the form a refusal is shown."""


@board_page(FINDING_VIEW)
@require_safe
def finding_list(request: Request, board: Board) -> HttpResponse:
    """The findings, narrowed by their filters; the same rows as a file with `format`."""
    framework = current_framework(board)
    every = queries.findings_of(request.user, board)
    without = queries.without_recommendation(request.user, board)
    filters = FindingFilters(
        request.GET, board=board, framework=framework, years=queries.years_of(every, "drawn_on")
    )
    filters.is_valid()
    rows = queries.narrow_findings(every, filters.cleaned_data, framework, without)
    whole = queries.whole_findings(rows, request.user, board)
    listing = make_listing(whole, request.GET, sorts=SORTS, filters=filters)
    if form := form_asked(request):
        return findings_file(board, listing.found, form, by=request.user)
    context = {
        "listing": listing,
        "facts": queries.finding_facts(rows, without),
        "may_draw": allowed(request.user, FINDING_DRAW).filter(board=board).exists(),
    }
    return render(request, "learning/finding_list.html", context)


@record_page(FINDING_VIEW)
@require_safe
def finding_detail(request: Request, finding: Finding) -> HttpResponse:
    """A finding with what was recommended because of it. Opening a restricted one is noted."""
    rows = Finding.objects.filter(pk=finding.pk)
    whole = queries.whole_findings(rows, request.user, request.board).get()
    grown = whole.recommendations.all()
    may_answer = allowed(request.user, RECOMMENDATION_RESPOND).filter(pk__in=[one.pk for one in grown])
    context = {
        "finding": whole,
        "may": which(request.user, finding, [FINDING_EDIT, FINDING_REMOVE, RECOMMENDATION_MAKE]),
        "may_draw": allow(request.user, FINDING_DRAW, whole.source),
        "recommendations": grown,
        "unanswered": next((one for one in grown if not one.answer), None),
        "may_answer": set(may_answer.values_list("reference", flat=True)),
    }
    return render(request, "learning/finding_detail.html", context)


@record_page(FINDING_DRAW)
@require_http_methods(["GET", "HEAD", "POST"])
def finding_draw(request: Request, source: Source) -> HttpResponse:
    """Draw a finding, and another, and another."""
    form = FindingForm(posted(request), source=source, initial=first_values(source))
    if form.is_valid():
        answers = form.cleaned_data
        twin = queries.drawn_just_now(source, answers)
        if twin:
            messages.info(request, f"{twin.reference} was drawn a moment ago. Nothing was recorded twice.")
            return _on_from(request, twin)
        try:
            finding = draw_finding(source=source, **answers, by=request.user)
        except Refused as refused:
            form.add_error(FIELD_OF.get(type(refused)), str(refused))
        else:
            messages.success(request, f"{finding.reference} is drawn.")
            return _on_from(request, finding)
    drawn = queries.findings_of(request.user, source.board).filter(source=source)
    context = {"form": form, "source": source, "drawn": drawn.order_by("pk")}
    return render(request, "learning/finding_draw.html", context)


def _on_from(request: Request, finding: Finding) -> HttpResponse:
    if "another" in request.POST:
        return redirect("learning:finding_draw", finding.board.slug, finding.source.reference)
    return redirect("learning:finding_detail", finding.board.slug, finding.reference)


@record_page(FINDING_EDIT)
@require_http_methods(["GET", "HEAD", "POST"])
def finding_edit(request: Request, finding: Finding) -> HttpResponse:
    state = queries.state_of(finding)
    now = values_of_finding(finding) | {"seen": state}
    form = FindingEditForm(posted(request), source=finding.source, initial=now)
    if form.is_valid():
        try:
            edit_finding(finding=finding, **form.cleaned_data, by=request.user)
        except ChangedMeanwhile:
            form.collide(*last_change(finding))
        except Refused as refused:
            form.add_error(FIELD_OF.get(type(refused)), str(refused))
        else:
            messages.success(request, f"{finding.reference} is changed.")
            return redirect("learning:finding_detail", finding.board.slug, finding.reference)
    return render(request, "learning/finding_edit.html", {"form": form, "finding": finding})


@record_page(SOURCE_VIEW)
@require_safe
def source_learning(request: Request, source: Source) -> HttpResponse:
    """Everything that one source taught: strengths and needs, and what was recommended."""
    rows = queries.findings_of(request.user, source.board).filter(source=source).order_by("drawn_on", "pk")
    findings = list(queries.whole_findings(rows, request.user, source.board))
    context = {
        "source": source,
        "findings": findings,
        "strengths": [finding for finding in findings if finding.is_strength],
        "needs": [finding for finding in findings if not finding.is_strength],
        "may_draw": allow(request.user, FINDING_DRAW, source),
    }
    return render(request, "learning/source_learning.html", context)
