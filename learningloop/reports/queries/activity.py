"""What the board did in a year, kind by kind, as its framework's table of reviews has it."""

from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from learningloop.frameworks.schema import Framework
from learningloop.sources.register.models import Sensitivity
from learningloop.sources.register.rules import business_year


@dataclass(frozen=True)
class ActivityRow:
    """One kind of source: what it is, who does it, to whom it reports, and what was done in the year."""

    type: str
    description: str
    who: tuple[str, ...]
    reporting: tuple[str, ...]
    activity: tuple[str, ...]


@dataclass(frozen=True)
class Activity:
    """A year's rows, and how many sources are left out because they are not open to the whole board."""

    year: str
    rows: tuple[ActivityRow, ...]
    left_out: int


def activity(framework: Framework, sources: QuerySet[Any], year: str) -> Activity:
    """The table for a year from April to March, in the framework's order; sources in the order they were recorded.

    Raises ValueError when `year` is not written like 2015-16. One query.
    """
    first, last = business_year(year)
    rows = sources.filter(started_on__range=(first, last)).order_by("pk")
    done: dict[str, list[str]] = {}
    left_out = 0
    for kind, title, sensitivity in rows.values_list("kind", "title", "sensitivity"):
        if sensitivity == Sensitivity.BOARD:
            done.setdefault(kind, []).append(title)
        else:
            left_out += 1
    table = tuple(
        ActivityRow(
            kind.name,
            kind.description,
            kind.who,
            tuple(r.text for r in kind.reports_to),
            tuple(done.get(kind.key, ())),
        )
        for kind in framework.source_kinds
    )
    return Activity(year, table, left_out)
