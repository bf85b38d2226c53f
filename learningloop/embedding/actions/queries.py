"""Reads of actions, for their own pages and for the stages that follow."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, Exists, Min, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone

from learningloop.embedding.actions.models import Action, Progress, Untaken
from learningloop.embedding.actions.policy import (
    ACCEPTED,
    ACTION_AGREE,
    ACTION_PROGRESS,
    ACTION_VIEW,
    CLOSED,
    OPEN,
    REPORTED,
)
from learningloop.learning.models import Recommendation
from learningloop.people.models import Agency, Board, Person
from learningloop.people.policy import allowed
from learningloop.people.rules import AGENCY_LEAD, BUSINESS_MANAGER, CONTRIBUTOR, GROUP_CHAIR, OFFICER
from learningloop.records.models import StoredFile
from learningloop.sources.register.models import Sensitivity, Source
from learningloop.trail.queries import history

JUST_NOW = timedelta(minutes=10)
ANSWERING = {AGENCY_LEAD.key, CONTRIBUTOR.key}
"""The roles that answer for their agency's actions."""
UNIT = {BUSINESS_MANAGER.key, OFFICER.key}
"""The roles that see to it that somebody acts, whichever group answered."""


def actions_of(person: Person, board: Board) -> QuerySet[Action]:
    """The actions of a board that a person may read."""
    return allowed(person, ACTION_VIEW).filter(board=board)


def to_agree(person: Person, board: Board) -> QuerySet[Recommendation]:
    """Accepted recommendations about which nobody does anything yet: the unit's, or the chair's own groups'."""
    untaken = Untaken.objects.values("recommendation")
    rows: QuerySet[Recommendation] = allowed(person, ACTION_AGREE).filter(board=board, pk__in=untaken)
    if not any(held.role in UNIT and held.board_id == board.pk for held in person.appointments):
        chaired = [held.group_id for held in person.appointments if held.role == GROUP_CHAIR.key]
        own = Q(response__group__in=chaired) | Q(findings__source__group__in=chaired)
        rows = rows.filter(pk__in=Recommendation.objects.filter(own).values("pk"))
    return rows.select_related("response").order_by("response__decided_on", "pk")


def as_untaken(recommendations: QuerySet[Recommendation]) -> list[Untaken]:
    """Those of these recommendations that were accepted and nobody acts on, as the facts give it, not saved."""
    done = Action.objects.filter(withdrawn_on=None, recommendation=OuterRef("pk"))
    rows = recommendations.filter(ACCEPTED).exclude(Exists(done)).order_by().values_list("pk", "board")
    return [Untaken(recommendation_id=pk, board_id=board) for pk, board in rows]


def listed(rows: QuerySet[Action]) -> QuerySet[Any]:
    """Actions with what a list shows of them."""
    return rows.select_related("agency", "group", "owner")


def overdue(today: date) -> Q:
    """Actions that should have been reported done before today."""
    return OPEN & Q(due_on__lt=today)


def in_state(state: str, today: date) -> Q:
    """Actions that stand there; `overdue` is a part of those being done, `living` all that are not settled."""
    states = {
        "overdue": overdue(today),
        "open": OPEN,
        "reported": REPORTED,
        "living": OPEN | REPORTED,
        "closed": CLOSED,
        "withdrawn": Q(withdrawn_on__isnull=False),
    }
    return states[state]


def narrow_actions(rows: QuerySet[Action], asked: dict[str, Any], person: Person, today: date) -> QuerySet[Action]:
    """The actions that the filters ask for."""
    for name, value in asked.items():
        if value:
            rows = rows.filter(_meant(name, value, person, today))
    return rows


def _meant(name: str, value: str, person: Person, today: date) -> Q:
    match name:
        case "state":
            return in_state(value, today)
        case "whose":
            return answered_by(person) if value == "agency" else Q(owner=person)
        case "agency":
            return _done_by(value)
        case "group":
            return Q(group__key=value)
        case "theme" | "priority":
            path = {"theme": "themes__slug", "priority": "priority"}[name]
            return Q(recommendation__in=Recommendation.objects.filter(**{f"findings__{path}": value}).values("pk"))
    return Q(title__icontains=value) | Q(reference__iexact=value)


def _done_by(slug: str) -> Q:
    """Actions that an agency does, or helps with."""
    agency = Agency.objects.filter(slug=slug).values("pk")[:1]
    helping: Any = Action.helping_agencies.through
    return Q(agency=Subquery(agency)) | Q(pk__in=helping.objects.filter(agency__slug=slug).values("action"))


def answered_by(person: Person) -> Q:
    """Actions that a person answers for: by name, or through their agency."""
    agencies = {held.agency_id for held in person.appointments if held.role in ANSWERING}
    return Q(owner=person) | Q(agency__in=agencies)


@dataclass(frozen=True)
class Facts:
    """What a list of actions says of itself in its first sentence."""

    total: int
    overdue: int
    oldest: date | None


def facts(rows: QuerySet[Action], today: date, total: int | None = None) -> Facts:
    """`total` is how many there are, where that is known. Two queries at most, each over an index."""
    late = rows.filter(overdue(today)).order_by().aggregate(overdue=Count("pk"), oldest=Min("due_on"))
    return Facts(total=rows.count() if total is None else total, **late)


def is_restricted(action: Action) -> bool:
    """Whether it grew from a source that is not open to the whole board, so that opening it is noted."""
    sources = Source.objects.filter(pk__in=action.recommendation.findings.values("source"))
    return bool(sources.exclude(sensitivity=Sensitivity.BOARD).exists())


def state_of(action: Action) -> int:
    """A number that is another as soon as anybody changes the action or takes a step with it."""
    return history(action).values_list("pk", flat=True).first() or 0


def progress_of(action: Action) -> QuerySet[Progress]:
    """The progress log, newest first."""
    return action.progress.select_related("file", "by").order_by("-on", "-pk")


def files_of(action: Action) -> QuerySet[StoredFile]:
    """The files in an action's progress log."""
    return StoredFile.objects.filter(pk__in=action.progress.values("file"))


def agreed_just_now(recommendation: Recommendation, title: str, agency_id: int) -> Action | None:
    """The action that a second press of the button would agree again."""
    same = Action.objects.filter(recommendation=recommendation, title=title, agency=agency_id)
    found: Action | None = same.filter(recorded_at__gte=timezone.now() - JUST_NOW).first()
    return found


def added_just_now(action: Action, person: Person, text: str, on: date) -> bool:
    """Whether a second press of the button would add the same progress again."""
    since = timezone.now() - JUST_NOW
    return action.progress.filter(by=person, text=text, on=on, recorded_at__gte=since).exists()


def actions_on(person: Person, recommendations: Any) -> QuerySet[Action]:
    """The actions on these recommendations that a person may read, soonest due first."""
    rows = allowed(person, ACTION_VIEW).filter(recommendation__in=recommendations)
    return rows.select_related("agency", "group", "owner", "board", "recommendation").order_by("due_on", "pk")


def to_do(person: Person, board: Board, by: date) -> QuerySet[Action]:
    """What a person has to do on a board: their own actions, and their agency's that are due by a day."""
    mine = answered_by(person) & (Q(owner=person) | Q(due_on__lte=by))
    return listed(allowed(person, ACTION_PROGRESS).filter(OPEN & mine, board=board)).order_by("due_on", "pk")
