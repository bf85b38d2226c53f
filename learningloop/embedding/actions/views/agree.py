"""Agreeing an action on a recommendation, and changing it."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from learningloop.embedding.actions import queries
from learningloop.embedding.actions.forms import AgreeForm, EditForm, first_values, values_of
from learningloop.embedding.actions.models import Action
from learningloop.embedding.actions.operations import (
    DatesDisagree,
    OwnerElsewhere,
    agree_action,
    edit_action,
)
from learningloop.embedding.actions.policy import ACTION_AGREE, ACTION_EDIT
from learningloop.frameworks.queries import current_framework
from learningloop.kit.forms import posted
from learningloop.learning.models import Recommendation
from learningloop.people.gate import Request, record_page
from learningloop.trail.operations import ChangedMeanwhile, Refused
from learningloop.trail.queries import last_change

FIELD_OF: dict[type[Refused], str] = {OwnerElsewhere: "owner", DatesDisagree: "evaluate_on"}
"""Beside which field a refusal is shown."""


@record_page(ACTION_AGREE)
@require_http_methods(["GET", "HEAD", "POST"])
def agree(request: Request, recommendation: Recommendation) -> HttpResponse:
    """Take up a recommendation that the board accepted: the moment an action exists."""
    framework = current_framework(request.board)
    form = AgreeForm(
        posted(request), board=request.board, framework=framework, initial=first_values(recommendation)
    )
    if form.is_valid():
        answers = form.cleaned_data
        twin = queries.agreed_just_now(recommendation, answers["title"], answers["agency"].pk)
        if twin:
            messages.info(request, f"{twin.reference} was agreed a moment ago. Nothing was recorded twice.")
            return redirect("actions:detail", request.board.slug, twin.reference)
        try:
            action = agree_action(recommendation=recommendation, **answers, by=request.user)
        except Refused as refused:
            _refuse(form, refused)
        else:
            messages.success(request, f"Action {action.reference} is agreed.")
            return redirect("actions:detail", request.board.slug, action.reference)
    return render(request, "actions/agree.html", {"form": form, "recommendation": recommendation})


@record_page(ACTION_EDIT)
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: Request, action: Action) -> HttpResponse:
    framework = current_framework(request.board)
    state = queries.state_of(action)
    now = values_of(action) | {"seen": state}
    form = EditForm(posted(request), board=request.board, framework=framework, initial=now)
    if form.is_valid():
        try:
            edit_action(action=action, **form.cleaned_data, by=request.user)
        except ChangedMeanwhile:
            form.collide(*last_change(action))
        except Refused as refused:
            _refuse(form, refused)
        else:
            messages.success(request, f"Action {action.reference} is changed.")
            return redirect("actions:detail", request.board.slug, action.reference)
    return render(request, "actions/edit.html", {"form": form, "action": action})


def _refuse(form: Any, refused: Refused) -> None:
    form.add_error(FIELD_OF.get(type(refused)), str(refused))
