"""The board's view: how many threads stand in each building block, and what is stuck since when."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import QuerySet

from learningloop.frameworks.schema import Framework
from learningloop.learning.models import Untouched
from learningloop.reports.queries.standings import Place
from learningloop.reports.rules import PATIENCE

NAMES = {
    "experience": "Learning from experience",
    "learning": "Identification of learning",
    "embedding": "Embedding learning in practice",
    "evaluation": "Evaluation of learning",
}
"""The building blocks' names where a framework has none of its own."""


@dataclass(frozen=True)
class Block:
    """A building block with what stands in it."""

    key: str
    name: str
    count: int
    stuck: int
    since: date | None

    @property
    def unit(self) -> str:
        """What is counted, for this number of it."""
        one = "source" if self.key == "experience" else "thread"
        return one if self.count == 1 else f"{one}s"


def patience(framework: Framework) -> dict[str, int]:
    """Days without movement before a thread is stuck, by building block, where the framework says."""
    return {block.key: block.stuck_after_days for block in framework.building_blocks if block.stuck_after_days}


def block_names(framework: Framework) -> dict[str, str]:
    """The building blocks as the board calls them."""
    return NAMES | {block.key: block.name for block in framework.building_blocks}


def untouched(sources: QuerySet[Any]) -> QuerySet[Any]:
    """Sources from which nothing has been drawn: threads that have only begun, or that never did."""
    return sources.filter(pk__in=Untouched.objects.values("source"))


def begun(sources: QuerySet[Any]) -> QuerySet[Any]:
    """Sources under way from which nothing has been drawn yet: what stands in the first building block."""
    return untouched(sources).filter(completed_on=None)


def blocks(
    places: Sequence[Place], sources: QuerySet[Any], names: Mapping[str, str], days: Mapping[str, int], today: date
) -> list[Block]:
    """The four building blocks in the loop's order. One query."""
    wait = timedelta(days=days.get("experience", PATIENCE))
    days_begun = list(begun(sources).order_by().values_list("started_on", flat=True))
    stuck = _stuck([day + wait if day + wait <= today else None for day in days_begun])
    first = Block("experience", names["experience"], len(days_begun), *stuck)
    return [first, *(_block(key, names[key], places) for key in ("learning", "embedding", "evaluation"))]


def _block(key: str, name: str, places: Sequence[Place]) -> Block:
    here = [place for place in places if place.position.stage == key]
    since = min((place.since for place in here if place.since), default=None)
    return Block(key, name, sum(p.count for p in here), sum(p.stuck for p in here), since)


def _stuck(since: Sequence[date | None]) -> tuple[int, date | None]:
    days = [day for day in since if day]
    return len(days), min(days, default=None)
