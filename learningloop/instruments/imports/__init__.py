"""Reading a question set from a spreadsheet in the manner of XLSForm, every fault at its cell."""

from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from learningloop.frameworks.rules.faults import Fault, Place
from learningloop.instruments.imports.cells import CellFault, Row, parts, rows, score, yes_or_no
from learningloop.instruments.imports.survey import Survey
from learningloop.instruments.rules.checking import check
from learningloop.instruments.schema import QuestionSet
from learningloop.kit.parts import as_key

COLUMN_OF = {
    "text": "label", "title": "label", "key": "name", "help": "hint", "scale": "type", "choices": "type",
    "kind": "type", "columns": "type", "shown_when": "relevant", "required_when": "required", "guidance": "hint",
    "points": "score",
}  # fmt: skip
OF_THE_WHOLE = {"key": "form_id", "title": "form_title"}
"""In which column a field of the document stands; the others bear their own names."""


class FaultyQuestions(Exception):
    """A spreadsheet that cannot be used; `faults` says why, sheet by sheet and row by row."""

    def __init__(self, faults: list[CellFault]) -> None:
        super().__init__("\n".join(map(str, faults)))
        self.faults = faults


def read_questions(content: bytes) -> QuestionSet:
    """The question set in an Excel file. Raises FaultyQuestions with every fault, and Unreadable."""
    faults: list[CellFault] = []
    survey, choices, settings = (list(rows(content, name, faults)) for name in ("survey", "choices", "settings"))
    places: dict[Place, Row] = {}
    lists = _lists(choices, places)
    reading = Survey(lists)
    reading.read(survey)
    data = _settings(settings, places, faults) | {
        "scales": [made for made in lists.values() if "points" in made],
        "sections": reading.sections,
    }
    if not faults:
        question_set, found = _validated(data)
        if question_set and not found:
            return question_set
        faults = [_at_its_cell(fault, places | reading.places) for fault in found]
    raise FaultyQuestions(faults)


def _lists(choices: list[Row], places: dict[Place, Row]) -> dict[str, dict[str, Any]]:
    """Scales and lists of choices, by name. A list in which any row has a score or a colour is a scale."""
    grouped: dict[str, list[Row]] = {}
    for row in choices:
        grouped.setdefault(row["list_name"], []).append(row)
    return {name: _list(name, members, places) for name, members in grouped.items()}


def _list(name: str, members: list[Row], places: dict[Place, Row]) -> dict[str, Any]:
    if not any(row["score"] or row["colour"] for row in members):
        return {"choices": [{"key": row["name"], "label": row["label"]} for row in members]}
    good = [row["name"] for row in members if row.read("pass_mark", yes_or_no, False)]
    points = [
        {
            "key": row["name"], "label": row["label"], "meaning": row["meaning"], "colour": row["colour"] or None,
            "score": row.read("score", score, None),
        }
        for row in members
    ]  # fmt: skip
    told = {
        column: next((row[column] for row in members if row[column]), "") for column in ("list_label", "origin")
    }
    place: Place = ("scales", name)
    places |= {place: members[0]} | {(*place, "points", number): row for number, row in enumerate(members)}
    return {
        "key": name, "name": told["list_label"] or name, "origin": told["origin"],
        "pass_mark": good[0] if good else None, "points": points,
    }  # fmt: skip


def _settings(settings: list[Row], places: dict[Place, Row], faults: list[CellFault]) -> dict[str, Any]:
    if len(settings) != 1:
        problem = "There is no row under the heading." if not settings else "There is more than one row."
        faults.append(CellFault("settings", "A2", "", problem, "Write one row about the whole set."))
        return {}
    [row] = settings
    places[()] = row
    return {
        "key": row["form_id"],
        "title": row["form_title"],
        "purpose": row["purpose"],
        "legal_basis": row["legal_basis"],
        "origin": row["origin"],
        "asked_of": parts(row["asked_of"]),
        "signed_by": row["signed_by"].splitlines(),
    }


def _validated(data: dict[str, Any]) -> tuple[QuestionSet | None, list[Fault]]:
    """The document, and what is wrong with it. In a fault's place a scale stands by its key."""
    keys = [scale["key"] for scale in data["scales"]]
    try:
        question_set = QuestionSet.model_validate(data)
    except ValidationError as error:
        told = error.errors(include_url=False)
        return None, [Fault(_by_key(one["loc"], keys), *_described(one)) for one in told]
    found = check(question_set)
    return question_set, [Fault(_by_key(one.place, keys), one.problem, one.mend) for one in found]


def _described(error: ErrorDetails) -> tuple[str, str]:
    """What is wrong, and how to mend it. Only a name has to be of a certain form."""
    if error["type"] != "string_pattern_mismatch":
        return f"{error['msg']}.", ""
    better = as_key(error["input"]) or "named-lead"
    return "This cannot be a name.", f"Use small letters, digits and single hyphens, such as “{better}”."


def _by_key(place: Place, keys: list[str]) -> Place:
    match place:
        case ("scales", int() as number, *rest):
            return ("scales", keys[number], *rest)
    return place


def _at_its_cell(fault: Fault, places: dict[Place, Row]) -> CellFault:
    """A fault of the document at the cell from which that part came, or the nearest around it."""
    place = fault.place
    while place not in places:
        place = place[:-1]
    row = places[place]
    name = next((step for step in fault.place[len(place) :] if isinstance(step, str)), "name")
    column = (OF_THE_WHOLE if row.sheet == "settings" else COLUMN_OF).get(name, name)
    return row.told(column, fault.problem, fault.mend)
