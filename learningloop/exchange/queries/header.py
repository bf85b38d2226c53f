"""The first row of a sheet: which column is which."""

from difflib import get_close_matches
from typing import Any

from openpyxl.utils import get_column_letter

from learningloop.exchange.queries.drafts import Gathered
from learningloop.exchange.rules.columns import COLUMNS, HEADERS
from learningloop.kit.spreadsheets import Grid
from learningloop.kit.spreadsheets.faults import Fault, Problem
from learningloop.kit.spreadsheets.values import text_of
from learningloop.kit.spreadsheets.words import folded

KNOWN = {folded(column.header): (stage, column) for stage, column in COLUMNS}
LOOKED_AT = 10
"""How many rows may stand above the header before it is not found."""


def read_header(grid: Grid, gathered: Gathered) -> list[tuple[int, list[Any]]]:
    """Learn the columns from row 1, note what is wrong there, and give the rows under it."""
    if not grid.rows:
        gathered.faults[0, 0] = Fault(grid.name, 0, 0, "", "", "The sheet is empty.", "Fill in the template.")
        return []
    number, header = grid.rows[0]
    best = max(grid.rows[:LOOKED_AT], key=lambda row: _known(row[1]))
    if _known(header) < _known(best[1]) or number > 1:
        rule = f"The column names must stand in row 1; they stand in row {best[0]}."
        gathered.faults[0, 0] = Fault(grid.name, 0, 0, "", "", rule, "Delete the rows above them.")
        return []
    if not _known(header):
        rule = "Row 1 holds none of the template’s column names."
        gathered.faults[0, 0] = Fault(grid.name, 0, 0, "", "", rule, "Copy your records into the template.")
        return []
    for place, name in enumerate(header, start=1):
        _take_name(gathered, place, text_of(name), _is_filled(grid.rows[1:], place))
    return grid.rows[1:]


def _known(row: list[Any]) -> int:
    return sum(folded(text_of(name)) in KNOWN for name in row)


def _is_filled(rows: list[tuple[int, list[Any]]], place: int) -> bool:
    return any(len(row) >= place and text_of(row[place - 1]) for _, row in rows)


def _take_name(gathered: Gathered, place: int, name: str, filled: bool) -> None:
    told = KNOWN.get(folded(name))
    if told is None:
        if name or filled:
            gathered.fault(1, place, name, _unknown(name, place))
    elif told in gathered.columns.values():
        gathered.fault(1, place, name, Problem("Two columns have this name.", "Keep one of them."))
    else:
        gathered.columns[place] = told


def _unknown(name: str, place: int) -> Problem:
    if not name:
        return Problem(
            f"Column {get_column_letter(place)} is filled and has no name.",
            "Name it as the template does, or clear it.",
        )
    near = get_close_matches(name, HEADERS, n=1, cutoff=0.6)
    return Problem(
        "The template has no column of this name.",
        f"Did you mean “{near[0]}”?" if near else "Name it as the template does, or delete the column.",
    )
