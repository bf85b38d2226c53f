"""Keeps what is still to be judged."""

from collections.abc import Sequence

from django_scopes import scopes_disabled

from learningloop.embedding.actions.models import Action
from learningloop.evaluation.events import PENDING_MENDED
from learningloop.evaluation.models import Evaluation, Pending
from learningloop.evaluation.queries import as_pending
from learningloop.kit.keeping import Keeping
from learningloop.people.models import Board
from learningloop.trail.models import Event
from learningloop.trail.operations import Actor, log, operation, touched

PENDING = Keeping(Pending, Action, "action", as_pending)


@operation
def mend_pending(*, board: Board, by: Actor) -> int:
    """Work out anew what is to be judged on a board; of how many actions it was kept otherwise."""
    number = PENDING.mend(Action.objects.filter(board=board))
    log(PENDING_MENDED, board, number=number)
    return number


def differing_pending(board: Board) -> int:
    """Of how many actions something else is kept than the facts say."""
    return len(PENDING.differing(Action.objects.filter(board=board)))


def keep_pending(events: Sequence[Event]) -> None:
    """Follows every operation: an action that is closed is to be judged, one whose effect is known no longer."""
    actions, evaluations = touched(events, Action), touched(events, Evaluation)
    with scopes_disabled():
        judged = Evaluation.objects.filter(pk__in=evaluations).values_list("action", flat=True)
        PENDING.keep(actions | set(judged))
