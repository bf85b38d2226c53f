"""A round before the panel: which returns to read first, and own grades against agreed ones."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from learningloop.instruments.schema import Section
from learningloop.people.models import Person
from learningloop.people.policy import allowed
from learningloop.scrutiny import queries
from learningloop.scrutiny.models import Scrutiny
from learningloop.scrutiny.queries.risk import risks_of
from learningloop.scrutiny.rules import NOT_ALLOCATED, Risk, stand_of
from learningloop.sources.assessments.models import Return, Round
from learningloop.sources.assessments.policy import RETURN_VIEW


@dataclass(frozen=True)
class Entry:
    """One return of the list."""

    return_: Return
    risk: Risk
    scrutiny: Any  # a Scrutiny with `unanswered`, or None

    @property
    def is_agreed(self) -> bool:
        return self.scrutiny is not None and self.scrutiny.is_agreed

    @property
    def stand(self) -> str:
        """Where it stands: a key of STANDS."""
        if self.scrutiny is None:
            return NOT_ALLOCATED
        return stand_of(self.is_agreed, self.scrutiny.unanswered)


def entries_of(round_: Round, person: Person) -> list[Entry]:
    """The submitted returns of a round, those at risk first, those that are agreed last. At most ten queries."""
    returns = list(queries.returns_to_scrutinise(round_, person))
    risks, scrutinies = risks_of(round_, returns, person), queries.scrutinies_of(round_)
    entries = [Entry(one, risks[one.pk], scrutinies.get(one.pk)) for one in returns]
    return sorted(entries, key=lambda one: (one.is_agreed, -one.risk.weight, one.return_.agency.name))


def narrow_entries(entries: Iterable[Entry], asked: dict[str, Any]) -> list[Entry]:
    """The entries that the filters ask for, in their order. No query."""
    words, stand = asked.get("words", "").lower(), asked.get("stand", "")
    return [
        one
        for one in entries
        if stand in ("", one.stand)
        and (words in one.return_.agency.name.lower() or words == one.return_.reference.lower())
    ]


@dataclass(frozen=True)
class Drift:
    """One section: the mean of what agencies reach by their own grades and by the agreed ones, in per cent."""

    section: Section
    own: int | None
    agreed: int | None

    @property
    def difference(self) -> int | None:
        return None if self.own is None or self.agreed is None else self.agreed - self.own


def drifts_of(round_: Round, person: Person) -> tuple[int, list[Drift]]:
    """How many returns of a round are agreed, and the drift of each scored section over them. One query."""
    returns = allowed(person, RETURN_VIEW).filter(round=round_).order_by()
    rows = Scrutiny.objects.filter(return_to__in=returns.values("pk"), agreed_on__isnull=False)
    held = list(rows.order_by().values_list("percents", flat=True))
    sections = round_.question_set.scored_sections
    return len(held), [Drift(one, _mean(held, one.key, "own"), _mean(held, one.key, "agreed")) for one in sections]


def _mean(held: Iterable[dict[str, dict[str, int | None]]], section: str, which: str) -> int | None:
    given = [value for one in held if (value := one.get(section, {}).get(which)) is not None]
    return round(sum(given) / len(given)) if given else None
