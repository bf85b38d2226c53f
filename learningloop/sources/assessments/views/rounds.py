"""Rounds, for whoever runs and reads them."""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from learningloop.frameworks.queries import current_framework
from learningloop.instruments.models import QuestionSetVersion
from learningloop.instruments.queries import newest_versions
from learningloop.kit.answers import answers_of, is_confirmed, wants_change
from learningloop.kit.downloads import form_asked
from learningloop.kit.forms import posted
from learningloop.kit.lists import Sort, make_listing
from learningloop.kit.spreadsheets import XLSX
from learningloop.people.gate import Request, board_page, record_page
from learningloop.people.models import Agency, Board
from learningloop.people.policy import allow, allowed, which
from learningloop.sources.assessments import operations, queries
from learningloop.sources.assessments.exports import overview_file, returns_file, round_file, rounds_file
from learningloop.sources.assessments.forms import ChangeForm, OverviewFilters, ReturnFilters, RoundForm, WhoForm
from learningloop.sources.assessments.models import Return, Round
from learningloop.sources.assessments.operations.changing import change_round
from learningloop.sources.assessments.operations.chasing import chase_returns
from learningloop.sources.assessments.operations.telling import ask_and_tell, open_and_tell
from learningloop.sources.assessments.policy import (
    RETURN_CHASE,
    RETURN_VIEW,
    ROUND_OFFER,
    ROUND_OPEN,
    ROUND_RUN,
    ROUND_VIEW,
)
from learningloop.sources.assessments.queries import joint
from learningloop.sources.assessments.queries.overview import cells_of, columns_of, weakest
from learningloop.sources.assessments.rules import USUAL_REMINDERS, WITHDRAWN
from learningloop.trail.operations import ChangedMeanwhile, Refused
from learningloop.trail.queries import last_change, state_of

METHODS = ["GET", "HEAD", "POST"]
CHANGED = ("closes_on", "signed_by", "reminders", "instructions")
SORTS = [
    Sort("closes", "Closes", "closes_on", "pk", descending=True),
    Sort("title", "Round", "source__title", "pk"),
]
RETURN_SORTS = [
    Sort("agency", "Agency", "agency__name", "pk"),
    Sort("state", "Where it stands", "state", "agency__name"),
    Sort("due", "Due", "due_on", "agency__name"),
    Sort("done", "Complete", "answer_set__complete", "agency__name", descending=True),
]


@board_page(ROUND_VIEW)
@require_safe
def list_(request: Request, board: Board) -> HttpResponse:
    """The rounds; the same rows as a file with `format`."""
    rows = queries.rounds_of(request.user, board)
    listing = make_listing(rows, request.GET, sorts=SORTS)
    if form := form_asked(request):
        return rounds_file(board, listing.found, form)
    may_open = allow(request.user, ROUND_OPEN, board)
    context = {
        "listing": listing,
        "may_open": may_open,
        "offers": list(joint.offers_to(board)) if may_open else [],
    }
    return render(request, "assessments/rounds.html", context)


@board_page(ROUND_OPEN)
@require_http_methods(METHODS)
def open_(request: Request, board: Board) -> HttpResponse:
    """Open a round, after a look at who is asked and who of them has nobody to answer."""
    versions = newest_versions(board)
    if not versions:
        return render(request, "assessments/open_none.html")
    initial = {
        "who": "kinds", "opens_on": timezone.localdate(), "version": versions[0], "reminders": USUAL_REMINDERS
    }  # fmt: skip
    form = RoundForm(posted(request), board=board, framework=current_framework(board), initial=initial)
    if form.is_valid() and not wants_change(request):
        if not is_confirmed(request):
            return check_answers(request, form, form.cleaned_data["version"])
        try:
            to = page_of_a_return(request)
            made = open_and_tell(
                board=board, **form.cleaned_data, url=to, on=timezone.localdate(), by=request.user
            )
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, f"{made.reference} is open. {_who_knows(form.cleaned_data['agencies'])}")
            return redirect("assessments:round", board.slug, made.reference)
    return render(request, "assessments/open.html", {"form": form})


