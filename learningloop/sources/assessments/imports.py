"""A list of agencies to be asked, as it is pasted or brought in a file: each row read, each fault at its cell."""

import csv
from collections.abc import Callable
from io import StringIO
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from openpyxl.utils.cell import column_index_from_string, coordinate_from_string

from learningloop.kit.spreadsheets import FORMULA_STARTS, Grid, Unreadable, read_grid
from learningloop.kit.spreadsheets.faults import Problem
from learningloop.kit.spreadsheets.values import ERRORS, day_of, text_of
from learningloop.kit.spreadsheets.words import Words, folded
from learningloop.people.rules import agency_kinds
from learningloop.sources.assessments.queries.asking import HEADERS, Line, Listed

SHEET = "List"
MOST, LARGEST = 5_000, 5 * 1024 * 1024
NEEDED = ("agency", "kind", "name", "email")
LONGEST = {"agency": 200, "name": 200, "email": 254, "post": 200}
FORMULA = "=formula"
"""What stands for a formula whose value the file does not hold."""
BOM = b"\xef\xbb\xbf"


def rows_of_file(content: bytes) -> str:
    """The rows of an Excel or CSV file as they would be pasted, each on its own line. Raises Unreadable."""
    if len(content) > LARGEST:
        raise Unreadable("The file is larger than 5 MB. Copy the rows into a new file.")
    grid = read_grid(content, prefer=SHEET)
    made = StringIO()
    writer = csv.writer(made, delimiter="\t", lineterminator="\n")
    filled = _with_formulas(grid)
    for number in range(1, max(filled, default=0) + 1):
        writer.writerow([text_of(value) for value in filled.get(number, [])])
    return made.getvalue()


def _with_formulas(grid: Grid) -> dict[int, list[Any]]:
    """The filled rows by number; a formula without a value is seen as one."""
    filled = dict(grid.rows)
    for place in grid.uncounted:
        letters, number = coordinate_from_string(place)
        column = column_index_from_string(letters)
        row = filled.setdefault(number, [])
        row += [""] * (column - len(row))
        row[column - 1] = FORMULA
    return filled


def read_list(rows: str) -> Listed:
    """What rows say that were pasted from a spreadsheet, separated by tabs, commas or semicolons."""
    listed = Listed()
    try:
        grid = read_grid(BOM + rows.encode(), prefer=SHEET)
    except Unreadable as error:
        listed.fault(0, "", "", Problem(str(error), ""))
        return listed
    if not grid.rows:
        listed.fault(
            0, "", "", Problem("The list is empty.", "Paste your rows, with the column names above them.")
        )
    elif len(grid.rows) > MOST + 1:
        listed.fault(0, "", "", Problem(f"There are more than {MOST:,} rows.", "Bring them in several lists."))
    elif _take_header(listed, *grid.rows[0]):
        _take_rows(listed, grid.rows[1:])
    return listed


def _take_header(listed: Listed, number: int, cells: list[Any]) -> bool:
    """Learn where the columns stand, and note what is wrong there. Whether the rows can be read by it."""
    known = {folded(header): key for key, header in HEADERS.items()}
    for place, cell in enumerate(cells, start=1):
        key = known.get(folded(text_of(cell)))
        name = f"column {place}"
        if key and key not in listed.columns:
            listed.columns[key] = place
        elif text_of(cell):
            listed.columns[name] = place
            rule = "Two columns have this name." if key else "No column of a list has this name."
            listed.fault(number, name, cell, Problem(rule, f"The columns are: {', '.join(HEADERS.values())}."))
    missing = [HEADERS[key] for key in NEEDED if key not in listed.columns]
    if missing:
        rule = f"Row {number} must hold the column names. Missing: {', '.join(missing)}."
        listed.fault(0, "", "", Problem(rule, "Copy them from the template."))
    return not missing


def _take_rows(listed: Listed, rows: list[tuple[int, list[Any]]]) -> None:
    if not rows:
        listed.fault(0, "", "", Problem("There is no row under the column names.", "Add a row for each agency."))
    kinds = Words("kinds of agency", f"Use one of: {', '.join(name for _, name in agency_kinds())}.")
    for key, name in agency_kinds():
        kinds.add(key, name, [key])
    first: dict[str, Line] = {}
    by_address: dict[str, Line] = {}
    for number, cells in rows:
        line = _line(listed, number, cells, kinds)
        listed.lines.append(line)
        if line.agency:
            _once(listed, line, first.setdefault(folded(line.agency), line))
        if line.email and (other := by_address.setdefault(line.email, line)) is not line:
            rule = f"This address stands in row {other.row} too."
            listed.fault(number, "email", line.email, Problem(rule, "Each lead has an address of their own."))


def _once(listed: Listed, line: Line, other: Line) -> None:
    """An agency stands in a list once."""
    if other is line:
        return
    if line.kind and other.kind and line.kind != other.kind:
        rule = f"Row {other.row} gives this agency another kind."
        listed.fault(
            line.row, "kind", dict(agency_kinds())[line.kind], Problem(rule, "Keep the row that is right.")
        )
    rule = f"This agency stands in row {other.row} too."
    fix = "Keep one row. A second lead is invited from the agency’s return."
    listed.fault(line.row, "agency", line.agency, Problem(rule, fix))


def _line(listed: Listed, number: int, cells: list[Any], kinds: Words) -> Line:
    """A row as it can be read: what is wrong with a cell leaves its place empty."""
    readers: dict[str, Callable[[str], Any]] = {"kind": kinds.find, "email": _address, "due": day_of}
    told: dict[str, Any] = {}
    for key in HEADERS:
        place = listed.columns.get(key, 0)
        text = text_of(cells[place - 1]) if 0 < place <= len(cells) else ""
        problem = _wrong_with(key, text)
        value = problem or (readers[key](text) if text and key in readers else text)
        if isinstance(value, Problem):
            listed.fault(number, key, text, value)
        else:
            told[key] = value
    return Line(number, **{"agency": "", **told, "due": told.get("due") or None})


def _wrong_with(key: str, text: str) -> Problem | None:
    """What is wrong with a cell, whatever it should hold."""
    if not text:
        return _missing(key)
    if text in ERRORS:
        return Problem("The formula in this cell gives an error.", "Write the value in its place.")
    if text.startswith(FORMULA_STARTS):
        rule = f"It begins with {text[0]}, which a spreadsheet takes for a formula."
        return Problem(rule, "Write the words themselves.")
    if "\n" in text:
        return Problem("This cell holds several lines.", "Write one line; look for a quotation mark left open.")
    longest = LONGEST.get(key)
    if longest and len(text) > longest:
        return Problem(f"There are {len(text):,} characters; at most {longest} are kept.", "Shorten it.")
    return None


def _missing(key: str) -> Problem | None:
    match key:
        case "agency":
            return Problem("The agency’s name is missing.", "Write it, or take the row out.")
        case "email":
            return Problem("The lead’s address is missing.", "Write the address to which the invitation goes.")
    return None


def _address(text: str) -> Any:
    address = text.lower()
    try:
        validate_email(address)
    except ValidationError:
        return Problem("This is not an email address.", "Write it like name@school.sch.uk.")
    return address
