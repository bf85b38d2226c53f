"""How columns of a question that is answered in rows, and answers in a condition, are written in a form's box."""

import re
from typing import Any, get_args

from learningloop.frameworks.rules.faults import one_of
from learningloop.instruments.rules.drafting import keyed
from learningloop.instruments.rules.sheets import Unclear
from learningloop.instruments.schema import Column

KINDS = get_args(Column.model_fields["kind"].annotation)
WRITTEN = re.compile(rf"(?P<label>.+?)\s*\((?P<kind>{'|'.join(KINDS)})\)")


def columns_as_lines(columns: list[dict[str, Any]]) -> str:
    """A column a line, its kind in brackets where it is not text: `By when (date)`."""
    return "\n".join(
        one["label"] if one["kind"] == "text" else f"{one['label']} ({one['kind']})" for one in columns
    )


def read_columns(lines: list[str], former: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The columns from their lines."""
    found = [WRITTEN.fullmatch(line) for line in lines]
    labels = [match["label"] if match else line for match, line in zip(found, lines, strict=True)]
    kinds = [match["kind"] if match else "text" for match in found]
    return [
        {"key": key, "label": label, "kind": kind}
        for key, label, kind in zip(keyed(labels, former), labels, kinds, strict=True)
    ]


def read_choices(lines: list[str], former: list[dict[str, Any]]) -> list[dict[str, str]]:
    """The choices from their lines."""
    return [{"key": key, "label": label} for key, label in zip(keyed(lines, former), lines, strict=True)]


def key_of_answer(written: str, known: dict[str, str] | None) -> str:
    """The key of the answer that was meant by its words or its key; what can be anything stays. Raises Unclear."""
    if known is None or written in known:
        return written
    meant = [key for key, words in known.items() if words.casefold() == written.casefold()]
    if not meant:
        raise Unclear(f"“{written[:60]}” is not an answer to this question. Write {one_of(list(known.values()))}")
    return meant[0]
