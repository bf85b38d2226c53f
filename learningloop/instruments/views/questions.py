"""The question sets of a board: those it has, those it may take up, and each as a document."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from learningloop.instruments.exports import sets_file
from learningloop.instruments.models import QuestionSetVersion
from learningloop.instruments.operations import discard_questions, draft_questions, publish_questions
from learningloop.instruments.policy import (
    QUESTIONS_CHANGE,
    QUESTIONS_PUBLISH,
    QUESTIONS_VIEW,
    QUESTIONS_WRITE,
)
from learningloop.instruments.queries import draft_of, newest_published, not_taken_up, shipped_sets, versions_of
from learningloop.instruments.rules.drafting import faults_of
from learningloop.instruments.rules.succession import successions
from learningloop.kit.downloads import form_asked
from learningloop.kit.lists import Sort, make_listing
from learningloop.kit.parts import state
from learningloop.people.gate import Request, board_page, record_page
from learningloop.people.models import Board
from learningloop.people.policy import allow, allowed
from learningloop.trail.operations import Refused

SORTS = [
    Sort("title", "Question set", "title", "-number"),
    Sort("published", "Published", "published_on", descending=True),
]


@board_page(QUESTIONS_VIEW)
@require_safe
def list_(request: Request, board: Board) -> HttpResponse:
    rows = allowed(request.user, QUESTIONS_VIEW).filter(board=board).defer("content")
    may_write = allow(request.user, QUESTIONS_WRITE, board)
    listing = make_listing(rows, request.GET, sorts=SORTS)
    if form := form_asked(request):
        return sets_file(board, listing.found, form)
    context = {
        "listing": listing,
        "may_write": may_write,
        "offered": not_taken_up(board) if may_write else [],
    }
    return render(request, "instruments/list.html", context)


@board_page(QUESTIONS_WRITE)
@require_POST
def take_up(request: Request, board: Board, key: str) -> HttpResponse:
    """Make a shipped set a draft of the board's own."""
    if key not in shipped_sets():
        raise Http404
    try:
        draft = draft_questions(board=board, question_set=shipped_sets()[key], by=request.user)
    except Refused as refused:
        messages.error(request, str(refused))
        return redirect("instruments:list", board.slug)
    messages.success(request, f"{draft.title} is a draft now. Read it, try it, then publish it.")
    return _to(draft)


@record_page(QUESTIONS_VIEW)
@require_safe
def detail(request: Request, version: QuestionSetVersion) -> HttpResponse:
    context = {
        "version": version,
        "question_set": version.document,
        "versions": versions_of(version),
        "may_publish": allow(request.user, QUESTIONS_PUBLISH, version),
        "may_change": allow(request.user, QUESTIONS_CHANGE, version),
        "may_begin": _may_begin(request, version),
    }
    return render(request, "instruments/detail.html", context)


def _may_begin(request: Request, version: QuestionSetVersion) -> bool:
    """The next version begins from the published one, while none is being written."""
    may = not version.is_draft and allow(request.user, QUESTIONS_WRITE, request.board)
    return may and draft_of(request.board, version.key) is None


@record_page(QUESTIONS_PUBLISH)
@require_http_methods(["GET", "HEAD", "POST"])
def publish(request: Request, version: QuestionSetVersion) -> HttpResponse:
    """What publishing changes is shown first: a published version never changes."""
    if request.method == "POST":
        try:
            publish_questions(
                version=version, on=timezone.localdate(), seen=_number(request.POST.get("seen")), by=request.user
            )
        except Refused as refused:
            messages.error(request, str(refused))
        else:
            messages.success(request, f"{version} is published.")
        return _to(version)
    before = newest_published(version.board, version.key)
    context = {
        "version": version,
        "before": before,
        "changes": successions(before.document, version.document) if before else None,
        "faults": faults_of(version.content, before.document if before else None),
        "seen": state(version.content),
    }
    return render(request, "instruments/publish.html", context)


def _number(written: str | None) -> int | None:
    return int(written) if written and written.isascii() and written.isdecimal() else None


@record_page(QUESTIONS_PUBLISH)
@require_http_methods(["GET", "HEAD", "POST"])
def discard(request: Request, version: QuestionSetVersion) -> HttpResponse:
    if request.method != "POST":
        return render(request, "instruments/discard.html", {"version": version})
    try:
        discard_questions(version=version, by=request.user)
    except Refused as refused:
        messages.error(request, str(refused))
        return _to(version)
    messages.success(request, f"The draft of {version.title} is thrown away.")
    return redirect("instruments:list", version.board.slug)


def _to(version: QuestionSetVersion) -> HttpResponse:
    return redirect("instruments:detail", version.board.slug, version.reference)
