"""The board's records as rows of the sheet: each chain from its source to its verdict, as far as a person may see.

A row tells one record of each stage whole where it first appears; a further row repeats only references, so that
rows may be sorted and filtered.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import zip_longest
from typing import Any

from django.db.models import QuerySet

from learningloop.embedding.actions.models import Action, Progress
from learningloop.evaluation.models import Evaluation
from learningloop.exchange.queries.known import visible
from learningloop.exchange.queries.telling import told_of
from learningloop.exchange.rules.columns import (
    ACTION,
    COLUMNS,
    EVALUATION,
    FINDING,
    PROGRESS,
    RECOMMENDATION,
    RESPONSE,
    SOURCE,
    Stage,
)
from learningloop.kit.portions import portions
from learningloop.learning.models import Finding, Recommendation
from learningloop.people.models import Board, Person
from learningloop.sources.register.models import Source

Row = dict[tuple[str, str], Any]
AT_ONCE = 200
"""How many roots of chains are read at a time, with all that grew from them."""


class Chains:
    """The chains of a board that a person may see; `opened` are the restricted sources among them."""

    def __init__(self, person: Person | None, board: Board) -> None:
        self.person, self.board = person, board
        self.opened: dict[int, Source] = {}

    def rows(self) -> Iterator[list[Any]]:
        """Every row, in the order of the columns: by source, then what stands under no source that may be seen."""
        places = [(stage.key, column.key) for stage, column in COLUMNS]
        for row in self._rows():
            yield [row.get(place) for place in places]

    def _rows(self) -> Iterator[Row]:
        sources, findings = self._all("source"), self._all("finding")
        made, actions = self._all("recommendation"), self._all("action")
        seen = {
            name: rows.order_by().values("pk") for name, rows in (("s", sources), ("f", findings), ("r", made))
        }
        for some in _some(sources.order_by("started_on", "pk")):
            yield from self._of_sources(some)
        for some in _some(findings.exclude(source__in=seen["s"]).order_by("pk")):
            yield from self._of_findings(some)
        for some in _some(made.exclude(findings__in=seen["f"]).order_by("pk")):
            yield from self._of_recommendations(some)
        for some in _some(actions.exclude(recommendation__in=seen["r"]).order_by("pk")):
            yield from self._of_actions(some)

    def _all(self, stage: str) -> QuerySet[Any]:
        return visible(stage, self.person, self.board)

    def _under(self, stage: str, **above: Any) -> list[Any]:
        return list(self._all(stage).filter(**above).order_by("pk").distinct())

    def _of_sources(self, sources: list[Source]) -> Iterator[Row]:
        self.opened |= {source.pk: source for source in sources if source.is_restricted}
        findings = self._under("finding", source__in=sources)
        below = _grouped(
            zip((finding.source_id for finding in findings), self._each_finding(findings), strict=True)
        )
        for source in sources:
            yield from _chain(SOURCE, source, below[source.pk])

    def _of_findings(self, findings: list[Finding]) -> Iterator[Row]:
        self.opened |= {one.source_id: one.source for one in findings if one.is_restricted}
        for rows in self._each_finding(findings):
            yield from rows

    def _each_finding(self, findings: list[Finding]) -> list[list[Row]]:
        """The rows of each finding; a recommendation stands under the first of its findings that may be seen."""
        made = self._under("recommendation", findings__in=findings)
        seen = self._seen_findings(made)
        keys = {finding.pk for finding in findings}
        first = [next(iter(seen[one.pk])) for one in made]
        own = [one for one, key in zip(made, first, strict=True) if key in keys]
        rows = self._each_recommendation(own, seen)
        below = _grouped(zip((next(iter(seen[one.pk])) for one in own), rows, strict=True))
        return [_chain(FINDING, finding, below[finding.pk]) for finding in findings]

    def _seen_findings(self, made: list[Recommendation]) -> dict[int, dict[int, str]]:
        """For each recommendation the findings that may be seen, in order: their keys and references."""
        rows = self._all("finding").prefetch_related(None).select_related(None)
        ties = (
            rows.filter(recommendations__in=made).order_by("pk").values_list("recommendations", "pk", "reference")
        )
        found: dict[int, dict[int, str]] = defaultdict(dict)
        for recommendation, key, reference in ties:
            found[recommendation][key] = reference
        return found

    def _of_recommendations(self, made: list[Recommendation]) -> Iterator[Row]:
        for one in made:
            behind = (finding.source for finding in one.findings.all())
            self.opened |= {source.pk: source for source in behind if source.is_restricted}
        for rows in self._each_recommendation(made, defaultdict(dict)):
            yield from rows

    def _each_recommendation(self, made: list[Recommendation], seen: dict[int, dict[int, str]]) -> list[list[Row]]:
        actions = self._under("action", recommendation__in=made)
        keys = (action.recommendation_id for action in actions)
        below = _grouped(zip(keys, self._each_action(actions), strict=True))
        return [self._recommendation(one, list(seen[one.pk].values())[1:], below[one.pk]) for one in made]

    def _recommendation(self, one: Recommendation, also: list[str], below: list[Row]) -> list[Row]:
        rows = _chain(RECOMMENDATION, one, below)
        rows[0]["recommendation", "findings"] = also
        if one.answer:
            rows[0] |= _cells(RESPONSE, one.answer)
        return rows

    def _of_actions(self, actions: list[Action]) -> Iterator[Row]:
        for action in actions:
            behind = (finding.source for finding in action.recommendation.findings.all())
            self.opened |= {source.pk: source for source in behind if source.is_restricted}
        for rows in self._each_action(actions):
            yield from rows

    def _each_action(self, actions: list[Action]) -> list[list[Row]]:
        entries = Progress.objects.filter(action__in=actions).order_by("on", "pk")
        judged = self._under("evaluation", action__in=actions)
        shown_by = set(
            self._all("source").filter(pk__in=[one.shown_by_id for one in judged]).values_list("pk", flat=True)
        )
        progress = _grouped((entry.action_id, [_cells(PROGRESS, entry)]) for entry in entries)
        verdicts = _grouped((one.action_id, [_evaluation(one, shown_by)]) for one in judged)
        return [_chain(ACTION, action, _beside(progress[action.pk], verdicts[action.pk])) for action in actions]


def _some(rows: QuerySet[Any]) -> Iterator[list[Any]]:
    """Some rows at a time, with what is told of them."""
    return portions(rows.iterator(chunk_size=AT_ONCE), AT_ONCE)


def _grouped(pairs: Iterable[tuple[Any, list[Row]]]) -> dict[Any, list[Row]]:
    found: dict[Any, list[Row]] = defaultdict(list)
    for key, rows in pairs:
        found[key] += rows
    return found


def _cells(stage: Stage, record: Any) -> Row:
    return {(stage.key, key): value for key, value in told_of(stage, record).items()}


def _chain(stage: Stage, record: Any, below: list[Row]) -> list[Row]:
    """The rows under a record, the first telling it whole, the others only which it is."""
    rows = below or [{}]
    for row in rows[1:]:
        row[stage.key, "reference"] = record.reference
    rows[0] = _cells(stage, record) | rows[0]
    return rows


def _beside(progress: list[Row], verdicts: list[Row]) -> list[Row]:
    empty: Row = {}
    return [one | other for one, other in zip_longest(progress, verdicts, fillvalue=empty)]


def _evaluation(judged: Evaluation, shown_by: set[int]) -> Row:
    source = judged.shown_by.reference if judged.shown_by and judged.shown_by_id in shown_by else ""
    return _cells(EVALUATION, judged) | {("evaluation", "shown_by"): source}
