"""Recording a source, changing its cover sheet, completing it."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from learningloop.frameworks.queries import current_framework, source_kinds
from learningloop.kit.forms import posted
from learningloop.people.gate import Request, board_page, record_page
from learningloop.people.models import Board
from learningloop.people.policy import allow, groups_on
from learningloop.sources.register import queries
from learningloop.sources.register.forms import CompleteForm, EditForm, SourceForm, first_values, values_of
from learningloop.sources.register.models import Source
from learningloop.sources.register.operations import (
    DatesDisagree,
    NotOpenToAGroup,
    complete_source,
    edit_source,
    record_source,
)
from learningloop.sources.register.operations.independence import DeclarationMissing, NotIndependent
from learningloop.sources.register.policy import SOURCE_COMPLETE, SOURCE_EDIT, SOURCE_RECORD, SOURCE_VIEW
from learningloop.trail.operations import ChangedMeanwhile, Refused
from learningloop.trail.queries import last_change

FIELD_OF: dict[type[Refused], str] = {
    DatesDisagree: "completed_on",
    NotOpenToAGroup: "group",
    NotIndependent: "lead",
    DeclarationMissing: "tie_to_case",
}
"""Beside which field of the cover sheet a refusal is shown."""


@board_page(SOURCE_RECORD)
@require_safe
def record(request: Request, board: Board) -> HttpResponse:
    """First the kind, with what the framework says of each, and how many the register holds."""
    counts = queries.counts_by_kind(queries.register_of(request.user, board))
    families = [
        (key, name, [(kind, counts.get(kind.key, 0)) for kind in kinds])
        for key, name, kinds in queries.kinds_by_family(current_framework(board))
    ]
    return render(request, "register/record.html", {"families": families})


@board_page(SOURCE_RECORD)
@require_http_methods(["GET", "HEAD", "POST"])
def record_kind(request: Request, board: Board, kind: str) -> HttpResponse:
    """Then the cover sheet."""
    told = source_kinds(current_framework(board)).get(kind)
    if told is None:
        raise Http404
    first = first_values(told, list(groups_on(board)))
    form = SourceForm(posted(request), board=board, initial=first, independent=told.independent_lead)
    if form.is_valid():
        answers = form.cleaned_data
        twin = queries.recorded_just_now(request.user, board, kind, answers["title"], answers["started_on"])
        if twin:
            messages.info(request, f"{twin.reference} was recorded a moment ago. Nothing was recorded twice.")
            return redirect("register:detail", board.slug, twin.reference)
        try:
            source = record_source(board=board, kind=kind, **answers, by=request.user)
        except Refused as refused:
            form.add_error(FIELD_OF.get(type(refused)), str(refused))
        else:
            messages.success(request, f"{source.reference} is in the register.")
            return _to(request, source)
    return render(request, "register/record_kind.html", {"form": form, "kind": told})


@record_page(SOURCE_EDIT)
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: Request, source: Source) -> HttpResponse:
    state = queries.state_of(source)
    independence = queries.independence_of(source)
    form = EditForm(
        posted(request),
        board=source.board,
        initial=values_of(source) | {"seen": state},
        independent=independence.asked if independence else None,
    )
    if form.is_valid():
        try:
            edit_source(source=source, **form.cleaned_data, by=request.user)
        except ChangedMeanwhile:
            form.collide(*last_change(source))
        except Refused as refused:
            form.add_error(FIELD_OF.get(type(refused)), str(refused))
        else:
            messages.success(request, "The cover sheet is changed.")
            return _to(request, source)
    context = {"form": form, "source": source, "kind": source.kind_told, "independence": independence}
    return render(request, "register/edit.html", context)


@record_page(SOURCE_COMPLETE)
@require_http_methods(["GET", "HEAD", "POST"])
def complete(request: Request, source: Source) -> HttpResponse:
    """Say when it was completed, after a look at what is still missing."""
    form = CompleteForm(posted(request), initial={"completed_on": timezone.localdate()})
    if form.is_valid():
        try:
            complete_source(source=source, on=form.cleaned_data["completed_on"], by=request.user)
        except Refused as refused:
            form.add_error("completed_on", str(refused))
        else:
            messages.success(request, f"{source.reference} is completed.")
            return _to(request, source)
    context = {"form": form, "source": source, "principles": queries.principles_of(source)}
    return render(request, "register/complete.html", context)


def _to(request: Request, source: Source) -> HttpResponse:
    """The source's page, or the register for somebody to whom it is closed now."""
    if allow(request.user, SOURCE_VIEW, source):
        return redirect("register:detail", source.board.slug, source.reference)
    return redirect("register:list", source.board.slug)
