"""Keeps which sources nothing was drawn from, and which findings want a recommendation."""

from collections.abc import Sequence

from django_scopes import scopes_disabled

from learningloop.kit.keeping import Keeping
from learningloop.learning.events import LEARNING_MENDED
from learningloop.learning.models import Finding, Recommendation, Untouched, Wanting
from learningloop.learning.queries import RESTS_ON, as_untouched, as_wanting
from learningloop.people.models import Board
from learningloop.sources.register.models import Source
from learningloop.trail.models import Event
from learningloop.trail.operations import Actor, log, operation, touched

UNTOUCHED = Keeping(Untouched, Source, "source", as_untouched)
WANTING = Keeping(Wanting, Finding, "finding", as_wanting)


@operation
def mend_learning(*, board: Board, by: Actor) -> int:
    """Work out anew what of a board's learning is kept; of how many sources and findings it was kept otherwise."""
    number = UNTOUCHED.mend(Source.objects.filter(board=board)) + WANTING.mend(Finding.objects.filter(board=board))
    log(LEARNING_MENDED, board, number=number)
    return number


def differing_learning(board: Board) -> int:
    """Of how many sources and findings something else is kept than the facts say."""
    sources, findings = Source.objects.filter(board=board), Finding.objects.filter(board=board)
    return len(UNTOUCHED.differing(sources)) + len(WANTING.differing(findings))


def keep_learning(events: Sequence[Event]) -> None:
    """Follows every operation, after what locks the same findings to keep where their threads stand."""
    sources, findings, made = (touched(events, model) for model in (Source, Finding, Recommendation))
    if not (sources or findings or made):
        return
    with scopes_disabled():
        drawn = set(Finding.objects.filter(pk__in=findings).values_list("source", flat=True))
        WANTING.keep(findings | _resting(made) | no_longer(events) | _beside(events))
        UNTOUCHED.keep(sources | drawn)


def _resting(recommendations: set[int]) -> set[int]:
    return set(RESTS_ON.objects.filter(recommendation__in=recommendations).values_list("finding", flat=True))


def no_longer(events: Sequence[Event]) -> set[int]:
    """The findings on which a recommendation rested until now."""
    found: set[int] = set()
    for event in events:
        if event.thing == Recommendation._meta.label_lower and "findings" in event.before:
            rows = Finding.objects.filter(board__slug=event.board, reference__in=event.before["findings"])
            found.update(rows.values_list("pk", flat=True))
    return found


def _beside(events: Sequence[Event]) -> set[int]:
    """The findings that share a recommendation with a source that was opened or closed to some."""
    turned = touched([event for event in events if "sensitivity" in event.before], Source)
    shared = RESTS_ON.objects.filter(finding__source__in=turned).values("recommendation")
    return set(RESTS_ON.objects.filter(recommendation__in=shared).values_list("finding", flat=True))
