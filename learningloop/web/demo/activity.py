"""What a framework itself reports as done in a year, recorded as sources."""

import re
from datetime import date

from learningloop.frameworks.queries import source_kinds
from learningloop.frameworks.schema import Framework
from learningloop.kit.dates import MONTHS
from learningloop.people.models import Board, Group
from learningloop.sources.register.operations import record_source
from learningloop.sources.register.rules import business_year
from learningloop.trail.operations import SYSTEM

DATED = re.compile(rf"({'|'.join(MONTHS)})(?:/ \w+)? (\d{{4}})")


def record_activity(board: Board, framework: Framework) -> None:
    """Record what the framework itself reports as done, one source for each item as it prints it."""
    groups = {group.key: group for group in Group.objects.filter(home=board)}
    kinds = source_kinds(framework)
    for told in framework.activity:
        reported = [key for route in kinds[told.kind].reports_to for key in route.groups]
        for item in told.items:
            day = _day(item, told.year)
            record_source(
                board=board,
                kind=told.kind,
                title=item,
                started_on=day,
                completed_on=day,
                group=next((groups[key] for key in reported if key in groups), None),
                summary=f"{told.source.at}, as the framework prints it.",
                by=SYSTEM,
            )


def _day(item: str, year: str) -> date:
    """The first day of the month that an item names, if it lies in the year; else the year's last day."""
    first, last = business_year(year)
    named = DATED.search(item)
    day = date(int(named[2]), MONTHS.index(named[1]) + 1, 1) if named else last
    return day if first <= day <= last else last
