"""The sheet `survey`: groups, the questions in them, and the columns of questions that are answered in rows."""

from typing import Any

from learningloop.frameworks.rules.faults import Place, suggest
from learningloop.instruments.imports.cells import YES, Row, parts, required_when, weight, yes_or_no
from learningloop.instruments.rules.sheets import KIND_OF, conditions, demand

TYPES = [
    "begin group", "end group", "select_one LIST", "select_multiple LIST", "begin repeat", "end repeat", *KIND_OF,
]  # fmt: skip
Lists = dict[str, dict[str, Any]]


class Survey:
    """Reads row by row; `sections` is the document's part, `places` the row from which each part of it came."""

    def __init__(self, lists: Lists) -> None:
        self.lists = lists
        self.sections: list[dict[str, Any]] = []
        self.places: dict[Place, Row] = {}
        self._group = False
        self._table: dict[str, Any] | None = None

    def read(self, rows: list[Row]) -> None:
        for row in rows:
            match row["type"].split():
                case ["begin", "group"]:
                    self._begin_group(row)
                case ["end", ("group" | "repeat") as what]:
                    self._end(row, what)
                case written if self._table is None:
                    self._question(row, in_rows=written == ["begin", "repeat"])
                case _:
                    self._table["columns"].append(_column(row))
        if rows and (self._group or self._table is not None):
            what = "group" if self._table is None else "repeat"
            rows[-1].fault("type", f"The last {what} is still open.", f"Write “end {what}” at the end.")

    def _begin_group(self, row: Row) -> None:
        if self._group:
            row.fault("type", "The group before is still open.", "Write “end group” before this row.")
        self._group = True
        self.places["sections", len(self.sections)] = row
        self.sections.append(
            {
                "key": row["name"], "title": row["label"], "guidance": row["hint"],
                "legal_basis": row["legal_basis"], "questions": [],
            }
        )  # fmt: skip

    def _end(self, row: Row, what: str) -> None:
        is_open = self._group if what == "group" else self._table is not None
        if not is_open:
            row.fault("type", f"No {what} is open.", "Take this row out.")
        if what == "group":
            self._group = False
        else:
            self._table = None

    def _question(self, row: Row, *, in_rows: bool) -> None:
        if not self._group:
            row.fault("type", "This question stands in no group.", "Write “begin group” before it.")
            return
        questions = self.sections[-1]["questions"]
        asked = _question(row, self.lists)
        self.places["sections", len(self.sections) - 1, "questions", len(questions)] = row
        questions.append(asked)
        self._table = asked if in_rows else None


def _column(row: Row) -> dict[str, Any]:
    kind = KIND_OF.get(row["type"])
    if kind not in ("text", "number", "percentage", "date"):
        row.fault("type", "A column of rows cannot be of this type.", "Use text, decimal, percentage or date.")
    return {"key": row["name"], "label": row["label"], "kind": kind or "text"}


def _question(row: Row, lists: Lists) -> dict[str, Any]:
    required = row["required"].lower() in YES
    return {
        "key": row["name"],
        "text": row["label"],
        "help": row["hint"],
        **_kind(row, lists),
        "required": required,
        "required_when": [] if required else row.read("required", required_when, []),
        "shown_when": row.read("relevant", conditions, []),
        "legal_basis": row["legal_basis"],
        "prompts": [line for line in row["prompts"].splitlines() if line.strip()],
        "asked_of": parts(row["asked_of"]),
        "explanation": row.read("explanation", demand, None),
        "evidence": row.read("evidence", demand, None),
        "weight": row.read("weight", weight, 1),
        "carried": row.read("carried", lambda written: not written or yes_or_no(written), True),
        "was": row["was"] or None,
    }


def _kind(row: Row, lists: Lists) -> dict[str, Any]:
    match row["type"].split():
        case ["begin", "repeat"]:
            return {"kind": "table", "columns": []}
        case [("select_one" | "select_multiple") as select, name]:
            return _chosen(row, select, name, lists)
        case [written] if written in KIND_OF:
            return {"kind": KIND_OF[written]}
    row.fault("type", "This type is not known.", suggest(row["type"], TYPES, f"Use {', '.join(TYPES)}."))
    return {"kind": "text"}


def _chosen(row: Row, select: str, name: str, lists: Lists) -> dict[str, Any]:
    found = lists.get(name)
    if found is None:
        row.fault(
            "type", f"There is no list of choices “{name}”.", suggest(name, list(lists), "Add it to choices.")
        )
        return {"kind": "text"}
    if "points" in found and select == "select_one":
        return {"kind": "grade", "scale": name}
    if "points" in found:
        row.fault("type", f"“{name}” is a scale: one grade is given.", "Write select_one.")
        return {"kind": "text"}
    return {"kind": "choice" if select == "select_one" else "choices", "choices": found["choices"]}
