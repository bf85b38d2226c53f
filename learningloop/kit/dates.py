"""Dates in words. Pure functions; the day of today is always given, never asked of the clock."""

import re
from datetime import date, datetime

MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
WRITTEN = re.compile(r"(\d{1,2})[ ./-]+(\d{1,2}|[A-Za-z]{3,9})[ ./-]+(\d{4})")


def day(value: date | datetime | None) -> str:
    """`3 May 2026`; nothing for nothing."""
    return f"{value.day} {MONTHS[value.month - 1]} {value.year}" if value else ""


def read(words: str) -> date | None:
    """A date as people and machines write it: `3 May 2026`, `3 5 2026`, `03/05/2026`, `2026-05-03`."""
    words = words.strip()
    try:
        if re.fullmatch(r"\d{4}-\d{2}-\d{2}", words):
            return date.fromisoformat(words)
        found = WRITTEN.fullmatch(words)
        return date(int(found[3]), _month(found[2]), int(found[1])) if found else None
    except ValueError:
        return None


def _month(words: str) -> int:
    if words.isdigit():
        return int(words)
    names = [name[: len(words)].lower() for name in MONTHS]
    return names.index(words.lower()) + 1


def days(number: int) -> str:
    """`1 day`, `4 days`; from eight weeks on in weeks, from two years on in years, as people say it."""
    if number >= 730:
        return f"{number // 365} years"
    if number >= 56:
        return f"{number // 7} weeks"
    return f"{number} day" if number == 1 else f"{number} days"


def since(value: date | None) -> str:
    """`since 3 May 2026`."""
    return f"since {day(value)}" if value else ""


def due(value: date | None, today: date) -> str:
    """`overdue by 4 days`, `due today`, `due tomorrow`, `due in 9 days`, `due 3 May 2026`."""
    if value is None:
        return "no date set"
    left = (value - today).days
    if left < 0:
        return f"overdue by {days(-left)}"
    if left < 2:
        return "due tomorrow" if left else "due today"
    return f"due in {left} days" if left <= 14 else f"due {day(value)}"


def urgency(value: date | None, today: date, soon: int = 14) -> str:
    """The kind of tag a due date wears: `attention` when past, `soon` within a fortnight, else `plain`."""
    if value is None:
        return "plain"
    left = (value - today).days
    if left < 0:
        return "attention"
    return "soon" if left <= soon else "plain"
