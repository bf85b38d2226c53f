"""What each verdict means, and what follows from it."""

from datetime import date

INCONCLUSIVE = {"no-evidence", "unknown"}
"""Verdicts after which the effect is judged again, on a day that is said."""
NOT_IMPROVED = "not-improved"
WORKED = {"practice", "outcomes", "sustained"}

MEANS = {
    "no-evidence": "Nobody has looked yet, or what was looked at does not tell.",
    "unknown": "The action was done, but what was looked at shows no difference either way.",
    "practice": "People work differently: files, observations or practitioners show it.",
    "outcomes": "Children and families are better off: what they say, or what is measured, shows it.",
    "sustained": "It was looked at more than once, and the change has lasted.",
    "not-improved": "It is as it was, or worse again. The thread reopens: new means must be found.",
}
"""Each verdict in a sentence, for whoever chooses one and whoever reads it."""


def tone(verdict: str) -> str:
    """The kind of tag a verdict wears."""
    if verdict in WORKED:
        return "well"
    return {NOT_IMPROVED: "attention", "unknown": "soon"}.get(verdict, "plain")


def judged_too_early(on: date, closed_on: date | None) -> str:
    """The effect of an action is judged once it is done and assured; what is wrong, and how to mend it."""
    if closed_on is None:
        return "This action is not done and assured yet. Its effect is judged afterwards."
    if on < closed_on:
        return "The effect would be judged before the action was closed. Correct the date."
    return ""


def next_date_missing(verdict: str, on: date, again_on: date | None) -> str:
    """While the effect is not known, it says when it will be judged again."""
    if (again_on is None and verdict in INCONCLUSIVE) or (again_on is not None and again_on <= on):
        return "Say when the effect will be judged again: a date after this evaluation."
    return ""
