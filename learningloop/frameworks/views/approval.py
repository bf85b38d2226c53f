"""The chair approves what was drafted, from a day on."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from learningloop.frameworks.forms import ApproveForm
from learningloop.frameworks.models import FrameworkDraft
from learningloop.frameworks.operations import LaterVersionApproved
from learningloop.frameworks.operations.drafts import DayTooEarly, approve_draft
from learningloop.frameworks.policy import FRAMEWORK_APPROVE
from learningloop.frameworks.queries import latest_version, missed_by
from learningloop.frameworks.rules.differences import by_section, compare
from learningloop.frameworks.views.showing import draft_or_404
from learningloop.kit.answers import is_confirmed, wants_change
from learningloop.kit.dates import day
from learningloop.kit.forms import posted
from learningloop.kit.parts import state
from learningloop.people.gate import Request, board_page
from learningloop.people.models import Board
from learningloop.trail.operations import Refused


@board_page(FRAMEWORK_APPROVE)
@require_http_methods(["GET", "HEAD", "POST"])
def approve(request: Request, board: Board) -> HttpResponse:
    """Asked with every difference in view, shown once more, then done."""
    draft = draft_or_404(board)
    context = _shown(draft, request)
    initial = {"effective_on": timezone.localdate(), "seen": state(draft.content)}
    form = ApproveForm(posted(request), used=bool(context["missed"]), initial=initial)
    context |= {"draft": draft, "form": form}
    if not draft.offered_at:
        messages.warning(request, "The draft is still being written. It can be approved once it is given to you.")
        return redirect("frameworks:draft", board.slug)
    if form.is_valid() and not wants_change(request):
        if not is_confirmed(request):
            return render(request, "frameworks/approve_check.html", context)
        return _approve(request, draft, form, context)
    return render(request, "frameworks/approve.html", context)


def _shown(draft: FrameworkDraft, request: Request) -> dict[str, Any]:
    newest = latest_version(draft.board.slug) or draft.base
    told = compare(newest.document, draft.document)
    missed = missed_by(draft, request.user)
    return {"newest": newest, "number": len(told), "told": by_section(told), "missed": missed}


def _approve(request: Request, draft: FrameworkDraft, form: ApproveForm, context: dict[str, Any]) -> HttpResponse:
    told = {name: form.cleaned_data[name] for name in ("effective_on", "decision", "seen")}
    try:
        version = approve_draft(draft=draft, **told, by=request.user)
    except (DayTooEarly, LaterVersionApproved) as refused:
        form.add_error("effective_on", str(refused))
    except Refused as refused:
        form.add_error(None, str(refused))
        form.begin_again(state(draft.content))
    else:
        since = "now" if version.effective_on <= timezone.localdate() else f"from {day(version.effective_on)}"
        messages.success(request, f"Version {version.number} is approved and in force {since}.")
        return redirect("frameworks:version", draft.board.slug, version.number)
    return render(request, "frameworks/approve.html", context)
