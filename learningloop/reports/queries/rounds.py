"""A round of returns as its report tells it: over what its reader may open."""

from dataclasses import dataclass
from datetime import date
from itertools import accumulate

from django.db.models import Count
from django.utils import timezone

from learningloop.people.models import Person
from learningloop.people.policy import allowed
from learningloop.scrutiny.queries.rounds import Drift, drifts_of
from learningloop.sources.assessments import rules
from learningloop.sources.assessments.models import Return, Round
from learningloop.sources.assessments.policy import RETURN_VIEW
from learningloop.sources.assessments.queries import Standing, listed, standing_of
from learningloop.sources.assessments.queries.across import (
    Spread,
    Together,
    by_kind,
    by_locality,
    spreads_of,
    submitted_of,
)
from learningloop.sources.assessments.queries.overview import Column, columns_of

MOST = 60
"""Up to how many agencies stand by name in a report; more are told by their kind."""


@dataclass(frozen=True)
class Told:
    """All that the report of a round tells.

    `days` are those on which a return came in, with how many were in by then; `returns` are none when they are too
    many to stand by name; `agreed` is how many returns the panel has agreed, with the `drifts` over them.
    """

    round_: Round
    standing: Standing
    columns: list[Column]
    days: list[tuple[date, int]]
    spreads: dict[str, list[Spread]]
    kinds: list[Together]
    localities: list[Together]
    returns: list[Return]
    agreed: int
    drifts: list[Drift]


def round_told(round_: Round, person: Person) -> Told:
    """The report of a round. At most twelve queries, however many are asked."""
    submitted = submitted_of(round_, person)
    columns = columns_of(round_, person)
    sections = [column.section for column in columns]
    agreed, drifts = drifts_of(round_, person)
    return Told(
        round_,
        standing_of(round_, timezone.localdate()),
        columns,
        _days(round_, person),
        spreads_of(round_, person, sections),
        by_kind(submitted, sections),
        by_locality(submitted, sections),
        _by_name(round_, person),
        agreed,
        drifts,
    )


def _days(round_: Round, person: Person) -> list[tuple[date, int]]:
    rows = submitted_of(round_, person).order_by("submitted_on").values_list("submitted_on")
    counted = list(rows.annotate(number=Count("pk")))
    together = accumulate(number for _day, number in counted)
    return [(day, number) for (day, _number), number in zip(counted, together, strict=True)]


def _by_name(round_: Round, person: Person) -> list[Return]:
    asked = listed(allowed(person, RETURN_VIEW), tallied=True).filter(round=round_).exclude(state=rules.WITHDRAWN)
    found = list(asked.order_by("agency__name", "pk")[: MOST + 1])
    return found if len(found) <= MOST else []
