"""What rounds and returns show on the source's page and on the home page."""

from collections.abc import Sequence

from django.urls import reverse
from django.utils import timezone

from learningloop.kit.slots import Waiting
from learningloop.people.models import Board, Person
from learningloop.people.policy import allowed
from learningloop.sources.assessments import rules
from learningloop.sources.assessments.models import Return, Round
from learningloop.sources.assessments.policy import ANSWERING, RETURN_ANSWER, RETURN_CHASE, ROUND_VIEW
from learningloop.sources.assessments.queries import UNIT, late
from learningloop.sources.register.models import Source

MOST = 10


def round_page(source: Source, person: Person) -> str | None:
    """The page of the round whose cover sheet it is. One query."""
    found = allowed(person, ROUND_VIEW).filter(source=source).first()
    return reverse("assessments:round", args=[source.board.slug, found.reference]) if found else None


def returns_waiting(board: Board, person: Person) -> Sequence[Waiting]:
    """The returns that a person's agency still has to answer; for the unit, those that are late. Two queries."""
    return [*_own(board, person), *_late(board, person)]


def _own(board: Board, person: Person) -> list[Waiting]:
    agencies = [held.agency_id for held in person.appointments if held.role in ANSWERING and held.agency_id]
    if not agencies:
        return []
    today = timezone.localdate()
    rows = allowed(person, RETURN_ANSWER, in_any_state=True).filter(
        board=board, agency__in=agencies, state__in=rules.OUTSTANDING, round__closed_on=None, led_by=None,
        round__opens_on__lte=today,
    )  # fmt: skip
    found = rows.select_related("round__source", "board", "agency").order_by("due_on", "pk")[:MOST]
    return [_asked(one, named=len(set(agencies)) > 1) for one in found]


def _asked(return_: Return, *, named: bool) -> Waiting:
    """The agency is named to who answers for several."""
    asked = "Submit the signed return" if return_.state == rules.SIGNED else "Answer and submit the return"
    return Waiting(
        f"{asked}: {f'{return_.agency}, ' if named else ''}{return_.round.source.title}",
        reverse("assessments:return", args=[return_.board.slug, return_.reference]),
        return_.due_on,
        "experience",
        asked=asked,
        reference=return_.reference,
    )


def _late(board: Board, person: Person) -> list[Waiting]:
    if not any(held.role in UNIT and held.board_id == board.pk for held in person.appointments):
        return []
    chased = allowed(person, RETURN_CHASE).filter(late(timezone.localdate()), board=board)
    rounds = Round.objects.filter(pk__in=chased.values("round")).select_related("source").order_by("closes_on")
    return [
        Waiting(
            f"Returns are late: {round_.source.title}",
            reverse("assessments:round", args=[board.slug, round_.reference]) + "?state=late",
            round_.closes_on,
            "experience",
            others=True,
            asked="Returns are late",
            reference=round_.reference,
        )
        for round_ in rounds[:MOST]
    ]
