"""The board's work laid out by its framework: matrix, library, domains, building blocks."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse

from learningloop.embedding.actions.models import Action
from learningloop.evaluation.models import Evaluation
from learningloop.frameworks.schema import Domain, Framework, GoodStatement, MatrixGroup, MatrixRow, Shelf
from learningloop.people.models import Board

NEWEST = 4
"""How many pieces of work a cell names; the others are counted."""


@dataclass(frozen=True)
class Work:
    """A piece of work with the link to it."""

    reference: str
    text: str
    url: str


@dataclass(frozen=True)
class Cell:
    """What the framework says should stand here, and what does."""

    said: Sequence[str]
    work: list[Work]
    all_url: str

    @property
    def newest(self) -> list[Work]:
        return self.work[:NEWEST]

    @property
    def others(self) -> int:
        return max(0, len(self.work) - NEWEST)


@dataclass(frozen=True)
class MatrixLine:
    need: Cell
    means: Cell
    measures: Cell


@dataclass
class Placed:
    """Work by the group and the kind of the source that it goes back to."""

    by_place: dict[tuple[str, str], list[Work]] = field(default_factory=lambda: defaultdict(list))

    def at(self, group: str, kinds: Collection[str], elsewhere: Collection[str] | None = None) -> list[Work]:
        """What stands at a group, for some kinds of source or, when none is named, for all; each piece once.

        With `elsewhere`, also the kinds that no other row of the group claims, so that no work is lost from sight.
        """

        def belongs(kind: str) -> bool:
            return not kinds or kind in kinds or (elsewhere is not None and kind not in elsewhere)

        found = (works for (at, kind), works in self.by_place.items() if at == group and belongs(kind))
        return list(dict.fromkeys(work for works in found for work in works))


def place(board: Board, rows: QuerySet[Any], text: str, source: str, url_name: str) -> Placed:
    """Lay out rows by the group and kind of the source found along `source`. One query."""
    placed = Placed()
    names = (f"{source}__group__key", f"{source}__kind", "reference", text)
    for group, kind, reference, words in rows.values_list(*names):
        work = Work(reference, words, reverse(url_name, args=[board.slug, reference]))
        placed.by_place[(group or "", kind)].append(work)
    return placed


def matrix(
    board: Board,
    framework: Framework,
    findings: QuerySet[Any],
    actions: QuerySet[Action],
    evaluations: QuerySet[Evaluation],
) -> list[tuple[str, list[MatrixLine]]]:
    """Per group: identification of need → means of improvement → measure of effectiveness, live. Three queries."""
    from_actions = "recommendation__findings__source"
    need = place(board, findings, "statement", "source", "reports:thread")
    means = place(board, actions, "title", from_actions, "actions:detail")
    measures = place(board, evaluations, "evidence", f"action__{from_actions}", "evaluation:detail")
    names = {group.key: group.name for group in framework.groups}

    def lines(told: MatrixGroup) -> Iterator[MatrixLine]:
        all_url = f"{reverse('reports:threads', args=[board.slug])}?group={told.group}"
        elsewhere = {kind for row in told.rows[1:] for kind in row.kinds}
        for number, row in enumerate(told.rows):
            placed = [part.at(told.group, row.kinds, elsewhere if number == 0 else None) for part in parts]
            yield MatrixLine(*(Cell(said, work, all_url) for said, work in zip(_said(row), placed, strict=True)))

    parts = (need, means, measures)
    return [(names[told.group], list(lines(told))) for told in framework.matrix]


def _said(row: MatrixRow) -> tuple[Sequence[str], ...]:
    return row.need, row.means, row.measures


def by_kind(board: Board, sources: QuerySet[Any]) -> dict[str, list[Work]]:
    """Sources by kind, newest first. One query."""
    found: dict[str, list[Work]] = defaultdict(list)
    for kind, reference, title in sources.values_list("kind", "reference", "title"):
        found[kind].append(Work(reference, title, reverse("register:detail", args=[board.slug, reference])))
    return found


@dataclass(frozen=True)
class StandingShelf:
    shelf: Shelf
    work: list[Work]


def library(board: Board, framework: Framework, sources: QuerySet[Any]) -> list[StandingShelf]:
    """Each shelf with the sources that stand on it."""
    found = by_kind(board, sources)
    return [StandingShelf(shelf, [w for kind in shelf.kinds for w in found[kind]]) for shelf in framework.library]


@dataclass(frozen=True)
class Holding:
    """A statement of what good looks like, with the findings that show that it holds, or that it does not."""

    statement: GoodStatement
    strengths: list[Work]
    needs: list[Work]


@dataclass(frozen=True)
class StandingDomain:
    domain: Domain
    good: list[tuple[str, list[Holding]]]
    work: list[Work]
    findings: list[Work]


def domains(
    board: Board, framework: Framework, sources: QuerySet[Any], findings: QuerySet[Any]
) -> list[StandingDomain]:
    """Each domain with its statements, the evidence for and against each, and the work that stands in it."""
    found = by_kind(board, sources)
    bearing: dict[tuple[str, str, str], list[Work]] = defaultdict(list)
    within: dict[str, list[Work]] = defaultdict(list)
    told = findings.exclude(domain="").values_list("domain", "good_statement", "kind", "reference", "statement")
    for domain, statement, kind, reference, words in told:
        work = Work(reference, words, reverse("reports:thread", args=[board.slug, reference]))
        within[domain].append(work)
        bearing[(domain, statement, kind)].append(work)
    return [
        StandingDomain(
            domain,
            _by_people(domain, bearing),
            [work for kind in domain.kinds for work in found[kind]],
            within[domain.key],
        )
        for domain in framework.domains
    ]


def _by_people(domain: Domain, bearing: dict[tuple[str, str, str], list[Work]]) -> list[tuple[str, list[Holding]]]:
    told: dict[str, list[Holding]] = defaultdict(list)
    for statement in domain.good:
        place = (domain.key, statement.key)
        told[statement.people].append(Holding(statement, bearing[(*place, "strength")], bearing[(*place, "need")]))
    return list(told.items())
