"""Writing an item, changing its draft, sending it."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from learningloop.embedding.sharing import queries
from learningloop.embedding.sharing.forms import EditForm, ItemForm, SendForm, first_values, values_of
from learningloop.embedding.sharing.models import SharedItem
from learningloop.embedding.sharing.operations import (
    edit_shared_item,
    send_shared_item,
    write_shared_item,
)
from learningloop.embedding.sharing.policy import SHARED_EDIT, SHARED_SEND, SHARED_WRITE
from learningloop.kit.forms import posted
from learningloop.people.gate import Request, board_page, record_page
from learningloop.people.models import Board
from learningloop.trail.operations import ChangedMeanwhile, Refused
from learningloop.trail.queries import last_change


@board_page(SHARED_WRITE)
@require_http_methods(["GET", "HEAD", "POST"])
def write(request: Request, board: Board) -> HttpResponse:
    """A new draft; `?finding=F-2026-001` says what it tells of. "Preview" shows the text and writes nothing."""
    initial = first_values(request.GET.get("finding", ""))
    form = ItemForm(posted(request), board=board, person=request.user, initial=initial)
    if "preview" in request.POST:
        return _preview(request, form, "sharing/write.html")
    if form.is_valid():
        answers = form.answers
        twin = queries.written_just_now(request.user, board, answers["title"], answers["body"])
        if twin:
            messages.info(request, f"{twin.reference} was written a moment ago. Nothing was written twice.")
            return _to(twin)
        try:
            item = write_shared_item(board=board, **answers, on=timezone.localdate(), by=request.user)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, f"{item.reference} is saved as a draft. Nobody has been sent it yet.")
            return _to(item)
    return render(request, "sharing/write.html", {"form": form})


@record_page(SHARED_EDIT)
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: Request, item: SharedItem) -> HttpResponse:
    state = queries.state_of(item)
    form = EditForm(
        posted(request), board=item.board, person=request.user, initial=values_of(item) | {"seen": state}
    )
    if "preview" in request.POST:
        return _preview(request, form, "sharing/edit.html", item=item)
    if form.is_valid():
        try:
            edit_shared_item(item=item, **form.answers, by=request.user)
        except ChangedMeanwhile:
            form.collide(*last_change(item))
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, "The draft is changed.")
            return _to(item)
    return render(request, "sharing/edit.html", {"form": form, "item": item})


@record_page(SHARED_SEND)
@require_http_methods(["GET", "HEAD", "POST"])
def send(request: Request, item: SharedItem) -> HttpResponse:
    """Check who gets it and what it says, then send it: it cannot be taken back."""
    restricted, state = queries.is_restricted(item), queries.state_of(item)
    form = SendForm(posted(request), restricted=restricted, state=state)
    if form.is_valid():
        try:
            send_shared_item(item=item, on=timezone.localdate(), **form.cleaned_data, by=request.user)
        except ChangedMeanwhile as refused:
            form.begin_again()
            form.add_error(None, str(refused))
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, f"{item.reference} is sent.")
            return _to(item)
    context = {
        "form": form,
        "item": item,
        "restricted": restricted,
        "plan": queries.plan_of(item),
        "roles": queries.roles_of(item),
        "findings": list(item.findings.all()),
        "too_late": item.return_by < timezone.localdate(),
    }
    return render(request, "sharing/send.html", context)


def _preview(request: Request, form: ItemForm, template: str, **context: Any) -> HttpResponse:
    """The text as readers will see it, under its box; for a script, that part alone."""
    shown = {"form": form.untested(), "preview": request.POST.get("body", ""), **context}
    return render(request, "sharing/_preview.html" if request.htmx else template, shown)


def _to(item: SharedItem) -> HttpResponse:
    return redirect("sharing:detail", item.board.slug, item.reference)
