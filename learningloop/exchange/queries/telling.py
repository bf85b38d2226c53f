"""A record as the sheet tells it: a value for each column of its stage."""

from collections.abc import Callable
from typing import Any

from django.db.models import Model

from learningloop.exchange.rules.columns import Column, Kind, Stage
from learningloop.frameworks.queries import source_kinds

Record = Any
"""A record of any stage: the columns are its fields."""


def _evaluated_by(action: Record) -> str:
    """The kind of source by which an action is judged, as the framework behind it names it."""
    framework = next((finding.source.framework for finding in action.recommendation.findings.all()), None)
    kind = source_kinds(framework).get(action.evaluate_by) if framework else None
    return kind.name if kind else action.evaluate_by


def _name(told: Any) -> str:
    return told.name if told else ""


OWN_WORDS: dict[tuple[str, str], Callable[[Record], Any]] = {
    ("source", "kind"): lambda source: source.kind_told.name,
    ("source", "sensitivity"): lambda source: source.get_sensitivity_display(),
    ("finding", "kind"): lambda finding: finding.get_kind_display(),
    ("finding", "priority"): lambda finding: _name(finding.priority_told) or finding.priority,
    ("finding", "domain"): lambda finding: _name(finding.domain_told) or finding.domain,
    ("finding", "good_statement"): lambda finding: (
        finding.good_told.text if finding.good_told else finding.good_statement
    ),
    ("response", "decision"): lambda response: response.get_decision_display(),
    ("action", "moved_why"): lambda action: "",
    ("action", "evaluate_by"): lambda action: _evaluated_by(action) if action.evaluate_by else "",
    ("evaluation", "verdict"): lambda evaluation: evaluation.get_verdict_display(),
}


def told_of(stage: Stage, record: Record) -> dict[str, Any]:
    """What each column says of a record; links to other records are told by who knows which may be read."""
    return {column.key: tell(stage, column, record) for column in stage.columns if column.kind is not Kind.LINKS}


def tell(stage: Stage, column: Column, record: Record) -> Any:
    """What one column says of a record: text, a day, yes or no, or a list of names."""
    own = OWN_WORDS.get((stage.key, column.key))
    value = own(record) if own else getattr(record, column.key)
    if column.kind is Kind.SEVERAL:
        return [str(one) for one in value.all()]
    return str(value) if isinstance(value, Model) else value
