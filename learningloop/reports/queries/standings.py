"""Where threads stand, as one reader may know it.

The database counts what is kept; only where readers differ it is worked out anew from the facts.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cached_property
from typing import Any

from django.db.models import Count, Min, Q, QuerySet

from learningloop.kit.portions import portions
from learningloop.learning.models import Finding
from learningloop.learning.policy import FINDING_VIEW
from learningloop.people.models import Board, Person
from learningloop.people.policy import allowed
from learningloop.reports.models import Standing
from learningloop.reports.policy import STANDING
from learningloop.reports.queries.threads import threads_of
from learningloop.reports.rules import BY_KEY, PATIENCE, Position, Stand, stand
from learningloop.sources.register.models import Sensitivity
from learningloop.sources.register.policy import closed_sources


@dataclass(frozen=True)
class Place:
    """A position with what stands there."""

    position: Position
    count: int
    stuck: int
    since: date | None


@dataclass(frozen=True)
class Standings:
    """Where some threads stand today for one reader. `patience`: days by building block.

    `kept` stand where their row says. `own` are those that rest on something closed to the reader, by the
    finding's key: they do not learn that it exists, so for them the thread stands where it stands without.
    """

    reader: Person
    kept: QuerySet[Any]
    today: date
    patience: Mapping[str, int]

    @cached_property
    def own(self) -> Mapping[int, Stand]:
        """No query where nothing on the board is closed to the reader; one, two or eight where something is."""
        closed = closed_sources(self.reader)
        if isinstance(closed, list) and not closed:
            return {}
        joint = list(self.kept.filter(joint=True).order_by().values_list("pk", flat=True))
        findings = Finding.objects.filter(pk__in=joint, recommendations__findings__source__in=closed)
        behind = list(findings.order_by().values_list("pk", flat=True).distinct()) if joint else []
        if not behind:
            return {}
        threads = threads_of(Finding.objects.filter(pk__in=behind), reader=self.reader)
        return {pk: stand(thread) for pk, thread in threads.items()}

    def among(self, rows: Iterable[Standing]) -> "Standings":
        """The same of some of these rows: what differs for the reader is worked out of no others."""
        return replace(self, kept=Standing.objects.filter(pk__in=[row.pk for row in rows]))

    def stand_of(self, row: Standing) -> Stand:
        return self.own.get(row.pk) or row.stand

    def stuck_since(self, one: Stand) -> date | None:
        return one.stuck_since(self.today, self.patience.get(one.position.stage, PATIENCE))

    def places(self) -> list[Place]:
        """How many stand at each position, and since when the longest is stuck. One query."""
        counted = self._counted()
        for one in self.own.values():
            here = counted[one.position]
            since = self.stuck_since(one)
            counted[one.position] = Place(
                here.position, here.count + 1, here.stuck + bool(since), _earliest(here.since, since)
            )
        return list(counted.values())

    def _counted(self) -> dict[Position, Place]:
        late, quiet = self._late(), self._quiet()
        rows = self.kept.exclude(pk__in=self.own) if self.own else self.kept
        told = (
            rows.order_by()
            .values_list("position")
            .annotate(
                number=Count("pk"),
                stuck=Count("pk", filter=late | quiet),
                late=Min("awaited_on", filter=late),
                quiet=Min("moved_on", filter=quiet),
            )
        )
        found = {position: Place(position, 0, 0, None) for position in Position}
        for key, number, stuck, awaited, moved in told:
            position = BY_KEY[key]
            days = timedelta(days=self.patience.get(position.stage, PATIENCE))
            since = _earliest(awaited and awaited + timedelta(days=1), moved and moved + days)
            found[position] = Place(position, number, stuck, since)
        return found

    def narrowed(self, at: Iterable[Position], *, stuck: bool) -> QuerySet[Any]:
        """The rows of the threads that stand at one of these positions, or of those of them that are stuck."""
        positions = set(at)
        asked = Q() if positions == set(Position) else Q(position__in=sorted(one.key for one in positions))
        if stuck:
            asked &= self._late() | self._quiet()
        if asked == Q() or not self.own:
            return self.kept.filter(asked)
        mine = [
            pk
            for pk, one in self.own.items()
            if one.position in positions and (not stuck or self.stuck_since(one))
        ]
        return self.kept.filter((asked & ~Q(pk__in=list(self.own))) | Q(pk__in=mine))

    def _late(self) -> Q:
        """The next step is overdue; no thread that is closed awaits one."""
        return Q(awaited_on__lt=self.today)

    def _quiet(self) -> Q:
        """No next step was agreed, and nothing has moved for the building block's period."""
        quiet = Q()
        for days in {self.patience.get(one.stage, PATIENCE) for one in Position if one.is_living}:
            keys = [
                one.key for one in Position if one.is_living and self.patience.get(one.stage, PATIENCE) == days
            ]
            quiet |= Q(position__in=keys, moved_on__lte=self.today - timedelta(days=days))
        return Q(awaited_on=None) & quiet


def standings_for(reader: Person, rows: QuerySet[Any], today: date, patience: Mapping[str, int]) -> Standings:
    """Where the threads of these rows, which the reader may see, stand for them."""
    return Standings(reader, rows, today, patience)


def standings_seen(reader: Person) -> QuerySet[Any]:
    """The rows of the threads whose findings a person may read."""
    return allowed(reader, FINDING_VIEW, of=STANDING)


def as_they_stand(findings: QuerySet[Any]) -> list[Standing]:
    """The rows as the rules give them for these findings, not saved; nine queries."""
    threads = threads_of(findings, reader=None)
    joint = _joint(findings)
    rows = findings.order_by().values_list("pk", "board", "drawn_on", "source__sensitivity")
    return [
        Standing(
            finding_id=pk,
            board_id=board,
            drawn_on=drawn_on,
            restricted=sensitivity != Sensitivity.BOARD,
            joint=pk in joint,
            **_columns(stand(threads[pk])),
        )
        for pk, board, drawn_on, sensitivity in rows
    ]


def _columns(one: Stand) -> dict[str, Any]:
    return {"position": one.position.key, "awaited_on": one.awaited_on, "moved_on": one.moved_on}


def _joint(findings: QuerySet[Any]) -> set[int]:
    """Those whose means rest on another source too, that is not open to the board."""
    closed = [one for one in Sensitivity if one != Sensitivity.BOARD]
    rows = findings.filter(recommendations__findings__source__sensitivity__in=closed)
    pairs = rows.order_by().values_list("pk", "source", "recommendations__findings__source")
    return {pk for pk, own, other in pairs if own != other}


def differing(board: Board) -> list[int]:
    """The findings of a board whose row is not what the rules give, or is missing."""
    wrong: list[int] = []
    keys = Finding.objects.filter(board=board).order_by("pk").values_list("pk", flat=True)
    for some in portions(keys.iterator()):
        kept = Standing.objects.in_bulk(some)
        asked = as_they_stand(Finding.objects.filter(pk__in=some))
        wrong += [row.pk for row in asked if row.pk not in kept or _said(row) != _said(kept[row.pk])]
    return wrong


def _said(row: Standing) -> tuple[Any, ...]:
    return tuple(getattr(row, field.attname) for field in row._meta.concrete_fields)


def _earliest(*days: date | None) -> date | None:
    return min((day for day in days if day), default=None)
