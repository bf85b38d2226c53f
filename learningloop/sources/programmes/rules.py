"""How often an agency looks at its own work, and when it is due again."""

from collections.abc import Sequence
from datetime import date, timedelta

FREQUENCIES: dict[str, tuple[str, int | None]] = {
    "weekly": ("Every week", 7),
    "monthly": ("Every month", 31),
    "quarterly": ("Every three months", 92),
    "twice-yearly": ("Twice a year", 184),
    "yearly": ("Every year", 366),
    "every-three-years": ("Every three years", 1096),
    "regularly": ("Regularly", None),
    "as-needed": ("As needed", None),
    "once": ("Once", None),
}
"""By the key that frameworks use: in words, and after how many days it is due again, the longest such time."""

LONGEST_AGO = timedelta(days=3653)

OWN_AUDIT = "single-agency-audit"
"""What frameworks call an agency's own audit, by its key."""


def in_words() -> list[tuple[str, str]]:
    return [(key, words) for key, (words, _days) in FREQUENCIES.items()]


def due_on(frequency: str, last: date) -> date | None:
    """When it is due again, after it was done, or begun, on a day; nothing where the words set no time."""
    days = FREQUENCIES[frequency][1]
    return last + timedelta(days=days) if days else None


def late_before(today: date) -> dict[str, date]:
    """By frequency, the day before which it was last done when it is late today."""
    return {key: today - timedelta(days=days) for key, (_words, days) in FREQUENCIES.items() if days}


def noted_wrongly(on: date, today: date) -> str:
    """What is wrong with the day on which an activity is said to have been done; nothing if nothing."""
    if on > today:
        return "This day has not come yet. Enter the day on which it was done."
    return "" if on >= today - LONGEST_AGO else "This is more than ten years ago. Enter the day it was done."


def nearest_kind(kinds: Sequence[tuple[str, str]]) -> str:
    """The kind of source that an agency's own audit is, or its nearest, of kinds told by key and family."""
    by_nearness = sorted(kinds, key=lambda kind: (kind[0] != OWN_AUDIT, kind[1] != "audit"))
    return by_nearness[0][0] if by_nearness else ""
