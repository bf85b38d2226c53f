"""What happens to an action between being agreed and being closed."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from learningloop.embedding.actions import forms, operations, policy, queries
from learningloop.embedding.actions.models import Action
from learningloop.kit.answers import answers_of, is_confirmed, wants_change
from learningloop.kit.forms import Form, posted
from learningloop.people.gate import Request, record_page
from learningloop.trail.operations import Refused

METHODS = ["GET", "HEAD", "POST"]


@record_page(policy.ACTION_PROGRESS)
@require_http_methods(METHODS)
def progress(request: Request, action: Action) -> HttpResponse:
    """Add to the progress log; a second press of the button adds nothing."""
    form = forms.ProgressForm(posted(request), request.FILES or None, initial=_today())
    if form.is_valid():
        text, on = form.cleaned_data["text"], form.cleaned_data["on"]
        if queries.added_just_now(action, request.user, text, on):
            messages.info(request, "That was added a moment ago. Nothing was added twice.")
            return redirect("actions:detail", request.board.slug, action.reference)
    return _take(request, action, form, "progress", operations.add_progress, "The progress is added.")


@record_page(policy.ACTION_MOVE)
@require_http_methods(METHODS)
def move(request: Request, action: Action) -> HttpResponse:
    form = forms.MoveForm(posted(request))

    def do(**answers: Any) -> Action:
        return operations.move_action(on=timezone.localdate(), **answers)

    return _take(request, action, form, "move", do, "The due date is moved.")


@record_page(policy.ACTION_REPORT)
@require_http_methods(METHODS)
def report(request: Request, action: Action) -> HttpResponse:
    form = forms.ReportForm(posted(request), initial=_today())
    done = f"{action.reference} is reported done. {action.group} looks at it now."
    return _take(request, action, form, "report", operations.report_action, done)


@record_page(policy.ACTION_RETURN)
@require_http_methods(METHODS)
def return_(request: Request, action: Action) -> HttpResponse:
    form = forms.ReturnForm(posted(request))
    done = f"{action.reference} is sent back to {action.agency}."
    return _take(request, action, form, "return", operations.return_action, done)


@record_page(policy.ACTION_CLOSE)
@require_http_methods(METHODS)
def close(request: Request, action: Action) -> HttpResponse:
    """Assure and close, after a look at the answers."""
    form = forms.CloseForm(posted(request), initial=_today())
    done = f"{action.reference} is done and assured."
    return _checked(request, action, form, "close") or _take(
        request, action, form, "close", operations.close_action, done
    )


@record_page(policy.ACTION_WITHDRAW)
@require_http_methods(METHODS)
def withdraw(request: Request, action: Action) -> HttpResponse:
    """Withdraw, after a look at the answers."""
    form = forms.WithdrawForm(posted(request), initial=_today())
    done = f"{action.reference} is withdrawn."
    return _checked(request, action, form, "withdraw") or _take(
        request, action, form, "withdraw", operations.withdraw_action, done
    )


def _today() -> dict[str, Any]:
    return {"on": timezone.localdate()}


def _checked(request: Request, action: Action, form: Form, step: str) -> HttpResponse | None:
    """The page that shows the answers once more, and the form again for who wants to change them."""
    if not form.is_valid() or is_confirmed(request):
        return None
    if wants_change(request):
        return _page(request, action, form, step)
    context = {"action": action, "answers": answers_of(form)}
    return render(request, f"actions/{step}_check.html", context)


def _take(
    request: Request, action: Action, form: Form, step: str, do: Callable[..., Any], done: str
) -> HttpResponse:
    """Do it when the answers are good; otherwise the form, with all that was typed."""
    if form.is_valid():
        try:
            do(action=action, **form.cleaned_data, by=request.user)
        except Refused as refused:
            form.refuse(None, str(refused))
        else:
            messages.success(request, done)
            return redirect("actions:detail", request.board.slug, action.reference)
    return _page(request, action, form, step)


def _page(request: Request, action: Action, form: Form, step: str) -> HttpResponse:
    evidence = queries.progress_of(action).filter(is_evidence=True) if step == "close" else ()
    context = {"form": form, "action": action, "evidence": evidence}
    return render(request, f"actions/{step}.html", context)
