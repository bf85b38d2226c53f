"""Keeps what is still to be judged."""

from collections.abc import Iterable, Sequence
from itertools import islice

from django_scopes import scopes_disabled

from learningloop.embedding.actions.models import Action
from learningloop.evaluation import events
from learningloop.evaluation.models import Evaluation, Pending
from learningloop.evaluation.queries import as_pending, differing_pending
from learningloop.people.models import Board
from learningloop.trail.models import Event
from learningloop.trail.operations import AT_ONCE, Actor, log, operation


@operation
def mend_pending(*, board: Board, by: Actor) -> int:
    """Work out anew what is to be judged on a board; how much of it was kept otherwise."""
    wrong = differing_pending(board)
    _keep(wrong)
    log(events.PENDING_MENDED, board, number=len(wrong))
    return len(wrong)


def keep_pending(told: Sequence[Event]) -> None:
    """Follows every operation: an action that is closed is to be judged, one whose effect is known no longer."""
    actions = {event.thing_id for event in told if event.thing == Action._meta.label_lower}
    evaluations = {event.thing_id for event in told if event.thing == Evaluation._meta.label_lower}
    with scopes_disabled():
        if evaluations:
            judged = Evaluation.objects.filter(pk__in=evaluations).values_list("action", flat=True)
            actions.update(judged)
        _keep(actions)


def _keep(actions: Iterable[int]) -> None:
    """Whoever judges one of them meanwhile waits, and then finds what is kept now."""
    rest = iter(sorted(actions))
    while some := list(islice(rest, AT_ONCE)):
        rows = Action.objects.filter(pk__in=some)
        list(rows.select_for_update(of=("self",), no_key=True).order_by("pk").values_list("pk"))
        pending = as_pending(rows)
        Pending.objects.filter(action__in=some).exclude(action__in=[one.pk for one in pending]).delete()
        Pending.objects.bulk_create(
            pending, update_conflicts=True, unique_fields=["action"], update_fields=["judge_on"]
        )
