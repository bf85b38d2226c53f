"""The list of actions, and an action's own page."""

from uuid import UUID

from django.http import FileResponse, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from learningloop.embedding.actions import policy, queries
from learningloop.embedding.actions.exports import actions_file
from learningloop.embedding.actions.forms import ActionFilters
from learningloop.embedding.actions.models import Action
from learningloop.frameworks.queries import current_framework, source_kinds
from learningloop.kit.downloads import form_asked
from learningloop.kit.lists import Sort, make_listing
from learningloop.learning.policy import RECOMMENDATION_VIEW
from learningloop.people.gate import Request, board_page, record_page
from learningloop.people.models import Board
from learningloop.people.policy import number_allowed, which
from learningloop.records.queries import send_file
from learningloop.trail.operations import log_reading

SORTS = [
    Sort("due", "Due", "settled", "due_on", "pk"),
    Sort("agency", "Agency", "agency__name", "due_on", "pk"),
    Sort("title", "Action", "title", "pk"),
]
STEPS = [
    policy.ACTION_EDIT, policy.ACTION_PROGRESS, policy.ACTION_MOVE, policy.ACTION_REPORT, policy.ACTION_RETURN,
    policy.ACTION_CLOSE, policy.ACTION_WITHDRAW, policy.ACTION_REMOVE,
]  # fmt: skip


@board_page(policy.ACTION_VIEW)
@require_safe
def list_(request: Request, board: Board) -> HttpResponse:
    """The actions, narrowed by the filters; the same rows as a file with `format`."""
    today = timezone.localdate()
    filters = ActionFilters(request.GET, board=board, framework=current_framework(board))
    filters.is_valid()
    whole = queries.actions_of(request.user, board)
    rows = queries.listed(queries.narrow_actions(whole, filters.cleaned_data, request.user, today))
    total = None if any(filters.cleaned_data.values()) else number_allowed(request.user, policy.ACTION_VIEW)
    facts = queries.facts(rows, today, total)
    listing = make_listing(rows, request.GET, sorts=SORTS, filters=filters, total=facts.total)
    if form := form_asked(request):
        return actions_file(board, listing.found, form)
    context = {"listing": listing, "facts": facts}
    return render(request, "actions/list.html", context)


@record_page(policy.ACTION_VIEW)
@require_safe
def detail(request: Request, action: Action) -> HttpResponse:
    """An action's page. Opening one that grew from a restricted source is noted."""
    action = queries.listed(Action.objects.select_related("recommendation")).get(pk=action.pk)
    kind = source_kinds(current_framework(request.board)).get(action.evaluate_by)
    context = {
        "action": action,
        "may": which(request.user, action, STEPS),
        "may_read_recommendation": which(request.user, action.recommendation, [RECOMMENDATION_VIEW]),
        "helping": list(action.helping_agencies.all()),
        "moves": list(action.due_date_changes.select_related("by")),
        "log": list(queries.progress_of(action)),
        "judged_by": kind.name if kind else action.evaluate_by,
    }
    return render(request, "actions/detail.html", context)


@record_page(policy.ACTION_VIEW)
@require_safe
def file(request: Request, action: Action, key: UUID) -> FileResponse:
    """A file from the progress log, for whoever may read the action."""
    found = get_object_or_404(queries.files_of(action), key=key)
    if queries.is_restricted(action):
        log_reading(found, by=request.user)
    return send_file(found)
