"""Until when a file shows how things are, and how that is said."""

from dataclasses import dataclass
from datetime import date, timedelta

from learningloop.kit.dates import day

OLD = timedelta(days=366)
"""A file that says nothing of how long it counts no longer shows how things are once it is as old as this."""
LONGEST = timedelta(days=10 * 366)
"""No policy is reviewed later than this."""


@dataclass(frozen=True)
class Shown:
    """A file as evidence: the day it was first added, whether it was taken over, and the last day it counts."""

    added_on: date
    reused: bool = False
    counts_until: date | None = None


def is_current(shown: Shown, on: date) -> bool:
    """Whether a file shows how things are on a day.

    One that bears a day counts until that day, taken over or not; any other while it is new and of this time.
    """
    if shown.counts_until:
        return on <= shown.counts_until
    return not shown.reused and not is_old(shown, on)


def is_old(shown: Shown, on: date) -> bool:
    """Whether a file was added a year before this day, or longer."""
    return on - shown.added_on >= OLD


def evidence_in_words(shown: Shown, on: date) -> str:
    """`added 3 May 2025, taken over from last time; counted until 30 April 2026: no longer current`."""
    told = f"added {day(shown.added_on)}{', taken over from last time' if shown.reused else ''}"
    if shown.counts_until and is_current(shown, on):
        return f"{told}; counts until {day(shown.counts_until)}"
    if shown.counts_until:
        return f"{told}; counted until {day(shown.counts_until)}: no longer current"
    return f"{told}; more than a year old" if is_old(shown, on) else told


def wrong_last_day(counts_until: date, today: date) -> str:
    """What to say of a day until which a new file is to count, when it cannot be; else nothing."""
    if counts_until < today:
        return "Counts until must be today or later. A file that no longer counts shows nothing"
    if counts_until - today > LONGEST:
        return "Counts until must be within ten years"
    return ""
