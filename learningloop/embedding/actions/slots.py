"""What actions add to earlier records, to the home page and to the search."""

from collections.abc import Iterable, Sequence
from datetime import timedelta
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.text import Truncator

from learningloop.embedding.actions import queries
from learningloop.embedding.actions.models import Action
from learningloop.embedding.actions.policy import (
    ACTION_AGREE,
    ACTION_CLOSE,
    ACTION_VIEW,
    ACTION_WITHDRAW,
    LIVE,
    REPORTED,
)
from learningloop.kit.dates import day
from learningloop.kit.slots import Entries, Panel, Use, Waiting, uses
from learningloop.learning.models import Finding, Recommendation
from learningloop.people.models import Board, Person
from learningloop.people.policy import allow, allowed
from learningloop.people.rules import GROUP_CHAIR
from learningloop.search.policy import Searched, Told
from learningloop.sources.register.queries import restricted_by

SOON = timedelta(days=14)
MOST = 10
"""How many of a kind stand on the home page; the rest is behind one link."""


def actions_panel(record: Any, person: Person) -> Sequence[Panel]:
    """On a finding's or a recommendation's page: the actions agreed on it. Two queries."""
    match record:
        case Recommendation():
            may_agree = allow(person, ACTION_AGREE, record)
            actions = list(queries.actions_on(person, [record.pk]))
        case Finding():
            may_agree = False
            actions = list(queries.actions_on(person, record.recommendations.values("pk")))
        case _:
            return []
    context = {"actions": actions, "may_agree": may_agree, "record": record}
    return [Panel("Actions", "actions/_of_record.html", context)] if actions or may_agree else []


def owned_panel(record: Any, person: Person) -> Sequence[Panel]:
    """On a person's page: the actions that they own and that are not yet assured. Two queries."""
    if not isinstance(record, Person):
        return []
    owned = list(queries.listed(allowed(person, ACTION_VIEW).filter(LIVE, owner=record)).order_by("due_on", "pk"))
    context = {"actions": owned, "may_agree": False}
    return [Panel("Actions they own", "actions/_of_record.html", context)] if owned else []


def actions_waiting(board: Board, person: Person) -> Sequence[Waiting]:
    """What a person has to agree, to do, to assure, or waits for. Four queries."""
    today = timezone.localdate()
    own = list(queries.to_do(person, board, today + SOON)[: MOST + 1])
    ripe = queries.listed(allowed(person, ACTION_CLOSE).filter(REPORTED, board=board))
    late = queries.listed(allowed(person, ACTION_WITHDRAW).filter(queries.overdue(today), board=board))
    late = late.exclude(pk__in=queries.to_do(person, board, today).values("pk"))
    rows = [
        *((_doing(action, board), "whose=agency&state=open") for action in own),
        *(
            (_assuring(action, board, person), "state=reported")
            for action in ripe.order_by("reported_on")[: MOST + 1]
        ),
        *((_expecting(action, board), "state=overdue") for action in late.order_by("due_on")[: MOST + 1]),
    ]
    return [*_to_agree(board, person), *_shortened(rows, board)]


def _shortened(rows: list[tuple[Waiting, str]], board: Board) -> list[Waiting]:
    """At most so many of each list, and then one link to the rest."""
    shown: list[Waiting] = []
    for query in dict.fromkeys(query for _, query in rows):
        items = [item for item, of in rows if of == query]
        shown += items[:MOST]
        if len(items) > MOST:
            url = f"{reverse('actions:list', args=[board.slug])}?{query}"
            more = "More actions like these"
            shown.append(Waiting(more, url, stage="embedding", others=items[-1].others, asked=more))
    return shown


def _to_agree(board: Board, person: Person) -> list[Waiting]:
    rows = list(queries.to_agree(person, board)[: MOST + 1])
    items = [_agreeing(one, board) for one in rows[:MOST]]
    if len(rows) > MOST:
        url = f"{reverse('learning:recommendation_list', args=[board.slug])}?answer=answered"
        more = "More recommendations like these"
        items.append(Waiting(more, url, stage="embedding", asked=more))
    return items


def _agreeing(recommendation: Recommendation, board: Board) -> Waiting:
    told = f"{Truncator(recommendation.text).chars(120)} (accepted {day(recommendation.response.decided_on)})"
    url = reverse("learning:recommendation_detail", args=[board.slug, recommendation.reference])
    asked = "Agree who will do what"
    return Waiting(f"{asked}: {told}", url, stage="embedding", asked=asked, reference=recommendation.reference)


def _doing(action: Action, board: Board) -> Waiting:
    return _waiting(action, board, "Do, and report done", "Do, and report done", by=action.due_on)


def _assuring(action: Action, board: Board, person: Person) -> Waiting:
    """For the group's chair to do; the board's unit, which may do it too, waits for the group."""
    chairs = {held.group_id for held in person.appointments if held.role == GROUP_CHAIR.key}
    others = action.group_id not in chairs
    asked = "Assure that it is done"
    return _waiting(action, board, f"{action.group} to assure" if others else asked, asked, others=others)


def _expecting(action: Action, board: Board) -> Waiting:
    return _waiting(
        action, board, f"{action.answering} to do", "Wait for it to be done", by=action.due_on, others=True
    )


def _waiting(action: Action, board: Board, words: str, asked: str, **more: Any) -> Waiting:
    url = reverse("actions:detail", args=[board.slug, action.reference])
    return Waiting(
        f"{words}: {action.title}", url, stage="embedding", asked=asked, reference=action.reference, **more
    )


def tell_actions(rows: QuerySet[Action]) -> Iterable[Told]:
    """What actions say, with their progress and the reasons why their dates were moved."""
    for action in rows.prefetch_related("progress", "due_date_changes"):
        progress = [entry.text for entry in action.progress.all()]
        moved = [change.why for change in action.due_date_changes.all()]
        told = (action.difference, action.how_will_we_know, action.reported_note, action.assurance)
        yield Told(action, action.agreed_on, action.title, (*told, action.withdrawn_why, *progress, *moved))


ACTIONS = Searched(
    ACTION_VIEW,
    "Action",
    "Actions",
    "actions:detail",
    tell_actions,
    restricted_by(Action, "recommendation__findings__source"),
    order=30,
)


def actions_using(entries: Entries, person: Person) -> Sequence[Use]:
    """The actions whose effect is to be judged by a kind of source that a framework names. Two queries."""
    rows = Action.objects.filter(board=entries.board)
    opened = allowed(person, ACTION_VIEW).filter(board=entries.board)
    return uses(entries, ("source_kinds",), "planned evaluation", "evaluate_by", rows=rows, opened=opened)
