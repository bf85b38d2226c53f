"""Keeps where each thread stands, and mends it: the one thing that this stage writes."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django_scopes import scopes_disabled

from learningloop.embedding.actions.models import Action
from learningloop.embedding.actions.operations.kept import differing_untaken, mend_untaken
from learningloop.embedding.sharing.models import SharedItem
from learningloop.embedding.sharing.operations import differing_owed, mend_owed
from learningloop.evaluation.models import Evaluation
from learningloop.evaluation.operations.pending import differing_pending, mend_pending
from learningloop.kit.portions import portions
from learningloop.learning.models import Finding, Recommendation
from learningloop.learning.operations.kept import differing_learning, mend_learning, no_longer
from learningloop.learning.queries import RESTS_ON
from learningloop.people.models import Board
from learningloop.reports.events import STANDINGS_MENDED
from learningloop.reports.models import Standing
from learningloop.reports.queries.standings import as_they_stand, differing
from learningloop.sources.register.models import Source
from learningloop.trail.models import Event
from learningloop.trail.operations import Actor, log, operation

KEPT = ["board", "position", "awaited_on", "moved_on", "drawn_on", "restricted", "joint"]


@operation
def mend_standings(*, board: Board, by: Actor) -> int:
    """Work out anew where a board's threads stand, wherever the rows say otherwise; how many that were."""
    wrong = differing(board)
    _keep(wrong)
    log(STANDINGS_MENDED, board, number=len(wrong))
    return len(wrong)


def keep_standings(events: Sequence[Event]) -> None:
    """Follows every operation: the threads that its events touch stand somewhere else now, or may."""
    touched: dict[str, set[int]] = defaultdict(set)
    for event in events:
        if event.thing in TOUCHES and (event.thing != SOURCE or "sensitivity" in event.before):
            touched[event.thing].add(event.thing_id)
    if not touched:
        return
    with scopes_disabled():
        findings = no_longer(events)
        for thing, keys in touched.items():
            for some in portions(sorted(keys)):
                findings.update(TOUCHES[thing](some))
        _keep(findings)


def _keep(findings: Iterable[int]) -> None:
    """Work out and write where threads stand. Whoever touches one of them meanwhile waits, and then counts all."""
    for some in portions(sorted(findings)):
        rows = Finding.objects.filter(pk__in=some)
        list(rows.select_for_update(of=("self",), no_key=True).order_by("pk").values_list("pk"))
        Standing.objects.bulk_create(
            as_they_stand(rows), update_conflicts=True, unique_fields=["finding"], update_fields=KEPT
        )


def _resting(recommendations: Any) -> QuerySet[Any, Any]:
    return RESTS_ON.objects.filter(recommendation__in=recommendations).values_list("finding", flat=True)


def _of_sources(sources: list[int]) -> set[int]:
    """The findings of these sources, and those with which they share a recommendation."""
    drawn = Finding.objects.filter(source__in=sources).values_list("pk", flat=True)
    return {*drawn, *_resting(RESTS_ON.objects.filter(finding__source__in=sources).values("recommendation"))}


SOURCE, RECOMMENDATION = Source._meta.label_lower, Recommendation._meta.label_lower
TOUCHES: dict[str, Callable[[list[int]], Iterable[int]]] = {
    SOURCE: _of_sources,
    Finding._meta.label_lower: lambda keys: keys,
    RECOMMENDATION: _resting,
    Action._meta.label_lower: lambda keys: _resting(Action.objects.filter(pk__in=keys).values("recommendation")),
    Evaluation._meta.label_lower: lambda keys: _resting(
        Evaluation.objects.filter(pk__in=keys).values("action__recommendation")
    ),
    SharedItem._meta.label_lower: lambda keys: SharedItem.findings.through.objects.filter(
        shareditem__in=keys
    ).values_list("finding", flat=True),
}
"""By what an event is about: the findings whose threads it touches."""


@dataclass(frozen=True)
class Keeper:
    """What an earlier stage keeps to be found quickly: in words, how much of it differs, what puts it right."""

    what: str
    differing: Callable[[Board], int]
    mend: Callable[..., int]


KEEPERS = (
    Keeper(
        "sources and findings are kept otherwise among those that want to be learned from",
        differing_learning,
        mend_learning,
    ),
    Keeper("recommendations are kept otherwise among those nobody acts on", differing_untaken, mend_untaken),
    Keeper("items are kept otherwise among those agencies have to return", differing_owed, mend_owed),
    Keeper("actions are kept otherwise among those to be judged", differing_pending, mend_pending),
)
