"""What was judged, what is still to be judged, and an evaluation's own page."""

from uuid import UUID

from django.http import FileResponse, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from learningloop.embedding.actions.policy import ACTION_AGREE, ACTION_VIEW
from learningloop.embedding.actions.queries import actions_of, is_restricted
from learningloop.evaluation import queries
from learningloop.evaluation.exports import due_file, evaluations_file
from learningloop.evaluation.forms import EvaluationFilters
from learningloop.evaluation.models import Evaluation
from learningloop.evaluation.policy import EVALUATION_CARRY_OUT, EVALUATION_COMMISSION, EVALUATION_VIEW
from learningloop.kit.downloads import form_asked
from learningloop.kit.lists import Sort, make_listing
from learningloop.people.gate import Request, board_page, record_page
from learningloop.people.models import Board
from learningloop.people.policy import allow, allowed
from learningloop.records.queries import send_file
from learningloop.sources.register.models import Source
from learningloop.sources.register.policy import SOURCE_VIEW
from learningloop.trail.operations import log_reading

SORTS = [
    Sort("judged", "Judged", "carried_out_on", "pk", descending=True),
    Sort("action", "Action", "action__title", "pk"),
    Sort("agency", "Agency", "action__agency__name", "pk"),
]
SORTS_OF_DUE = [
    Sort("due", "To be judged", "judge_on", "pk"),
    Sort("agency", "Agency", "agency__name", "judge_on", "pk"),
    Sort("group", "Group", "group__name", "judge_on", "pk"),
]


@board_page(EVALUATION_VIEW)
@require_safe
def list_(request: Request, board: Board) -> HttpResponse:
    """The evaluations, narrowed by the filters; the same rows as a file with `format`."""
    filters = EvaluationFilters(request.GET, board=board)
    filters.is_valid()
    whole = queries.evaluations_of(request.user, board)
    rows = queries.listed(queries.narrow_evaluations(whole, filters.cleaned_data))
    listing = make_listing(rows, request.GET, sorts=SORTS, filters=filters)
    if form := form_asked(request):
        return evaluations_file(board, listing.found, form)
    due = queries.to_judge(actions_of(request.user, board))
    context = {
        "listing": listing,
        "facts": queries.facts(rows),
        "due": queries.facts_of_due(due, timezone.localdate()),
    }
    return render(request, "evaluation/list.html", context)


@board_page(ACTION_VIEW)
@require_safe
def due(request: Request, board: Board) -> HttpResponse:
    """The finished actions whose effect is still to be judged, the one that has waited longest first."""
    rows = queries.to_judge(actions_of(request.user, board))
    listing = make_listing(rows, request.GET, sorts=SORTS_OF_DUE)
    if form := form_asked(request):
        return due_file(board, listing.found, form)
    shown = allowed(request.user, EVALUATION_CARRY_OUT).filter(pk__in=[action.pk for action in listing.page])
    context = {
        "listing": listing,
        "facts": queries.facts_of_due(rows, timezone.localdate()),
        "mine": set(shown.values_list("pk", flat=True)),
    }
    return render(request, "evaluation/due.html", context)


@record_page(EVALUATION_VIEW)
@require_safe
def detail(request: Request, evaluation: Evaluation) -> HttpResponse:
    """An evaluation's page. Opening one that grew from a restricted source is noted."""
    rows = Evaluation.objects.select_related("action__recommendation", "action__agency", "action__group", "group")
    evaluation = rows.select_related("shown_by", "commissioned", "board").get(pk=evaluation.pk)
    linked = [evaluation.shown_by_id, evaluation.commissioned_id]
    readable: set[Source] = set(allowed(request.user, SOURCE_VIEW).filter(pk__in=[pk for pk in linked if pk]))
    actions, recommendations = queries.new_means(request.user, evaluation) if evaluation.failed else ([], [])
    context = {
        "evaluation": evaluation,
        "action": evaluation.action,
        "caption": f"{evaluation.reference}: {evaluation.action.title}",
        "new_actions": actions,
        "new_recommendations": recommendations,
        "files": list(evaluation.files.all()),
        "readable": readable,
        "may_commission": allow(request.user, EVALUATION_COMMISSION, evaluation),
        "may_judge": allow(request.user, EVALUATION_CARRY_OUT, evaluation.action),
        "may_agree": evaluation.failed and allow(request.user, ACTION_AGREE, evaluation.action.recommendation),
    }
    return render(request, "evaluation/detail.html", context)


@record_page(EVALUATION_VIEW)
@require_safe
def file(request: Request, evaluation: Evaluation, key: UUID) -> FileResponse:
    """A file that shows it, for whoever may read the evaluation."""
    found = get_object_or_404(evaluation.files, key=key)
    if is_restricted(evaluation.action):
        log_reading(found, by=request.user)
    return send_file(found)
