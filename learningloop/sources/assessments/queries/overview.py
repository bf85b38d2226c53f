"""A round as a whole: what each agency reaches in each section, which sections are weakest, how it changed."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from learningloop.instruments.rules.tally import Count, Tally
from learningloop.instruments.schema import Section
from learningloop.people.models import Person
from learningloop.people.policy import allowed
from learningloop.sources.assessments import rules
from learningloop.sources.assessments.models import Return, Round
from learningloop.sources.assessments.policy import RETURN_VIEW


@dataclass(frozen=True)
class Column:
    """One scored section: the mean of what agencies reach in it, in per cent.

    `before` and `again` are the means of those that submitted in both rounds, then and now: who is new, or not in
    yet, would look like a change.
    """

    section: Section
    mean: int | None
    before: int | None
    again: int | None
    below: int
    """How many answers in it are under the pass mark."""

    @property
    def change(self) -> int | None:
        return None if self.again is None or self.before is None else self.again - self.before


def columns_of(round_: Round, person: Person) -> list[Column]:
    """The scored sections of a round, over what is submitted and open to a person. At most three queries."""
    now = _tallies(round_, person)
    before = _tallies(round_.before, person) if round_.before else {}
    both = now.keys() & before.keys()
    then, again = [before[one] for one in both], [now[one] for one in both]
    return [
        Column(
            section, _mean(now.values(), section.key), _mean(then, section.key), _mean(again, section.key),
            _below(now.values(), section.key),
        )
        for section in round_.question_set.scored_sections
    ]  # fmt: skip


def _tallies(round_: Round, person: Person) -> dict[int, Tally]:
    """What the submitted returns of a round come to, by the agency's key. One query."""
    rows = allowed(person, RETURN_VIEW).filter(round=round_, state=rules.SUBMITTED)
    return dict(rows.order_by().values_list("agency", "answer_set__tally"))


def _found(tallies: Iterable[Tally], section: str) -> list[Count]:
    return [tally["sections"][section] for tally in tallies if section in tally["sections"]]


def _mean(tallies: Iterable[Tally], section: str) -> int | None:
    given = [count["percent"] for count in _found(tallies, section) if count["percent"] is not None]
    return round(sum(given) / len(given)) if given else None


def _below(tallies: Iterable[Tally], section: str) -> int:
    return sum(count["below"] for count in _found(tallies, section))


def weakest(columns: Iterable[Column], most: int = 3) -> list[Column]:
    """The sections in which least is reached, the weakest first."""
    known = [column for column in columns if column.mean is not None]
    return sorted(known, key=lambda column: column.mean or 0)[:most]


@dataclass(frozen=True)
class Cell:
    """What one agency reaches in one section."""

    percent: int | None
    complete: bool
    section: str

    @property
    def band(self) -> str:
        """Which of four shades it is given; the number stands in it always."""
        return "none" if self.percent is None else str(min(self.percent // 25, 3))


def cells_of(return_: Return, columns: Iterable[Column]) -> list[Cell]:
    """A return's row. No query, once the return is there with its answers' tally."""
    counts: Mapping[str, Any] = return_.answer_set.tally["sections"]
    found = ((column.section.key, counts.get(column.section.key)) for column in columns)
    return [
        Cell(count["percent"] if count else None, bool(count and not count["lacking"]), key)
        for key, count in found
    ]
