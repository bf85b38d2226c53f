"""Keeps which accepted recommendations nobody acts on."""

from collections.abc import Sequence

from django_scopes import scopes_disabled

from learningloop.embedding.actions.events import UNTAKEN_MENDED
from learningloop.embedding.actions.models import Action, Untaken
from learningloop.embedding.actions.queries import as_untaken
from learningloop.kit.keeping import Keeping
from learningloop.learning.models import Recommendation
from learningloop.people.models import Board
from learningloop.trail.models import Event
from learningloop.trail.operations import Actor, log, operation, touched

UNTAKEN = Keeping(Untaken, Recommendation, "recommendation", as_untaken)


@operation
def mend_untaken(*, board: Board, by: Actor) -> int:
    """Work out anew on which recommendations of a board nobody acts; of how many it was kept otherwise."""
    number = UNTAKEN.mend(Recommendation.objects.filter(board=board))
    log(UNTAKEN_MENDED, board, number=number)
    return number


def differing_untaken(board: Board) -> int:
    """Of how many recommendations something else is kept than the facts say."""
    return len(UNTAKEN.differing(Recommendation.objects.filter(board=board)))


def keep_untaken(events: Sequence[Event]) -> None:
    """Follows every operation: a recommendation was answered, an action agreed on it or withdrawn."""
    actions, made = touched(events, Action), touched(events, Recommendation)
    if not (actions or made):
        return
    with scopes_disabled():
        acted_on = Action.objects.filter(pk__in=actions).values_list("recommendation", flat=True)
        UNTAKEN.keep(made | set(acted_on))
