"""Rounds that several boards hold together, and what one board may know of the other's share: what is offered."""

from dataclasses import dataclass

from django.db.models import Count, QuerySet
from django.urls import reverse
from django_scopes import scope

from learningloop.instruments.models import AnswerSet
from learningloop.people.models import Board, Group, Person
from learningloop.people.policy import allow
from learningloop.sources.assessments import rules
from learningloop.sources.assessments.models import Return, Round
from learningloop.sources.assessments.policy import RETURN_VIEW


def neighbours(board: Board) -> QuerySet[Board]:
    """The other boards that share a group with a board."""
    shared = Group.objects.filter(boards=board)
    return Board.objects.filter(groups__in=shared).exclude(pk=board.pk).distinct()


def offers_to(board: Board) -> QuerySet[Round]:
    """The open rounds that boards which share a group offer to a board, and that it has not joined.

    Of such a round nothing is told but its board, title, questions, days and who signs.
    """
    joined = Round._base_manager.filter(board=board).exclude(joins=None).values("joins")
    rows: QuerySet[Round] = Round._base_manager.filter(
        offered_to=board, board__in=neighbours(board), closed_on=None, joins=None
    )
    return rows.exclude(pk__in=joined).select_related("board", "source", "version").order_by("closes_on", "pk")


def offer_to(board: Board, host: str, reference: str) -> Round | None:
    """One of the rounds offered to a board, by the slug of the board that offers it and its reference there."""
    return offers_to(board).filter(board__slug=host, reference=reference).first()


def joined_by(round_: Round) -> list[Board]:
    """The boards that joined a round. One query."""
    joined = Round._base_manager.filter(joins=round_.pk).values("board")
    return list(Board.objects.filter(pk__in=joined))


def is_joint(round_: Round) -> bool:
    """Whether a round is held together with other boards. One query at most."""
    return round_.joins_id is not None or Round._base_manager.filter(joins=round_.pk).exists()


@dataclass(frozen=True)
class Leading:
    """The board for which a led return is answered, whether anything can still come, and the way there."""

    board: Board
    is_closed: bool
    url: str
    """Empty for who may not open the return there."""


def leading_of(return_: Return, person: Person) -> Leading | None:
    """Where a return is answered, if not here. Four queries at most, none for a return that leads."""
    if return_.led_by_id is None:
        return None
    leading = Return._base_manager.select_related("board", "round").get(pk=return_.led_by_id)
    with scope(board=leading.board):
        opens = allow(person, RETURN_VIEW, leading)
    url = reverse("assessments:return", args=[leading.board.slug, leading.reference]) if opens else ""
    return Leading(leading.board, leading.round.closed_on is not None, url)


def told_to(return_: Return) -> list[Board]:
    """The other boards that have the answers of a return too. One query."""
    led = Return._base_manager.filter(led_by=return_).values("board")
    return list(Board.objects.filter(pk__in=led))


@dataclass(frozen=True)
class Waits:
    """How many returns another board waits for that are answered in this round."""

    board: Board
    number: int


def waiting_elsewhere(round_: Round) -> list[Waits]:
    """What other boards will not get once a round is closed: the outstanding returns that lead theirs."""
    rows = Return._base_manager.filter(
        led_by__round=round_.pk, state__in=rules.OUTSTANDING, round__closed_on=None
    ).order_by()
    counted = dict(rows.values_list("board").annotate(number=Count("pk")))
    return [Waits(board, counted[board.pk]) for board in Board.objects.filter(pk__in=counted)]


def outstanding_elsewhere(round_: Round) -> int:
    """How many of a round's returns are still to come from what agencies answer for another board. One query."""
    return round_.returns.exclude(led_by=None).filter(state__in=rules.OUTSTANDING).count()


def set_before(return_: Return) -> AnswerSet | None:
    """What the agency answered the time before, as far as this board asked for it then. One query.

    A led return shares answers that began from what another board was told: here its own round before counts.
    """
    if return_.led_by_id is None:
        return return_.answer_set.before
    before = return_.round.before_id
    rows = Return.objects.filter(round=before, agency=return_.agency_id, state=rules.SUBMITTED)
    found = rows.select_related("answer_set__version").first() if before else None
    return found.answer_set if found else None
