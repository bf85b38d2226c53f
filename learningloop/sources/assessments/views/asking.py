"""Asking by a list, and a lead's asking a colleague."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from learningloop.kit.answers import is_confirmed, wants_change
from learningloop.kit.downloads import attachment
from learningloop.kit.forms import posted
from learningloop.kit.spreadsheets import XLSX, Unreadable
from learningloop.people.gate import Request, record_page, sign_in_url
from learningloop.sources.assessments.exports import list_template
from learningloop.sources.assessments.forms import ColleagueForm, ListForm
from learningloop.sources.assessments.imports import read_list, rows_of_file
from learningloop.sources.assessments.models import Return, Round
from learningloop.sources.assessments.operations.asking import Addresses, ask_by_list
from learningloop.sources.assessments.operations.colleagues import invite_colleague as invite
from learningloop.sources.assessments.policy import RETURN_INVITE, ROUND_RUN, may_appoint_leads
from learningloop.sources.assessments.queries import answering
from learningloop.sources.assessments.queries.asking import HEADERS, Listed, Plan, plan_of
from learningloop.sources.assessments.views.rounds import page_of_a_return
from learningloop.trail.operations import Refused

METHODS = ["GET", "HEAD", "POST"]
SHOWN = 100
"""How many faults, or lines of a look, stand on the page."""


@record_page(ROUND_RUN)
@require_http_methods(METHODS)
def by_list(request: Request, round_: Round) -> HttpResponse:
    """Ask by a list: every fault at its cell, or a look at what it would do, and then all of it."""
    appoints = may_appoint_leads(request.user, request.board)
    form = ListForm(posted(request), request.FILES or None)
    if not form.is_valid() or wants_change(request):
        return _page(request, round_, form)
    try:
        rows = _rows(form)
    except Unreadable as error:
        form.add_error("uploads", str(error))
        return _page(request, round_, form)
    listed = read_list(rows)
    plan = plan_of(round_, listed, timezone.localdate(), appoints=appoints)
    if listed.faults:
        return _faulty(request, round_, rows, listed)
    if is_confirmed(request) and (done := _do(request, round_, listed, appoints)):
        return done
    return render(request, "assessments/ask_list_check.html", _look(round_, rows, plan))


def _page(request: Request, round_: Round, form: ListForm, **more: Any) -> HttpResponse:
    context = {"form": form, "round": round_, "columns": HEADERS}
    return render(request, "assessments/ask_list.html", context | more)


def _rows(form: ListForm) -> str:
    """The rows that were pasted, or those of the file. Raises Unreadable."""
    if uploads := form.cleaned_data["uploads"]:
        return rows_of_file(uploads[0].read())
    return str(form.cleaned_data["rows"])


def _faulty(request: Request, round_: Round, rows: str, listed: Listed) -> HttpResponse:
    """The rows in the box, to be mended there, and what is wrong with them."""
    form = ListForm({"rows": rows})
    form.add_error("rows", "Nothing is done yet. Mend the faults in the table, here or in your file")
    faults = listed.told
    more = max(0, len(faults) - SHOWN)
    return _page(request, round_, form, faults=faults[:SHOWN], number=len(faults), more=more)


def _look(round_: Round, rows: str, plan: Plan) -> dict[str, Any]:
    changes = [step for step in plan.steps if not step.does_nothing]
    more = max(0, len(changes) - SHOWN)
    return {"round": round_, "rows": rows, "plan": plan, "steps": changes[:SHOWN], "more": more}


def _do(request: Request, round_: Round, listed: Listed, appoints: bool) -> HttpResponse | None:
    page = page_of_a_return(request)
    site = request.build_absolute_uri("/").rstrip("/")
    to = Addresses(sign_in=sign_in_url(request), site=site, page=page.removeprefix(site))
    try:
        plan = ask_by_list(
            round_=round_, lines=listed.lines, to=to, on=timezone.localdate(), appoints=appoints, by=request.user
        )
    except Refused as refused:
        messages.error(request, str(refused))
        return None
    told = f"{plan.asked} asked, {plan.new_agencies} new to the board, {plan.invited} invited by mail."
    messages.success(request, f"The list is done: {told}")
    return redirect("assessments:round", round_.board.slug, round_.reference)


@record_page(ROUND_RUN)
@require_safe
def template(request: Request, round_: Round) -> HttpResponse:
    """An empty list."""
    return attachment(list_template(), f"ask-{round_.reference}", XLSX)


@record_page(RETURN_INVITE)
@require_http_methods(METHODS)
def invite_colleague(request: Request, return_: Return) -> HttpResponse:
    """The agency's lead invites a colleague, and names what they are to answer."""
    sections = [(one.section.key, one.section.title) for one in answering.lines_of(return_, request.user)]
    form = ColleagueForm(posted(request), sections=sections)
    if form.is_valid():
        told: dict[str, Any] = {"sign_in_url": sign_in_url(request), "on": timezone.localdate()}
        try:
            invited = invite(return_=return_, **form.cleaned_data, **told, by=request.user)
        except Refused as refused:
            form.add_error("email", str(refused))
        else:
            messages.success(request, f"{invited} may answer now, and is told by mail.")
            return redirect("assessments:share_out", return_.board.slug, return_.reference)
    return render(request, "assessments/invite.html", {"form": form, "return": return_})
