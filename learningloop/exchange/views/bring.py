"""Sending a sheet, seeing what it would do, and bringing it in."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from learningloop.exchange.exports import faults_file
from learningloop.exchange.forms import LARGEST, SheetForm
from learningloop.exchange.imports import plan_of_delivery
from learningloop.exchange.models import Delivery
from learningloop.exchange.operations import bring_in, drop_sheet, keep_sheet
from learningloop.exchange.policy import SHEET_BRING
from learningloop.exchange.queries.plan import Plan
from learningloop.exchange.queries.preview import MOST, brought_lines, changes_of, new_of
from learningloop.exchange.rules.columns import SHEET
from learningloop.kit.answers import is_confirmed
from learningloop.kit.downloads import attachment, form_asked
from learningloop.kit.spreadsheets import XLSX, Unreadable, read_grid
from learningloop.people.gate import Request, board_page
from learningloop.people.models import Board
from learningloop.trail.operations import Refused


@board_page(SHEET_BRING)
@require_http_methods(["GET", "HEAD", "POST"])
def send(request: Request, board: Board) -> HttpResponse:
    """Send a sheet. It is kept for a day, for its sender alone."""
    form = SheetForm(request.POST, request.FILES) if request.method == "POST" else SheetForm()
    if form.is_valid():
        [upload] = form.cleaned_data["sheet"]
        try:
            delivery = keep_sheet(board=board, name=upload.name, content=_readable(upload), by=request.user)
        except Unreadable as error:
            form.add_error("sheet", f"{error} Nothing was kept; choose a file again.")
        else:
            return redirect("exchange:check", board.slug, delivery.key)
    return render(request, "exchange/send.html", {"form": form})


def _readable(upload: "UploadedFile[Any]") -> bytes:
    """The content of a file that can be read as a table. Raises Unreadable."""
    if (upload.size or 0) > LARGEST:
        raise Unreadable("The file is larger than 10 MB. Bring the records in several files.")
    content: bytes = upload.read()
    read_grid(content, prefer=SHEET)
    return content


def _waiting(request: Request, board: Board, key: UUID) -> Delivery:
    """A sheet of this person's own."""
    own = Delivery.objects.filter(board=board, sent_by=request.user)
    found: Delivery = get_object_or_404(own.select_related("board", "sent_by"), key=key)
    return found


def _has_ended(delivery: Delivery) -> bool:
    return not delivery.file or delivery.expires_at < timezone.now()


@board_page(SHEET_BRING)
@require_http_methods(["GET", "HEAD", "POST"])
def check(request: Request, board: Board, delivery: UUID) -> HttpResponse:
    """What the sheet would do; then, once confirmed, what it did."""
    waiting = _waiting(request, board, delivery)
    if waiting.brought_at:
        lines = list(brought_lines(board, waiting.brought))
        return render(request, "exchange/brought.html", {"delivery": waiting, "lines": lines})
    if _has_ended(waiting):
        return render(request, "exchange/ended.html", {"delivery": waiting})
    if request.method == "POST" and "drop" in request.POST:
        drop_sheet(delivery=waiting, by=request.user)
        messages.success(request, "The sheet is let go. Nothing was brought in.")
        return redirect("exchange:send", board.slug)
    plan = plan_of_delivery(waiting, timezone.localdate())
    if request.method == "POST" and is_confirmed(request) and not plan.faults:
        return _confirm(request, waiting, plan)
    return _shown(request, waiting, plan)


def _confirm(request: Request, waiting: Delivery, plan: Plan) -> HttpResponse:
    if request.POST.get("seen") != plan.fingerprint:
        moved = (
            "The board’s records changed since you looked. Nothing was brought in yet: look again, then confirm."
        )
        return _shown(request, waiting, plan, moved)
    try:
        bring_in(board=waiting.board, plan=plan, delivery=waiting, by=request.user)
    except Refused as refused:
        return _shown(request, waiting, plan, f"{refused} Nothing was brought in.")
    return redirect("exchange:check", waiting.board.slug, waiting.key)


def _shown(request: Request, waiting: Delivery, plan: Plan, moved: str = "") -> HttpResponse:
    context = {
        "delivery": waiting,
        "plan": plan,
        "moved": moved,
        "counts": [count for count in plan.counts if count.new or count.changed or count.same],
        "faults": plan.faults[:MOST],
        "more_faults": max(0, len(plan.faults) - MOST),
        "changes": changes_of(plan, waiting.board),
        "new": new_of(plan),
    }
    return render(request, "exchange/check.html", context)


@board_page(SHEET_BRING)
@require_safe
def faults(request: Request, board: Board, delivery: UUID) -> HttpResponse:
    """Every fault of a sheet that waits, as a file."""
    waiting = _waiting(request, board, delivery)
    if _has_ended(waiting):
        raise Http404
    plan = plan_of_delivery(waiting, timezone.localdate())
    form = form_asked(request) or XLSX
    return attachment(faults_file(plan.faults, form), f"faults-{board.slug}", form)
