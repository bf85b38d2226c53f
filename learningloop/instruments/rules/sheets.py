"""How a question set is written down in a spreadsheet, in the manner of XLSForm.

`survey` has a row for each question between `begin group` and `end group`; `choices` has the lists of choices and
the scales (a list whose rows have scores); `settings` has one row about the whole.
"""

import re

from learningloop.instruments.schema import Comparison, Condition, Demand, Question

SURVEY = [
    "type", "name", "label", "hint", "required", "relevant", "legal_basis", "prompts", "asked_of", "explanation",
    "evidence", "weight", "carried", "was",
]  # fmt: skip
CHOICES = ["list_name", "name", "label", "meaning", "colour", "score", "pass_mark", "list_label", "origin"]
SETTINGS = ["form_id", "form_title", "purpose", "legal_basis", "origin", "asked_of", "signed_by"]
TYPES = {
    "yes-no": "yes_no", "number": "decimal", "percentage": "percentage", "date": "date", "text": "text",
    "long-text": "long_text", "files": "file",
}  # fmt: skip
KIND_OF = {written: kind for kind, written in TYPES.items()} | {"integer": "number"}
"""Kinds of question by their type in the sheet; grades, choices and rows name a list or enclose other rows."""
TERM = re.compile(
    r"""\$\{(?P<question>[^}]+)\}\s*(?P<sign>=|!=|<|>=)\s*'(?P<value>[^']*)'"""
    r"""|selected\(\s*\$\{(?P<list>[^}]+)\}\s*,\s*'(?P<chosen>[^']*)'\s*\)"""
)
SIGNS: dict[str, Comparison] = {"=": "is", "!=": "is-not", "<": "below", ">=": "at-least"}
DEMAND = re.compile(r"(?P<ask>may|must)(?:\s+(?P<side>below|from)\s+(?P<grade>\S+))?")


def list_of(question: Question) -> str:
    """The name of the list in which a question's choices stand."""
    return f"{question.key}-choices"


class Unclear(ValueError):
    """The words say what cannot be understood and how it is written."""


def conditions(written: str) -> list[dict[str, str]]:
    """The conditions of an expression such as `${a} = 'yes' and ${b} != ''`. Raises Unclear."""
    parts = [part for part in re.split(r"\s+and\s+", written.strip()) if part]
    return [_condition(part) for part in parts]


def _condition(part: str) -> dict[str, str]:
    term = TERM.fullmatch(part.strip())
    if term is None:
        raise Unclear(f"“{part}” cannot be read. Write ${{question}} = 'answer', joined by and.")
    if term["list"]:
        return {"question": term["list"], "comparison": "is", "value": term["chosen"]}
    if term["sign"] == "!=" and not term["value"]:
        return {"question": term["question"], "comparison": "answered", "value": ""}
    return {"question": term["question"], "comparison": SIGNS[term["sign"]], "value": term["value"]}


def expression(found: tuple[Condition, ...]) -> str:
    """The conditions as an expression."""
    return " and ".join(_term(condition) for condition in found)


def _term(condition: Condition) -> str:
    sign = {comparison: sign for sign, comparison in SIGNS.items()}.get(condition.comparison, "!=")
    return f"${{{condition.question}}} {sign} '{condition.value}'"


def demand(written: str) -> dict[str, str] | None:
    """What `must below met` asks for. Raises Unclear."""
    if not written:
        return None
    found = DEMAND.fullmatch(written)
    if found is None or (found["ask"] == "may" and found["side"]):
        raise Unclear(f"“{written}” cannot be read. Write may, must, must below met, or must from met.")
    ask = f"must-{found['side']}" if found["side"] else found["ask"]
    return {"ask": ask} | ({"grade": found["grade"]} if found["grade"] else {})


def demand_in_words(found: Demand | None) -> str:
    """A demand as it is written in a cell."""
    if found is None:
        return ""
    return f"{found.ask.replace('-', ' ')} {found.grade or ''}".strip()
