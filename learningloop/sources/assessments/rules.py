"""What holds of rounds and returns, asked of values alone."""

from collections.abc import Collection
from datetime import date

NOT_STARTED, IN_PROGRESS, SIGNED, SUBMITTED, WITHDRAWN = (
    "not-started", "in-progress", "signed", "submitted", "withdrawn",
)  # fmt: skip
ANSWERABLE = (NOT_STARTED, IN_PROGRESS)
"""In which states answers may be given."""
OUTSTANDING = (*ANSWERABLE, SIGNED)
"""In which states the board still waits for it."""
LIKELY_KINDS = {"section-11": "section-11", "section-175": "section-175"}
"""Of which kind of source the rounds of a question set are, where the framework has it."""


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
