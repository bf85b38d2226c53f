"""Several boards hold one round: one offers it, and each that joins asks its own agencies, in its own scope."""

from collections.abc import Sequence
from typing import Any

from learningloop.people.models import Agency, Board
from learningloop.sources.assessments import events
from learningloop.sources.assessments.models import Round
from learningloop.sources.assessments.operations import RoundClosed, open_round
from learningloop.sources.assessments.operations.leading import hold_together, leading_returns
from learningloop.sources.assessments.queries.joint import joined_by, neighbours, offers_to
from learningloop.trail.operations import Actor, Refused, change, log, operation


class NotANeighbour(Refused):
    """A round is offered to boards that share a group with the board that opened it."""


class NotOffered(Refused):
    """The board is not offered this round, or no longer, or has joined it."""


class JoinsAnother(Refused):
    """A round that joins another board's is not offered on."""


@operation
def offer_round(*, round_: Round, boards: Sequence[Board], by: Actor) -> Round:
    """Offer an open round to these boards and to no others; those that joined it stay.

    Raises RoundClosed, JoinsAnother, NotANeighbour.
    """
    hold_together(round_)
    now = Round.objects.get(pk=round_.pk)
    if now.closed_on:
        raise RoundClosed("This round is closed.")
    if now.joins_id:
        raise JoinsAnother("This round joins another board’s. Ask that board to offer it.")
    if not {one.pk for one in boards} <= set(neighbours(round_.board).values_list("pk", flat=True)):
        raise NotANeighbour("A round is offered to boards that share a group with yours.")
    offered = sorted({*boards, *joined_by(round_)}, key=lambda one: one.pk)
    change(events.ROUND_OFFERED, round_, facts={"number": len(offered)}, related={"offered_to": offered})
    return round_


@operation
def join_round(
    *, board: Board, offered: Round, kind: str, title: str, agencies: Sequence[Agency], by: Actor, **told: Any
) -> Round:
    """Hold with another board the round that it offers: the same questions, days and signer, our own cover sheet.

    `told` is what else open_round takes. An agency that another of the boards asks already answers there, once.
    Raises NotOffered, NotTheSameQuestions, and as record_source does.
    """
    hold_together(offered)
    found = offers_to(board).filter(pk=offered.pk).first()
    if found is None:
        raise NotOffered("This round is not offered to your board any more, or was joined by now.")
    leading_returns(found, agencies)  # held before any reference is counted: see leading.py
    made = open_round(
        board=board, version=found.version, kind=kind, title=title, agencies=agencies, opens_on=found.opens_on,
        closes_on=found.closes_on, signed_by=found.signed_by, joins=found, by=by, **told,
    )  # fmt: skip
    log(events.ROUND_JOINED, made, board=found.board.name)
    return made
