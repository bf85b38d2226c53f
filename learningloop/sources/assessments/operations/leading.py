"""An agency that several boards ask in a joint round answers once: the return that was asked for first leads.

Locks are taken in one order: the round that was offered, leading returns by their keys, those they lead, and last
what counts references, board by board. So no two operations wait for each other.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db.models import Q

from learningloop.people.models import Agency
from learningloop.people.operations import give_references
from learningloop.sources.assessments import rules
from learningloop.sources.assessments.models import Return, Round
from learningloop.trail.events import EventKind
from learningloop.trail.operations import change

REPEATED = ("state", "signed_name", "signed_post", "signed_on", "submitted_on", "submitted_by_id")
"""What a led return repeats of the one that leads it."""


def hold_together(round_: Round) -> None:
    """Let nobody ask, join or close in any of the rounds that are held together, until this is done."""
    Round._base_manager.select_for_update().get(pk=round_.first_id)


def leading_returns(round_: Round, agencies: Iterable[Agency]) -> dict[int, Return]:
    """What agencies answer, or have answered, for other boards in a joint round: by the agency's key, and held.

    What was never submitted before its round was closed leads nothing any more. One query.
    """
    together = Q(round=round_.first_id) | Q(round__joins=round_.first_id)
    answered = Q(round__closed_on=None) | Q(state=rules.SUBMITTED)
    rows = Return._base_manager.select_for_update(of=["self"]).filter(
        together, answered, led_by=None, agency__in=agencies
    )
    found: dict[int, Return] = {}
    for one in rows.exclude(round=round_.pk).exclude(state=rules.WITHDRAWN).order_by("pk"):
        found.setdefault(one.agency_id, one)
    return found


def follow(return_: Return, leading: Return) -> None:
    """Let a new return be led by another. It is saved by whoever makes it."""
    return_.led_by, return_.answer_set_id = leading, leading.answer_set_id
    for name in REPEATED:
        setattr(return_, name, getattr(leading, name))


def led_by(leading: Return) -> list[Return]:
    """The returns that a return leads, held. One that was submitted stays as it is once its round is closed."""
    rows = Return._base_manager.select_for_update(of=["self"]).filter(led_by=leading)
    rows = rows.exclude(state=rules.SUBMITTED, round__closed_on__isnull=False)
    return list(rows.select_related("board", "round", "agency").order_by("pk"))


def change_return(kind: EventKind, return_: Return, /, **fields: Any) -> None:
    """Change a return and those it leads, as `change` does; each has the event on its own board's trail."""
    for one in (return_, *led_by(return_)):
        change(kind, one, **fields)


def begin_again(former: Sequence[Return]) -> list[Return]:
    """Returns that go on from others, each with a reference of its board; saved by whoever gives them answers."""
    made = [
        Return(board=one.board, round=one.round, agency=one.agency, due_on=one.due_on, state=rules.IN_PROGRESS)
        for one in former
    ]
    for one in sorted(made, key=lambda one: one.board_id):
        give_references(board=one.board, letters="AR", made=[(one, one.round.opens_on.year)])
    return made
