"""What is late and must be brought before a chair, and what was, as long as it is late."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from learningloop.embedding.actions.models import Action
from learningloop.embedding.actions.policy import ACTION_VIEW, CLOSED, OPEN
from learningloop.embedding.actions.queries import overdue
from learningloop.evaluation.models import Evaluation
from learningloop.evaluation.queries import to_judge
from learningloop.frameworks.queries import version_in_force
from learningloop.people.models import Appointment, Board, Group, Person
from learningloop.people.policy import allowed
from learningloop.people.rules import BUSINESS_MANAGER, GROUP_CHAIR, INDEPENDENT_CHAIR
from learningloop.reminders.models import Escalation
from learningloop.reminders.rules import ESCALATE_AFTER, escalates_before

DO, JUDGE = Escalation.Kind.DO, Escalation.Kind.JUDGE


@dataclass(frozen=True)
class Late:
    """Something late that nobody was told of, since when, and the group whose chair is to be told."""

    kind: Escalation.Kind
    action: Action
    since: date
    group: Group | None


def periods(board: Board) -> dict[str, int]:
    """Days that something may be late before a chair is told, by building block, where the framework says."""
    version = version_in_force(board.slug)
    blocks = version.document.building_blocks if version else ()
    return {block.key: block.escalate_after_days for block in blocks if block.escalate_after_days}


def late_on(board: Board, today: date) -> Iterator[Late]:
    """What has been late on a board for longer than the framework's period and was not brought before a chair.

    An action goes to the chair of its group. Judging an effect is that chair's own work: it goes to the chair of
    the group that theirs reports to, or, where there is none, to the independent chair.
    """
    days = periods(board)
    doing = overdue(escalates_before(today, days.get("embedding", ESCALATE_AFTER)))
    for action in _untold(DO, Action.objects.filter(doing, board=board), F("due_on")):
        yield Late(DO, action, action.due_on, action.group)
    before = escalates_before(today, days.get("evaluation", ESCALATE_AFTER))
    judging = to_judge(Action.objects.filter(board=board)).filter(judge_on__lt=before)
    for action in _untold(JUDGE, judging, F("judge_on")):
        yield Late(JUDGE, action, action.judge_on, action.group.reports_to)


def _untold(kind: Escalation.Kind, rows: QuerySet[Any], since: F) -> QuerySet[Any]:
    told = Escalation.objects.filter(board=OuterRef("board"), kind=kind, action=OuterRef("pk"))
    untold = rows.alias(day=since).exclude(Exists(told.filter(since=OuterRef("day"))))
    found: QuerySet[Any] = untold.select_related("board", "group__reports_to").order_by("pk")
    return found


def still_late(board: Board) -> QuerySet[Escalation]:
    """What was brought before a chair of a board and is still late for that same day."""
    doing = Q(kind=DO, action__in=Action.objects.filter(OPEN).values("pk"), action__due_on=F("since"))
    judged = Evaluation.objects.filter(action=OuterRef("action"), recorded_at__gte=OuterRef("escalated_at"))
    judging = Q(~Exists(judged), kind=JUDGE, action__in=Action.objects.filter(CLOSED).values("pk"))
    rows: QuerySet[Escalation] = Escalation.objects.filter(doing | judging, board=board)
    return rows


def brought_before(person: Person, board: Board) -> QuerySet[Escalation]:
    """What is still late on a board and was brought before this person, the longest late first.

    While the chair's seat is empty the independent chair is told, and while theirs is too, the business manager:
    nothing is lost. What is closed to the person is not told.
    """
    held = person.appointments
    mine = Q(group__in=[one.group_id for one in held if one.role == GROUP_CHAIR.key])
    if _stands_in(person, board):
        current = Appointment.objects.current()
        mine |= Q(~Exists(current.filter(group=OuterRef("group"), role=GROUP_CHAIR.key)))
    rows = still_late(board).filter(mine, action__in=allowed(person, ACTION_VIEW).values("pk"))
    return rows.select_related("action__agency", "action__group", "action__board").order_by("since", "pk")


def _stands_in(person: Person, board: Board) -> bool:
    """Whether somebody is told in place of a chair whose seat is empty."""
    roles = {one.role for one in person.appointments if one.board_id == board.pk}
    if INDEPENDENT_CHAIR.key in roles:
        return True
    seats = Appointment.objects.current().filter(board=board, role=INDEPENDENT_CHAIR.key)
    return BUSINESS_MANAGER.key in roles and not seats.exists()


def news_on(board: Board, *, after: date | None, before: date) -> set[str]:
    """The references of what was brought before a chair since a day, not before another, and is still late."""
    rows = still_late(board).filter(escalated_on__gte=before)
    if after:
        rows = rows.filter(escalated_on__gt=after)
    return set(rows.values_list("action__reference", flat=True))
