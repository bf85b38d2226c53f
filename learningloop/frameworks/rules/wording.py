"""What the parts of a framework are called, one by one."""

from typing import Any

from learningloop.frameworks.schema import Entry, Framework

NOUNS = {
    "purpose": "purpose",
    "principles": "principle",
    "review_tests": "test of a review",
    "building_blocks": "building block",
    "groups": "group",
    "agencies": "agency",
    "quality_assurance": "quality assurance activity",
    "source_kinds": "kind of source",
    "criteria": "criterion",
    "limbs": "limb",
    "clocks": "clock",
    "methods": "method",
    "steps": "step",
    "matrix": "matrix",
    "rows": "row",
    "embedding": "way of embedding",
    "evaluation": "way of evaluating",
    "domains": "domain",
    "good": "statement of what good looks like",
    "difference": "statement of how the board makes a difference",
    "implementing": "statement of how learning is implemented",
    "library": "shelf",
    "items": "item",
    "priorities": "priority",
    "indicators": "indicator",
    "vulnerable_groups": "vulnerable group",
    "expectations": "expectation",
    "templates": "template",
    "parts": "part",
    "occasions": "occasion",
    "year_plan": "entry in the year plan",
    "themes": "theme",
    "activity": "activity reported",
}
"""One of a list of entries."""
FIELDS = {
    "at": "place in the document",
    "quote": "quoted passage",
    "for": "for at least",
    "people": "for whom",
    "kinds": "kinds of source",
    "kind": "kind of source",
    "who": "who takes part",
    "reporting": "reports to",
    "verified": "checked against its source",
    "items": "what was done",
    "good": "what good looks like",
    "difference": "how the board makes a difference",
    "implementing": "how learning is implemented",
    "need": "identification of need",
    "means": "means of improvement",
    "measures": "measure of effectiveness",
    "period": "years covered",
}
"""Fields whose names in a pack are not words that a reader would use."""
CALLED_BY = ("name", "label", "heading", "how", "what", "text", "kind", "group", "key")
LONGEST = 70


def field_words(name: str) -> str:
    """What a field is called in a sentence."""
    return FIELDS.get(name, name.replace("_", " "))


def one_of(name: str) -> str:
    """What one entry of a list is called."""
    return NOUNS[name]


def title(entry: Entry) -> str:
    """What an entry is called: its name, or the beginning of its words."""
    words = next(str(words) for field in CALLED_BY if (words := getattr(entry, field, None)))
    return words if len(words) <= LONGEST else words[: LONGEST - 1].rstrip() + "…"


def counts(framework: Framework) -> dict[str, int]:
    """How many entries each list of the framework holds."""
    lists: dict[str, Any] = {name: getattr(framework, name) for name in NOUNS if name in Framework.model_fields}
    return {name: len(entries) for name, entries in lists.items()}
