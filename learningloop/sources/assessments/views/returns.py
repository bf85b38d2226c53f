"""Returns: the list of one's own, a return's page, its check, its copies."""

from uuid import UUID

from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from learningloop.instruments.models import Evidence
from learningloop.kit.downloads import WORD, form_asked, paper_asked
from learningloop.kit.lists import Sort, make_listing
from learningloop.people.gate import Request, board_page, record_page
from learningloop.people.models import Board
from learningloop.people.policy import allow, which
from learningloop.records.queries import send_file
from learningloop.sources.assessments import policy, queries, rules
from learningloop.sources.assessments.exports import answers_file, copy_of, returns_file
from learningloop.sources.assessments.forms import ReturnFilters
from learningloop.sources.assessments.models import Return
from learningloop.sources.assessments.policy import RETURN_VIEW, ROUND_VIEW
from learningloop.sources.assessments.queries import answering, joint
from learningloop.trail.operations import log_reading

SORTS = [
    Sort("due", "Due", "due_on", "pk", descending=True),
    Sort("agency", "Agency", "agency__name", "-due_on"),
]
STEPS = [
    policy.RETURN_ANSWER, policy.RETURN_SHARE_OUT, policy.RETURN_SIGN, policy.RETURN_SUBMIT,
    policy.RETURN_WITHDRAW, policy.RETURN_CHASE, policy.RETURN_MOVE, policy.RETURN_COMPARE, policy.RETURN_DISCUSS,
]  # fmt: skip


@board_page(RETURN_VIEW)
@require_safe
def list_(request: Request, board: Board) -> HttpResponse:
    """The returns that one may open; the same rows as a file with `format`."""
    filters = ReturnFilters(request.GET)
    filters.is_valid()
    rows = queries.narrow_returns(
        queries.returns_of(request.user, board), filters.cleaned_data, timezone.localdate()
    )
    listing = make_listing(rows, request.GET, sorts=SORTS, filters=filters)
    if form := form_asked(request):
        return returns_file(board, listing.found, form)
    return render(request, "assessments/returns.html", {"listing": listing})


@record_page(RETURN_VIEW, along=("agency", "round__source"))
@require_safe
def detail(request: Request, return_: Return) -> HttpResponse:
    """A return's page: its sections, how far each is, and what comes next."""
    today = timezone.localdate()
    lines = answering.lines_of(return_, request.user)
    may = which(request.user, return_, STEPS)
    said = answering.said_by_section(return_) if policy.RETURN_DISCUSS.key in may else {}
    context = {
        "return": return_,
        "lines": [(line, said.get(line.section.key)) for line in lines],
        "first_url": _go_on(return_, lines),
        "whole": return_.answer_set.tally["whole"],
        "may": may,
        "round_opens": allow(request.user, ROUND_VIEW, return_.round),
        "not_yet": rules.not_open_yet(return_.round.opens_on, today),
        "late": rules.is_late(return_.state, return_.due_on, today) and not return_.round.closed_on,
        "former": Return.objects.filter(again=return_).first(),
        "is_theirs": queries.is_of_agency(request.user, return_),
        "chases": list(return_.chases.all()[:5]),
        "leading": joint.leading_of(return_, request.user),
        "told_to": joint.told_to(return_),
    }
    return render(request, "assessments/return.html", context)


def _go_on(return_: Return, lines: list[answering.Line]) -> str:
    """The first section of this person's in which something is missing, or the first of all."""
    own = (line for line in lines if line.mine and line.count["lacking"])
    line = next(own, lines[0] if lines else None)
    where = [return_.board.slug, return_.reference]
    return reverse("assessments:section", args=[*where, line.section.key]) if line else ""


@record_page(RETURN_VIEW, along=("agency", "round__source"))
@require_safe
def check(request: Request, return_: Return) -> HttpResponse:
    """All answers on one page, and what is missing before it can be signed."""
    paper = answering.paper_of(return_)
    context = {
        "return": return_,
        "sections": answering.told_of(paper),
        "missing": paper.missing,
        "may": which(request.user, return_, STEPS),
    }
    return render(request, "assessments/check.html", context)


@record_page(RETURN_VIEW)
@require_safe
def copy(request: Request, return_: Return) -> HttpResponse:
    """The return as a Word document, or as PDF with `format`."""
    return copy_of(answering.paper_of(return_), paper_asked(request) or WORD)


@record_page(RETURN_VIEW)
@require_safe
def export(request: Request, return_: Return) -> HttpResponse:
    """The return's own answers as a spreadsheet."""
    return answers_file(answering.paper_of(return_))


@record_page(RETURN_VIEW)
@require_safe
def file(request: Request, return_: Return, key: UUID) -> FileResponse:
    """A file of evidence, this time's or the last one's, for whoever may open the return."""
    sets = [return_.answer_set_id, joint.set_before(return_)]
    rows = Evidence.objects.select_related("file__board").filter(answer_set__in=[one for one in sets if one])
    found = rows.filter(file__key=key).first()
    if found is None:
        raise Http404
    if request.is_noted:
        log_reading(found.file, on=request.board.slug, by=request.user)
    return send_file(found.file)