def _who_knows(agencies: Sequence[Agency]) -> str:
    if agencies:
        return "The agencies see it on their home page, and are told by mail."
    return "Nobody is asked yet: ask by list, or choose agencies."


def check_answers(
    request: Request, form: RoundForm, version: QuestionSetVersion, page: str = "open_check", **more: Any
) -> HttpResponse:
    """What was answered, who is asked, and for whom nobody could answer yet."""
    agencies = form.cleaned_data["agencies"]
    asked = {"who", "kinds", "agencies"}
    context = {
        "form": form,
        "answers": [one for one in answers_of(form) if one[0] not in {str(form[name].label) for name in asked}],
        "agencies": agencies,
        "unmeant": queries.not_meant(agencies, version),
        "unanswered": queries.without_anybody(agencies, request.board),
    }
    return render(request, f"assessments/{page}.html", context | more)


@record_page(ROUND_VIEW, along=("source", "version", "before", "joins__board"))
@require_safe
def detail(request: Request, round_: Round) -> HttpResponse:
    """How a round stands, agency by agency; the same rows as a file with `format`."""
    today = timezone.localdate()
    filters = ReturnFilters(request.GET)
    filters.is_valid()
    rows = queries.in_list(allowed(request.user, RETURN_VIEW)).filter(round=round_)
    narrowed = queries.narrow_returns(rows, filters.cleaned_data, today)
    listing = make_listing(narrowed, request.GET, sorts=RETURN_SORTS, filters=filters)
    if form := form_asked(request):
        return returns_file(request.board, queries.listed(listing.found), form)
    may = which(request.user, round_, [ROUND_RUN, ROUND_OFFER])
    context = {
        "round": round_,
        "source": round_.source,
        "listing": listing,
        "standing": queries.standing_of(round_, today),
        "people": queries.answering_for(list(listing.page)),
        "may_run": ROUND_RUN.key in may,
        "may_offer": ROUND_OFFER.key in may and joint.neighbours(request.board).exists(),
        "joined_by": joint.joined_by(round_),
        "today": today,
    }
    return render(request, "assessments/round.html", context)


@record_page(ROUND_VIEW, along=("source",))
@require_safe
def overview(request: Request, round_: Round) -> HttpResponse:
    """What each agency reaches in each section; the same rows as a file with `format`."""
    columns = columns_of(round_, request.user)
    rows = queries.in_list(allowed(request.user, RETURN_VIEW), tallied=True).filter(round=round_)
    filters = OverviewFilters(request.GET, board=request.board)
    filters.is_valid()
    narrowed = queries.narrow_returns(rows.exclude(state=WITHDRAWN), filters.cleaned_data, timezone.localdate())
    listing = make_listing(narrowed, request.GET, sorts=RETURN_SORTS, filters=filters)
    if form := form_asked(request):
        return overview_file(round_, columns, listing.found, form)
    context = {
        "round": round_,
        "columns": columns,
        "weakest": weakest(columns),
        "listing": listing,
        "rows": [(one, cells_of(one, columns)) for one in listing.page],
        "section_url": page_of_a_section(request.board),
        "standing": queries.standing_of(round_, timezone.localdate()),
    }
    return render(request, "assessments/overview.html", context)


@record_page(ROUND_VIEW)
@require_safe
def answers(request: Request, round_: Round) -> HttpResponse:
    """Every answer of every return that one may open, as a file."""
    rows = allowed(request.user, RETURN_VIEW).filter(round=round_).exclude(state=WITHDRAWN)
    return round_file(round_, rows, form_asked(request) or XLSX)


