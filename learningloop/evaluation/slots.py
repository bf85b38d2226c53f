"""What evaluations add to earlier records, to the home page and to the search."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone

from learningloop.embedding.actions.models import Action
from learningloop.evaluation import queries
from learningloop.evaluation.models import Evaluation
from learningloop.evaluation.policy import EVALUATION_CARRY_OUT, EVALUATION_VIEW
from learningloop.kit.slots import Panel, Tab, Waiting
from learningloop.people.models import Board, Person
from learningloop.people.policy import allow
from learningloop.people.rules import GROUP_CHAIR
from learningloop.search.policy import Searched, Told
from learningloop.sources.register.models import Source
from learningloop.sources.register.queries import restricted_by

SOON = timedelta(days=14)
MOST = 10


def evaluations_panel(record: Any, person: Person) -> Sequence[Panel]:
    """On a finished action's page: whether it changed anything. Two queries."""
    if not isinstance(record, Action) or not record.closed_on:
        return []
    evaluations = list(queries.evaluations_on(person, record))
    context = {
        "action": record,
        "evaluations": evaluations,
        "judge_on": evaluations[0].again_on if evaluations else record.evaluate_on,
        "may_judge": allow(person, EVALUATION_CARRY_OUT, record),
    }
    return [Panel("Did it change anything?", "evaluation/_of_action.html", context)]


def commissioned_tab(source: Source, person: Person) -> Tab | None:
    """On a follow-up's page: the evaluation that called for it."""
    found = queries.commissioning(person, source)
    if found is None:
        return None
    url = reverse("evaluation:detail", args=[source.board.slug, found.reference])
    return Tab(f"Follow-up called for by {found.reference}", url)


def resting_tab(source: Source, person: Person) -> Tab | None:
    """On a source's page: the evaluations that rest on it."""
    number = queries.resting_on(person, source)
    url = f"{reverse('evaluation:list', args=[source.board.slug])}?words={source.reference}"
    return Tab("Evaluations that rest on it", url, number) if number else None


def evaluations_waiting(board: Board, person: Person) -> Sequence[Waiting]:
    """The effects that a person's group is due to judge, or, for the board's unit, others. One query."""
    ripe = queries.pending_for(person, board).filter(judge_on__lte=timezone.localdate() + SOON)
    found = list(ripe[: MOST + 1])
    items = [_judging(one.action, board, one.judge_on, person) for one in found[:MOST]]
    if len(found) > MOST:
        url = reverse("evaluation:due", args=[board.slug])
        more = "More effects to be judged"
        items.append(Waiting(more, url, stage="evaluation", others=items[-1].others, asked=more))
    return items


def _judging(action: Action, board: Board, by: date, person: Person) -> Waiting:
    chairs = {held.group_id for held in person.appointments if held.role == GROUP_CHAIR.key}
    others = action.group_id not in chairs
    asked = "Judge the effect"
    words = f"{action.group} to judge the effect" if others else asked
    url = reverse("actions:detail", args=[board.slug, action.reference])
    return Waiting(f"{words}: {action.title}", url, by, "evaluation", others, asked, action.reference)


def tell_evaluations(rows: QuerySet[Evaluation]) -> Iterable[Told]:
    """What evaluations say: their verdict on an action, why, and the evidence."""
    for one in rows.select_related("action"):
        title = f"{one.get_verdict_display()}: {one.action.title}"
        yield Told(one, one.carried_out_on, title, (one.evidence, one.why))


EVALUATIONS = Searched(
    EVALUATION_VIEW,
    "Evaluation",
    "Evaluations",
    "evaluation:detail",
    tell_evaluations,
    restricted_by(Evaluation, "action__recommendation__findings__source"),
    order=40,
)
