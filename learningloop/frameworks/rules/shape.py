"""What is wrong with the shape of a pack, in plain words: unknown, missing and mistaken values."""

import json
import re
from collections.abc import Callable, Iterator
from typing import Any, get_args

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from learningloop.frameworks.rules.faults import Fault, Place, nearest, suggest
from learningloop.frameworks.schema import Framework, Key, Part, PartDate, Year
from learningloop.kit.parts import as_key

Described = tuple[str, str]
"""The problem, and how to mend it."""


def shape_faults(data: object) -> list[Fault]:
    """Every value that does not fit the schema."""
    try:
        Framework.model_validate_json(json.dumps(data, default=str), strict=True)
    except ValidationError as error:
        return list(_told_once(error.errors(include_url=False)))
    return []


def _told_once(errors: list[ErrorDetails]) -> Iterator[Fault]:
    """A misspelt name is one fault, not two (unknown as it is, missing as it should be), and a list whose items
    are all faulty is not told to be empty.
    """
    missing = {error["loc"] for error in errors if error["type"] == "missing"}
    meant: set[Place] = set()
    for error in errors:
        if error["type"] == "extra_forbidden":
            *above, name = error["loc"]
            meant.add((*above, nearest(name, [str(loc[-1]) for loc in missing if loc[:-1] == tuple(above)]) or ""))
    for error in errors:
        emptied_by_faults = error["type"] == "too_short" and error["input"]
        told_as_unknown = error["type"] == "missing" and error["loc"] in meant
        if not emptied_by_faults and not told_as_unknown:
            describe = DESCRIBED.get(error["type"], _otherwise)
            yield Fault(error["loc"], *describe(error))


def _unknown(error: ErrorDetails) -> Described:
    *above, name = error["loc"]
    model = model_at(tuple(above))
    known = list(model.model_fields) if model else []
    return f'"{name}" is not known here.', suggest(name, known, "Take it out, or correct its name.")


def _missing(error: ErrorDetails) -> Described:
    name = str(error["loc"][-1])
    return f'"{name}" is missing.', TO_ADD.get(name, f'Add "{name}".')


TO_ADD = {
    "quote": "Copy the words from the board's document, exactly as they stand there.",
    "source": "Say where the entry comes from: at (the place in the document) and quote (the words there).",
    "key": 'Give the entry a short name of its own, such as "case-audit".',
}


def _not_allowed(error: ErrorDetails) -> Described:
    allowed = re.findall(r"'([^']*)'", error["ctx"]["expected"])
    return f"{_shown(error['input'])} is not allowed here.", suggest(error["input"], allowed, "")


def _not_text(error: ErrorDetails) -> Described:
    match error["input"]:
        case None:
            return "Nothing stands here.", _to_write("the words", error)
        case bool():
            return "This is read as a yes or a no, where words are wanted.", "Put it in quotes."
        case int() | float():
            return f"The number {error['input']} stands where words are wanted.", "Put it in quotes."
        case list():
            return "A list stands where one text is wanted.", "Write one text, without dashes."
    return "This is read as named parts, where one text is wanted.", "If the text holds a colon, put it in quotes."


def _to_write(what: str, error: ErrorDetails) -> str:
    """What may be left out may also be taken out."""
    *above, name = error["loc"]
    model = model_at(tuple(above))
    field = model.model_fields.get(str(name)) if model else None
    return f"Write {what}." if field is None or field.is_required() else f"Write {what}, or take the line out."


def _empty_text(error: ErrorDetails) -> Described:
    return "The text is empty.", _to_write("the words", error)


def _long_text(error: ErrorDetails) -> Described:
    return f"The text is longer than {error['ctx']['max_length']} characters.", "Shorten it."


def _pattern(text_type: object) -> str:
    return str(get_args(text_type)[1].pattern)


def _mistaken(error: ErrorDetails) -> Described:
    written = _shown(error["input"])
    match error["ctx"]["pattern"]:
        case pattern if pattern == _pattern(Key):
            better = as_key(error["input"]) or "case-audit"
            return f"{written} cannot be a key.", f'Use small letters, digits and hyphens, such as "{better}".'
        case pattern if pattern == _pattern(PartDate):
            return f"{written} is not a date as a framework writes it.", 'Write "2017-09-30", "2017-09" or "2017".'
        case pattern if pattern == _pattern(Year):
            return f"{written} is not a year from April to March.", 'Write it as "2015-16".'
    return _otherwise(error)


def _not_number(error: ErrorDetails) -> Described:
    if error["input"] is None:
        return "Nothing stands here.", _to_write("a whole number in digits", error)
    return f"{_shown(error['input'])} is not a whole number.", "Write digits without quotes, such as 1."


def _too_small(error: ErrorDetails) -> Described:
    return f"{error['input']} is too small.", f"Write {error['ctx']['ge']} or more."


def _not_yes_or_no(error: ErrorDetails) -> Described:
    return f"{_shown(error['input'])} is neither yes nor no.", "Write true or false, without quotes."


def _not_list(error: ErrorDetails) -> Described:
    if error["input"] is None:
        return "Nothing stands here.", _to_write("a list", error)
    return "A list is wanted here.", "Begin each item on a line of its own with a dash."


def _empty_list(error: ErrorDetails) -> Described:
    return "The list is empty.", "Add at least one item."


def _not_parts(error: ErrorDetails) -> Described:
    model = model_at(error["loc"])
    wanted = [name for name, field in model.model_fields.items() if field.is_required()] if model else []
    problem = "Nothing stands here." if error["input"] is None else "Named parts are wanted here."
    return problem, f"Write each on a line of its own: {', '.join(wanted)}."


def _otherwise(error: ErrorDetails) -> Described:
    return f"{error['msg']}.", "Compare it with the schema (learningloop framework schema)."


DESCRIBED: dict[str, Callable[[ErrorDetails], Described]] = {
    "extra_forbidden": _unknown,
    "missing": _missing,
    "literal_error": _not_allowed,
    "string_type": _not_text,
    "string_too_short": _empty_text,
    "string_too_long": _long_text,
    "string_pattern_mismatch": _mistaken,
    "int_type": _not_number,
    "int_from_float": _not_number,
    "greater_than_equal": _too_small,
    "bool_type": _not_yes_or_no,
    "tuple_type": _not_list,
    "too_short": _empty_list,
    "model_type": _not_parts,
}


def _shown(value: Any) -> str:
    """A value as it is shown in a sentence; long ones cut."""
    match value:
        case list():
            return "A list"
        case dict():
            return "A set of named parts"
        case None:
            return "Nothing"
    text = str(value)
    return f'"{text[:57]}…"' if len(text) > 60 else f'"{text}"'


def model_at(place: Place) -> type[Part] | None:
    """The part of the schema that describes a place in a pack."""
    model: type[Part] | None = Framework
    for step in place:
        if isinstance(step, str):
            field = model.model_fields.get(step) if model else None
            model = part_in(field.annotation) if field else None
    return model


def part_in(annotation: Any) -> type[Part] | None:
    if isinstance(annotation, type) and issubclass(annotation, Part):
        return annotation
    return next((part for inner in get_args(annotation) if (part := part_in(inner))), None)