@record_page(ROUND_RUN)
@require_http_methods(METHODS)
def ask(request: Request, round_: Round) -> HttpResponse:
    form = WhoForm(posted(request), board=request.board, initial={"who": "list"})
    if form.is_valid():
        try:
            told: dict[str, Any] = {"url": page_of_a_return(request), "on": timezone.localdate()}
            ask_and_tell(round_=round_, agencies=form.cleaned_data["agencies"], **told, by=request.user)
        except Refused as refused:
            form.add_error("who", str(refused))
        else:
            messages.success(request, "They are asked now, see it on their home page, and are told by mail.")
            return _to(round_)
    return render(request, "assessments/ask.html", {"form": form, "round": round_})


@record_page(ROUND_RUN)
@require_http_methods(METHODS)
def chase(request: Request, round_: Round) -> HttpResponse:
    """Write to everybody whose agency has not submitted yet."""
    outstanding = queries.narrow_returns(
        allowed(request.user, RETURN_CHASE).filter(round=round_), {"state": "outstanding"}, timezone.localdate()
    )
    returns = list(queries.listed(outstanding))
    if request.method == "POST":
        try:
            number = chase_returns(
                returns=returns, url=page_of_a_return(request), on=timezone.localdate(), by=request.user
            )
        except Refused as refused:
            messages.error(request, str(refused))
        else:
            messages.success(request, f"Asked once more for {number} return{'s' if number != 1 else ''}.")
        return _to(round_)
    return render(request, "assessments/chase.html", {"round": round_, **_to_chase(round_, returns)})


def _to_chase(round_: Round, returns: list[Return]) -> dict[str, Any]:
    """Who would be written to for returns, which were asked for today already, and for which there is nobody."""
    asked = queries.asked_today(returns, timezone.localdate())
    people = queries.answering_for(returns)
    left = [one for one in returns if one.pk not in asked]
    return {
        "returns": returns,
        "asked": len(asked),
        "number": sum(len(people[one.agency_id]) for one in left),
        "nobody": [one for one in left if not people[one.agency_id]],
        "elsewhere": joint.outstanding_elsewhere(round_),
    }


def page_of_a_section(board: Board) -> str:
    """The address of a section's page, with words in place of the return's reference and the section's key."""
    return reverse("assessments:section", args=[board.slug, "REFERENCE", "SECTION"])


def page_of_a_return(request: Request) -> str:
    """The address of a return's page, with a word in place of its reference."""
    return request.build_absolute_uri(reverse("assessments:return", args=[request.board.slug, "REFERENCE"]))


@record_page(ROUND_RUN)
@require_http_methods(METHODS)
def change(request: Request, round_: Round) -> HttpResponse:
    """Change the last day, who signs, the reminders, what the agencies should know."""
    now: dict[str, Any] = {name: getattr(round_, name) for name in CHANGED} | {"seen": state_of(round_)}
    form = ChangeForm(posted(request), is_joint=joint.is_joint(round_), initial=now)
    if form.is_valid():
        try:
            change_round(round_=round_, **form.cleaned_data, by=request.user)
        except ChangedMeanwhile:
            form.collide(*last_change(round_))
        except Refused as refused:
            form.add_error("closes_on" if "closes_on" in form.fields else None, str(refused))
        else:
            messages.success(request, "The round is changed.")
            return _to(round_)
    return render(request, "assessments/change.html", {"form": form, "round": round_})


@record_page(ROUND_RUN)
@require_http_methods(METHODS)
def close(request: Request, round_: Round) -> HttpResponse:
    today = timezone.localdate()
    if request.method == "POST":
        try:
            operations.close_round(round_=round_, on=today, by=request.user)
        except Refused as refused:
            messages.error(request, str(refused))
        else:
            messages.success(request, f"{round_.reference} is closed.")
        return _to(round_)
    waiting = joint.waiting_elsewhere(round_)
    context = {"round": round_, "standing": queries.standing_of(round_, today), "waiting": waiting}
    return render(request, "assessments/close.html", context)


def _to(round_: Round) -> HttpResponse:
    return redirect("assessments:round", round_.board.slug, round_.reference)
