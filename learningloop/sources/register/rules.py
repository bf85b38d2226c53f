"""Business years, and the words for the families of sources and for who may open them."""

import re
from dataclasses import dataclass
from datetime import date

FAMILIES = {
    "review": "Reviews",
    "child-death": "Child death reviews",
    "audit": "Audits",
    "assessment": "Assessments",
    "data": "Data",
    "voice": "Voices of children, families and staff",
    "observation": "Observations of practice",
    "challenge": "Challenge and escalation",
    "assurance": "Assurance",
    "research": "Research and learning from elsewhere",
    "workforce": "Workforce",
    "inspection": "Inspections",
    "report": "Reports",
}
"""The families of kinds of source, as people read them, in the order of lists."""

WHO_OPENS = {
    "board": "Everybody whose role opens the board's sources.",
    "group": "Members of the group, the board's own unit, the lead and the people named. Each opening is noted.",
    "named": "The lead and the people named, and nobody else. Each opening is noted.",
}
"""What each sensitivity means, in words."""


def dates_disagree(started: date, completed: date | None) -> str:
    """What is wrong with a source's two dates, and how to mend it; nothing when they agree."""
    if completed and completed < started:
        return "The source would be completed before it began. Correct one of the two dates."
    return ""


def group_is_missing(sensitivity: str, has_group: bool) -> str:
    """What is missing from a source that is open to a group only."""
    if sensitivity == "group" and not has_group:
        return "Choose the group that may open it, or another sensitivity."
    return ""


YEAR = re.compile(r"(?P<first>\d{4})-(?P<second>\d{2})")


def business_year(name: str) -> tuple[date, date]:
    """The first and last day of a business year: `2015-16` is 1 April 2015 to 31 March 2016. Raises ValueError."""
    found = YEAR.fullmatch(name)
    first = int(found["first"]) if found else 0
    if not found or first < 1 or (first + 1) % 100 != int(found["second"]):
        raise ValueError(f"{name} is not a business year. Write it like 2015-16.")
    return date(first, 4, 1), date(first + 1, 3, 31)


def year_of(day: date) -> str:
    """The business year in which a day falls: 31 March 2016 is in `2015-16`."""
    first = day.year if day.month >= 4 else day.year - 1
    return f"{first}-{(first + 1) % 100:02d}"


def years_between(first: date, last: date) -> list[str]:
    """The business years from one day to another, newest first."""
    begins = range(int(year_of(last)[:4]), int(year_of(first)[:4]) - 1, -1)
    return [year_of(date(year, 4, 1)) for year in begins]


@dataclass(frozen=True)
class Declared:
    """What a lead declared about ties to the case and to the agencies under review, in which words, and when."""

    tie_to_case: bool
    tie_to_agencies: bool
    words: str
    on: date


def tie_declared(declared: Declared) -> str:
    """To what a lead declared a tie, in words; nothing if to nothing."""
    ties = {"the case": declared.tie_to_case, "an agency whose work is reviewed": declared.tie_to_agencies}
    return " and to ".join(name for name, tied in ties.items() if tied)
