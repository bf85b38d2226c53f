"""Judging the effect of an action, and calling for a follow-up."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from learningloop.embedding.actions.models import Action
from learningloop.embedding.actions.queries import progress_of
from learningloop.evaluation import queries
from learningloop.evaluation.forms import CarryOutForm, CommissionForm, EvidenceForm
from learningloop.evaluation.models import Evaluation
from learningloop.evaluation.operations import (
    JudgedTooEarly,
    NextDateMissing,
    carry_out_evaluation,
    commission_follow_up,
)
from learningloop.evaluation.policy import EVALUATION_CARRY_OUT, EVALUATION_COMMISSION
from learningloop.evaluation.rules import NOT_IMPROVED
from learningloop.frameworks.queries import current_framework
from learningloop.kit.answers import answers_of, is_confirmed, wants_change
from learningloop.kit.forms import posted
from learningloop.people.gate import Request, record_page
from learningloop.trail.operations import Refused

METHODS = ["GET", "HEAD", "POST"]
FIELD_OF: dict[type[Refused], str] = {NextDateMissing: "again_on", JudgedTooEarly: "on"}
"""Beside which field a refusal is shown."""


@record_page(EVALUATION_CARRY_OUT)
@require_http_methods(METHODS)
def carry_out(request: Request, action: Action) -> HttpResponse:
    """Judge whether a finished action changed anything: the answers, a look at them, then the evaluation."""
    form = CarryOutForm(posted(request), action=action, person=request.user)
    context = {"form": form, "action": action, "evidence": progress_of(action).filter(is_evidence=True)}
    if form.is_valid() and not wants_change(request):
        return _carry_out(request, action, form) or render(request, "evaluation/carry_out.html", context)
    return render(request, "evaluation/carry_out.html", context)


def _carry_out(request: Request, action: Action, form: CarryOutForm) -> HttpResponse | None:
    """The check page, or the evaluation once confirmed; nothing when a refusal sends back to the form."""
    files = EvidenceForm(request.POST, request.FILES) if is_confirmed(request) else EvidenceForm()
    answers = form.cleaned_data
    twin = queries.judged_just_now(action, answers["verdict"], answers["why"])
    if twin:
        messages.info(request, f"{twin.reference} was recorded a moment ago. Nothing was recorded twice.")
        return redirect("evaluation:detail", action.board.slug, twin.reference)
    if files.is_valid():
        try:
            made = carry_out_evaluation(action=action, **answers, **files.cleaned_data, by=request.user)
        except Refused as refused:
            if type(refused) in FIELD_OF:
                form.add_error(FIELD_OF[type(refused)], str(refused))
                return None
            files.refuse("uploads", str(refused))
        else:
            messages.success(request, f"Evaluation {made.reference} is recorded.")
            return redirect("evaluation:detail", action.board.slug, made.reference)
    return _check(request, action, form, files)


def _check(request: Request, action: Action, form: CarryOutForm, files: EvidenceForm) -> HttpResponse:
    reopens = form.cleaned_data["verdict"] == NOT_IMPROVED
    context: dict[str, Any] = {"form": files, "action": action, "answers": answers_of(form), "reopens": reopens}
    return render(request, "evaluation/carry_out_check.html", context)


@record_page(EVALUATION_COMMISSION)
@require_http_methods(METHODS)
def commission(request: Request, evaluation: Evaluation) -> HttpResponse:
    """Call for a source that looks again: the loop's first stage."""
    framework = current_framework(request.board)
    form = CommissionForm(posted(request), evaluation=evaluation, framework=framework)
    if form.is_valid():
        try:
            source = commission_follow_up(evaluation=evaluation, **form.cleaned_data, by=request.user)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, f"The follow-up {source.reference} is in the register.")
            return redirect("evaluation:detail", evaluation.board.slug, evaluation.reference)
    return render(request, "evaluation/commission.html", {"form": form, "evaluation": evaluation})
