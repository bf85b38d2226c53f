"""Reads of evaluations, and of what is still to be judged."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, Min, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone

from learningloop.embedding.actions.models import Action
from learningloop.embedding.actions.policy import ACTION_VIEW, CLOSED, LIVE
from learningloop.embedding.actions.queries import listed as listed_actions
from learningloop.evaluation.models import Evaluation, Pending
from learningloop.evaluation.policy import EVALUATION_CARRY_OUT, EVALUATION_VIEW, PENDING
from learningloop.evaluation.rules import NOT_IMPROVED, WORKED
from learningloop.learning.models import Recommendation
from learningloop.learning.policy import RECOMMENDATION_VIEW
from learningloop.people.models import Agency, Board, Person
from learningloop.people.policy import allowed
from learningloop.sources.register.models import Source

JUST_NOW = timedelta(minutes=10)


def evaluations_of(person: Person, board: Board) -> QuerySet[Evaluation]:
    """The evaluations of a board that a person may read."""
    return allowed(person, EVALUATION_VIEW).filter(board=board)


def listed(rows: QuerySet[Evaluation]) -> QuerySet[Evaluation]:
    """Evaluations with what a list shows of them."""
    return rows.select_related("action__agency", "action__group", "board", "commissioned", "shown_by")


def narrow_evaluations(rows: QuerySet[Evaluation], asked: dict[str, Any]) -> QuerySet[Evaluation]:
    """The evaluations that the filters ask for."""
    for name, value in asked.items():
        if value:
            rows = rows.filter(_meant(name, value))
    return rows


def _meant(name: str, value: str) -> Q:
    match name:
        case "verdict":
            return Q(verdict=value)
        case "agency":
            agency = Agency.objects.filter(slug=value).values("pk")
            actions = Action.objects.filter(Q(agency__in=agency) | Q(helping_agencies__in=agency))
            return Q(action__in=actions.values("pk"))
        case "group":
            return Q(action__group__key=value)
        case "theme":
            about = Recommendation.objects.filter(findings__themes__slug=value).values("pk")
            return Q(action__recommendation__in=about)
    references = ("reference", "action__reference", "shown_by__reference")
    exact = [Q(**{f"{path}__iexact": value}) for path in references]
    return Q(action__title__icontains=value) | exact[0] | exact[1] | exact[2]


@dataclass(frozen=True)
class Facts:
    """What a list of evaluations says of itself in its first sentence."""

    total: int
    worked: int
    failed: int


def facts(rows: QuerySet[Evaluation]) -> Facts:
    return Facts(
        **rows.aggregate(
            total=Count("pk"),
            worked=Count("pk", filter=Q(verdict__in=WORKED)),
            failed=Count("pk", filter=Q(verdict=NOT_IMPROVED)),
        )
    )


def to_judge(actions: QuerySet[Action]) -> QuerySet[Any]:
    """Of these actions, those whose effect is still to be judged; each has `judge_on`, the day it is due.

    That day is the planned one until the first evaluation; then the one on which the latest said to look again.
    """
    pending = Pending.objects.filter(action=OuterRef("pk"))
    due = listed_actions(actions.filter(pk__in=Pending.objects.values("action")))
    still: QuerySet[Any] = due.annotate(judge_on=Subquery(pending.values("judge_on")[:1]))
    return still


def pending_for(person: Person, board: Board) -> QuerySet[Pending]:
    """What a person may judge, the longest due first, each with its action."""
    rows: QuerySet[Pending] = allowed(person, EVALUATION_CARRY_OUT, in_any_state=True, of=PENDING)
    return rows.filter(board=board).select_related("action__group").order_by("judge_on", "action_id")


def as_pending(actions: QuerySet[Action]) -> list[Pending]:
    """What of these actions is to be judged, as the facts give it, not saved; two queries."""
    judged = Evaluation.objects.filter(action__in=actions.order_by().values("pk")).order_by("recorded_at", "pk")
    again = dict(judged.values_list("action", "again_on"))
    finished = actions.filter(CLOSED).order_by().values_list("pk", "board", "evaluate_on")
    days = [(pk, board, again.get(pk, planned)) for pk, board, planned in finished]
    return [Pending(action_id=pk, board_id=board, judge_on=day) for pk, board, day in days if day]


@dataclass(frozen=True)
class Due:
    """What the list of what is to be judged says of itself."""

    total: int
    overdue: int
    oldest: date | None


def facts_of_due(rows: QuerySet[Any], today: date) -> Due:
    late = Q(judge_on__lt=today)
    return Due(
        **rows.aggregate(total=Count("pk"), overdue=Count("pk", filter=late), oldest=Min("judge_on", filter=late))
    )


def evaluations_on(person: Person, action: Action) -> QuerySet[Evaluation]:
    """The evaluations of an action that a person may read, newest first."""
    rows = allowed(person, EVALUATION_VIEW).filter(action=action)
    return rows.select_related("board").order_by("-recorded_at", "-pk")


def judged_just_now(action: Action, verdict: str, why: str) -> Evaluation | None:
    """The evaluation that a second press of the button would record again."""
    same = Evaluation.objects.filter(action=action, verdict=verdict, why=why)
    found: Evaluation | None = same.filter(recorded_at__gte=timezone.now() - JUST_NOW).first()
    return found


def new_means(person: Person, evaluation: Evaluation) -> tuple[list[Action], list[Recommendation]]:
    """What was agreed or recommended on the same findings since, as far as the person may read it."""
    findings = evaluation.action.recommendation.findings.values("pk")
    since = evaluation.recorded_at
    actions = allowed(person, ACTION_VIEW).filter(
        LIVE, recommendation__findings__in=findings, recorded_at__gt=since
    )
    recommendations = allowed(person, RECOMMENDATION_VIEW).filter(findings__in=findings, recorded_at__gt=since)
    return list(actions.order_by("pk").distinct()), list(recommendations.order_by("pk").distinct())


def commissioning(person: Person, source: Source) -> Evaluation | None:
    """The evaluation that called for this source, if the person may read it."""
    found: Evaluation | None = allowed(person, EVALUATION_VIEW).filter(commissioned=source).first()
    return found


def resting_on(person: Person, source: Source) -> int:
    """How many evaluations that a person may read rest on this source."""
    return allowed(person, EVALUATION_VIEW).filter(shown_by=source).count()
