"""Agencies' own quality assurance: what they do, how often, when it was last done, and what it found."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from learningloop.frameworks.queries import current_framework
from learningloop.kit.downloads import form_asked
from learningloop.kit.forms import Form, posted
from learningloop.kit.lists import Sort, make_listing
from learningloop.people.gate import Request, board_page, record_page
from learningloop.people.models import Agency, Board
from learningloop.people.policy import agencies_on, allow, which
from learningloop.records.queries import send_file
from learningloop.sources.programmes import operations, policy, queries
from learningloop.sources.programmes.exports import activities_file
from learningloop.sources.programmes.forms import (
    ActivityFilters,
    ActivityForm,
    AddForm,
    EndForm,
    OutcomeForm,
    RecordForm,
    TakeOverForm,
)
from learningloop.sources.programmes.models import Activity
from learningloop.sources.register.operations import DatesDisagree, KindUnknown, NotOpenToAGroup
from learningloop.trail.operations import ChangedMeanwhile, Refused
from learningloop.trail.queries import last_change, state_of

METHODS = ["GET", "HEAD", "POST"]
REFUSED_BESIDE: dict[type[Refused], str | None] = {
    operations.WrongDay: "on",
    operations.HasEnded: None,
    operations.NotedAlready: None,
}
"""Beside which field a refusal to note an outcome is shown; any other is about its files."""
FIELD_OF: dict[type[Refused], str] = {
    DatesDisagree: "completed_on",
    NotOpenToAGroup: "group",
    KindUnknown: "kind",
}
"""Beside which field of the cover sheet a refusal is shown."""
SORTS = [
    Sort("agency", "Agency", "agency__name", "pk"),
    Sort("what", "What it does", "what", "pk"),
    Sort("last", "Last done", "since", "pk"),
]


@board_page(policy.ACTIVITY_VIEW)
@require_safe
def list_(request: Request, board: Board) -> HttpResponse:
    """What agencies do, narrowed by the filters; the same rows as a file with `format`."""
    every, today = queries.activities_of(request.user, board), timezone.localdate()
    named = agencies_on(board).filter(pk__in=every.order_by().values("agency"))
    filters = ActivityFilters(request.GET, agencies=named)
    filters.is_valid()
    rows = queries.narrow_activities(every, filters.cleaned_data, today)
    listing = make_listing(rows, request.GET, sorts=SORTS, filters=filters)
    if form := form_asked(request):
        return activities_file(board, listing.found, form)
    may_add = allow(request.user, policy.ACTIVITY_ADD, board)
    context = {
        "listing": listing,
        "rows": [(one, one.due_after(one.last)) for one in listing.page],
        "facts": queries.facts_of(rows, today),
        "may_add": may_add,
        "told": bool(may_add and _told(request, board)),
    }
    return render(request, "programmes/list.html", context)


def _told(request: Request, board: Board) -> list[queries.Told]:
    agencies = policy.agencies_kept_by(request.user, board)
    return queries.told_by_framework(current_framework(board), agencies)


@board_page(policy.ACTIVITY_ADD)
@require_http_methods(METHODS)
def add(request: Request, board: Board) -> HttpResponse:
    agencies = policy.agencies_kept_by(request.user, board)
    initial: dict[str, Any] = {"started_on": timezone.localdate(), "frequency": "yearly"}
    if only := _only(agencies):
        initial["agency"] = only
    form = AddForm(posted(request), agencies=agencies, initial=initial)
    if form.is_valid():
        told = {name: form.cleaned_data[name] for name in ("agency", "what", "frequency", "started_on")}
        try:
            made = operations.add_activity(board=board, **told, by=request.user)
        except Refused as refused:
            form.add_error("what", str(refused))
        else:
            messages.success(request, f"{made.reference} is added.")
            return redirect("programmes:detail", board.slug, made.reference)
    return render(request, "programmes/add.html", {"form": form})


def _only(agencies: Any) -> Agency | None:
    """The one agency that can be chosen, if there is but one."""
    some = list(agencies[:2])
    return some[0] if len(some) == 1 else None


@board_page(policy.ACTIVITY_ADD)
@require_http_methods(METHODS)
def take_over(request: Request, board: Board) -> HttpResponse:
    """What the framework says agencies do, to be taken into their programmes."""
    told = _told(request, board)
    form = TakeOverForm(posted(request), told=told)
    if form.is_valid():
        try:
            made = operations.add_activities(
                board=board, told=form.chosen, started_on=timezone.localdate(), by=request.user
            )
        except Refused as refused:
            form.add_error("told", str(refused))
        else:
            number = f"{len(made)} activities are" if len(made) != 1 else "1 activity is"
            messages.success(request, f"{number} in the programmes now.")
            return redirect("programmes:list", board.slug)
    return render(request, "programmes/take_over.html", {"form": form, "told": told})


@record_page(policy.ACTIVITY_VIEW)
@require_safe
def detail(request: Request, activity: Activity) -> HttpResponse:
    done = queries.done_of(request.user, activity)
    context = {
        "activity": activity,
        "done": done,
        "due": activity.due_after(done[0].outcome.on if done else None),
        "may": which(
            request.user, activity, [policy.ACTIVITY_NOTE, policy.ACTIVITY_CHANGE, policy.ACTIVITY_RECORD]
        ),
    }
    return render(request, "programmes/detail.html", context)


@record_page(policy.ACTIVITY_NOTE)
@require_http_methods(METHODS)
def note(request: Request, activity: Activity) -> HttpResponse:
    """Note that it was done, and what it found."""
    form = OutcomeForm(posted(request), request.FILES or None, initial={"on": timezone.localdate()})
    if form.is_valid():
        try:
            operations.note_outcome(activity=activity, **form.cleaned_data, by=request.user)
        except Refused as refused:
            form.refuse(REFUSED_BESIDE.get(type(refused), "uploads"), str(refused))
        else:
            messages.success(request, "What it found is noted.")
            return _to(activity)
    return _step(request, activity, form, "Note what it found", "Save")


@record_page(policy.ACTIVITY_VIEW)
@require_safe
def file(request: Request, activity: Activity, key: UUID) -> FileResponse:
    """A file beside what it found, for whoever may read the activity."""
    return send_file(get_object_or_404(queries.files_of(activity), key=key))


@record_page(policy.ACTIVITY_RECORD)
@require_http_methods(METHODS)
def record(request: Request, activity: Activity, outcome: int) -> HttpResponse:
    """Record what it found as a source: the cover sheet, filled in as far as it is known."""
    noted = queries.outcome_noted(activity, outcome)
    if noted is None:
        raise Http404
    if known := queries.source_of(request.user, noted):
        messages.info(request, f"{known.reference} came of this already. Nothing was recorded twice.")
        return redirect("register:detail", activity.board.slug, known.reference)
    board = activity.board
    form = RecordForm(posted(request), outcome=noted, board=board, framework=current_framework(board))
    if form.is_valid():
        try:
            source = operations.record_outcome(outcome=noted, **form.cleaned_data, by=request.user)
        except Refused as refused:
            form.add_error(FIELD_OF.get(type(refused)), str(refused))
        else:
            messages.success(request, f"{source.reference} is in the register.")
            return redirect("register:detail", board.slug, source.reference)
    return render(request, "programmes/record.html", {"activity": activity, "outcome": noted, "form": form})


@record_page(policy.ACTIVITY_CHANGE)
@require_http_methods(METHODS)
def change(request: Request, activity: Activity) -> HttpResponse:
    now = {"what": activity.what, "frequency": activity.frequency, "seen": state_of(activity)}
    form = ActivityForm(posted(request), initial=now)
    if form.is_valid():
        try:
            operations.change_activity(activity=activity, **form.cleaned_data, by=request.user)
        except ChangedMeanwhile:
            form.collide(*last_change(activity))
        except Refused as refused:
            form.add_error("what", str(refused))
        else:
            messages.success(request, "The activity is changed.")
            return _to(activity)
    return _step(request, activity, form, "Change the activity", "Save")


@record_page(policy.ACTIVITY_CHANGE)
@require_http_methods(METHODS)
def end(request: Request, activity: Activity) -> HttpResponse:
    form = EndForm(posted(request))
    if form.is_valid():
        try:
            operations.end_activity(
                activity=activity, on=timezone.localdate(), **form.cleaned_data, by=request.user
            )
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, "The activity has ended. What it found stays.")
            return _to(activity)
    return _step(request, activity, form, "End the activity", "End it", ends=True)


def _step(
    request: Request, activity: Activity, form: Form, title: str, does: str, *, ends: bool = False
) -> HttpResponse:
    context = {"activity": activity, "form": form, "title": title, "does": does, "kind": "warning" if ends else ""}
    return render(request, "programmes/step.html", context)


def _to(activity: Activity) -> HttpResponse:
    return redirect("programmes:detail", activity.board.slug, activity.reference)
