"""The board's response to a recommendation: asked for, shown to be checked, then given for good."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from learningloop.kit.answers import is_confirmed, wants_change
from learningloop.kit.forms import posted
from learningloop.learning import queries
from learningloop.learning.forms import RespondForm
from learningloop.learning.models import Recommendation, Response
from learningloop.learning.operations import respond_to_recommendation
from learningloop.learning.policy import RECOMMENDATION_RESPOND
from learningloop.learning.views.recommendations import already_answered
from learningloop.people.gate import Request, record_page
from learningloop.trail.operations import Refused


@record_page(RECOMMENDATION_RESPOND, passed=already_answered)
@require_http_methods(["GET", "HEAD", "POST"])
def recommendation_respond(request: Request, recommendation: Recommendation) -> HttpResponse:
    """Once answered it stays answered, so the answer is looked at before it is given."""
    form = _form(request, recommendation)
    findings = queries.findings_of(request.user, request.board).filter(recommendations=recommendation)
    context: dict[str, Any] = {"form": form, "recommendation": recommendation, "findings": findings}
    if form.is_valid() and not wants_change(request):
        if not is_confirmed(request):
            context["decision"] = Response.Decision(form.cleaned_data["decision"]).label
            return render(request, "learning/recommendation_respond_check.html", context)
        try:
            respond_to_recommendation(recommendation=recommendation, **form.cleaned_data, by=request.user)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, f"The board’s response to {recommendation.reference} is recorded.")
            return redirect("learning:recommendation_detail", request.board.slug, recommendation.reference)
    return render(request, "learning/recommendation_respond.html", context)


def _form(request: Request, recommendation: Recommendation) -> RespondForm:
    """The board's answer unless it is given in the name of a group."""
    groups, board_too = queries.groups_that_answer(request.user, recommendation)
    return RespondForm(
        posted(request),
        recommendation=recommendation,
        groups=groups,
        board_too=board_too,
        initial={"decided_on": timezone.localdate(), "group": None if board_too else groups.first()},
    )
