"""What makes a finding, a recommendation and an answer whole.

A rule gives what is wrong and how to mend it, or nothing.
"""

from datetime import date

from learningloop.frameworks.schema import Framework
from learningloop.kit.dates import day

ACCEPTED = "accepted"
ASK_REASON = "Say why the recommendation is not accepted, or only in part"


def reason_is_missing(decision: str, reason: str) -> bool:
    """Anything but a plain yes needs its reason, word for word."""
    return decision != ACCEPTED and not reason.strip()


def ask_later(made_on: date) -> str:
    """What to say when an answer is dated before its recommendation."""
    return f"The recommendation was made on {day(made_on)}. Enter that day, or a later one"


def agencies_disagree(multi_agency: bool, agencies: int) -> str:
    """A single-agency finding names its agency; a multi-agency one names two or more, or none."""
    if not multi_agency and agencies != 1:
        return "Choose the one agency that a single-agency finding is about."
    if multi_agency and agencies == 1:
        return "Choose the other agencies too, or none when the finding is about all of them."
    return ""


def not_in_framework(framework: Framework, priority: str, domain: str, good_statement: str) -> str:
    """Whether the framework has the priority, the domain, and the statement in that domain."""
    statements = {one.key: {good.key for good in one.good} for one in framework.domains}
    if priority and priority not in {one.key for one in framework.priorities}:
        return "The framework under which the source began has no such priority. Choose another."
    if domain and domain not in statements:
        return "The framework under which the source began has no such domain. Choose another."
    if good_statement and good_statement not in statements.get(domain, set()):
        return "The statement of what good looks like is not one of this domain. Choose another."
    return ""


def drawn_too_early(drawn_on: date, started_on: date) -> str:
    """A finding is drawn from what has begun."""
    if drawn_on < started_on:
        return f"The source began on {day(started_on)}. Enter that day, or a later one, for the finding."
    return ""


def made_too_early(made_on: date, earliest: date) -> str:
    """A recommendation follows the earliest finding on which it rests."""
    if made_on < earliest:
        return f"What it rests on was drawn on {day(earliest)}. Enter that day, or a later one."
    return ""
