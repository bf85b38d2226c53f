"""In which order the days of an action follow. A rule gives what is wrong and how to mend it, or nothing."""

from datetime import date


def dates_disagree(agreed: date, due: date, evaluate: date) -> str:
    """It is due once it is agreed, and judged once it is due."""
    if due < agreed:
        return "The action would be due before it was agreed. Correct the due date."
    if evaluate < due:
        return "The effect would be judged before the action is due. Choose a later date for that."
    return ""


def owner_elsewhere(owner: str, agency: str) -> str:
    """Whoever answers for an action belongs to the agency that does it."""
    return f"{owner} has no role for {agency} on this board. Choose somebody who has, or nobody."


def done_too_early(reported: date, agreed: date) -> str:
    """It is done once it is agreed."""
    return "It would be done before it was agreed. Correct the date." if reported < agreed else ""


def assured_too_early(closed: date, reported: date) -> str:
    """It is assured once it is reported done."""
    return "It would be assured before it was reported done. Correct the date." if closed < reported else ""
