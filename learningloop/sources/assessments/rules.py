"""What holds of rounds and returns, asked of values alone."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from statistics import quantiles

NOT_STARTED, IN_PROGRESS, SIGNED, SUBMITTED, WITHDRAWN = (
    "not-started", "in-progress", "signed", "submitted", "withdrawn",
)  # fmt: skip
ANSWERABLE = (NOT_STARTED, IN_PROGRESS)
"""In which states answers may be given."""
OUTSTANDING = (*ANSWERABLE, SIGNED)
"""In which states the board still waits for it."""
LIKELY_KINDS = {"section-11": "section-11", "section-175": "section-175"}
"""Of which kind of source the rounds of a question set are, where the framework has it."""


REMINDERS = {
    "28": "Four weeks before it is due",
    "14": "Two weeks before",
    "7": "One week before",
    "1": "The day before",
    "late": "Every week once it is late",
}
"""When those are asked once more whose return is still to come. A number counts the days before its own day."""


USUAL_REMINDERS = ["14", "1"]


def is_reminded(reminders: Collection[str], due: date, today: date) -> bool:
    """Whether who has not submitted is asked once more today, in a round that reminds in these ways."""
    ahead = (due - today).days
    return str(ahead) in reminders if ahead >= 0 else "late" in reminders and ahead % 7 == 0


def dates_disagree(opens: date, closes: date) -> str:
    """What is wrong with the days of a round; nothing when they agree."""
    return "" if closes > opens else "The round would close before anybody can answer. Choose a later day."


def not_open_yet(opens: date, today: date) -> str:
    """Why nothing can be answered yet; nothing when it can."""
    return "" if opens <= today else f"Answers can be given from {opens.day} {opens:%B %Y} on."


def is_late(state: str, due: date, today: date) -> bool:
    """Whether a return should have been submitted before today."""
    return state in OUTSTANDING and due < today


def may_answer(named: Collection[int], person: int, leads: bool) -> bool:
    """Whether somebody of the agency, or of the unit, may answer a section.

    Who leads always may; others where nobody is named to it, or they are.
    """
    return leads or not named or person in named


def share(part: int, whole: int) -> int:
    """A part in whole per cent, rounded down so that 100 % means all of them."""
    return part * 100 // whole if whole else 0


ENOUGH = 5
"""Of how many others a range is told. Of fewer, who knows one or two could tell what the others answered."""


@dataclass(frozen=True)
class Range:
    """How some numbers lie, in whole per cent: half of them lie between the quarters."""

    lowest: int
    lower_quarter: int
    middle: int
    upper_quarter: int
    highest: int


def range_of(percents: Sequence[int]) -> Range | None:
    """How the numbers of others lie; nothing when they are too few to be told without telling whose they are."""
    if len(percents) < ENOUGH:
        return None
    lower, middle, upper = (round(one) for one in quantiles(percents, n=4, method="inclusive"))
    return Range(min(percents), lower, middle, upper, max(percents))
