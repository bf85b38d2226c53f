"""What the overviews add to earlier records: the way to the whole thread, and to the report of a round."""

from collections.abc import Sequence
from typing import Any

from learningloop.embedding.actions.models import Action
from learningloop.kit.slots import Panel
from learningloop.learning.models import Finding, Recommendation
from learningloop.learning.policy import FINDING_VIEW
from learningloop.people.models import Person
from learningloop.people.policy import allowed, may_also
from learningloop.sources.assessments.models import Round
from learningloop.sources.assessments.policy import ROUND_VIEW


def threads_panel(record: Any, person: Person) -> Sequence[Panel]:
    """On the page of a finding, recommendation or action: the threads it belongs to. One query at most."""
    match record:
        case Finding():
            of = {"pk": record.pk}
        case Recommendation():
            of = {"recommendations": record.pk}
        case Action():
            of = {"recommendations": record.recommendation_id}
        case _:
            return []
    findings = list(allowed(person, FINDING_VIEW).filter(**of).order_by("pk"))
    return [Panel("The whole thread", "reports/_threads.html", {"findings": findings})] if findings else []


def report_panel(record: Any, person: Person) -> Sequence[Panel]:
    """On a round's pages: the way to its report. One query."""
    if not isinstance(record, Round) or not may_also(person, ROUND_VIEW, record):
        return []
    return [Panel("Report for the board", "reports/_round.html", {"round": record})]
