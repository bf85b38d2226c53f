"""Actions as a spreadsheet."""

from django.db.models import QuerySet
from django.http import HttpResponse

from learningloop.embedding.actions.models import Action
from learningloop.kit.downloads import table_file
from learningloop.people.models import Board

COLUMNS = (
    "Reference", "Action", "What will be different", "Stands", "Agency", "Owner", "Agencies that help", "Group",
    "Agreed", "Due", "Reported done", "Assured", "Withdrawn", "How will we know", "Effect judged",
    "Recommendation",
)  # fmt: skip


def actions_file(board: Board, rows: QuerySet[Action], form: str) -> HttpResponse:
    """The actions of a list, one a line."""
    found = rows.select_related("recommendation").prefetch_related("helping_agencies")
    return table_file(f"actions-{board.slug}", COLUMNS, found, _cells, form)


def _cells(action: Action) -> tuple[object, ...]:
    return (
        action.reference,
        action.title,
        action.difference,
        action.state.label,
        action.agency.name,
        action.owner and action.owner.name,
        [agency.name for agency in action.helping_agencies.all()],
        action.group.name,
        action.agreed_on,
        action.due_on,
        action.reported_on,
        action.closed_on,
        action.withdrawn_on,
        action.how_will_we_know,
        action.evaluate_on,
        action.recommendation.reference,
    )
