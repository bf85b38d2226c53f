"""Tables as files: CSV and Excel. Rows are taken one by one, so that a long list needs no more memory."""

import csv
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from io import BytesIO, StringIO
from typing import Any

import xlsxwriter
from django.utils import timezone

from learningloop.kit.spreadsheets.cells import cell, is_dangerous, looks_escaped, plain

CSV, XLSX = "csv", "xlsx"
FORMS = {
    CSV: "text/csv; charset=utf-8",
    XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
"""The forms of a table's file, with the type that a browser is told."""
LONGEST = 32_767
"""As many characters as Excel keeps in a cell."""
NARROWEST, WIDEST = 10, 60
OFFERED = 2_000
"""In how many further rows lists are offered."""
HEAD = {"bold": True, "font_color": "#ffffff", "bg_color": "#0b5c63", "text_wrap": True, "valign": "top"}
SAFE = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_numbers": False,
    "strings_to_urls": False,
}


@dataclass(frozen=True)
class Sheet:
    """One sheet of a workbook: its name, its column names, its rows.

    By column name, `colours` are those of heads, `choices` the places of lists to choose from: `=Lists!$A$2:$A$9`.
    """

    name: str
    header: Sequence[str]
    rows: Iterable[Sequence[Any]]
    colours: Mapping[str, str] = field(default_factory=dict)
    choices: Mapping[str, str] = field(default_factory=dict)


def render_csv(header: Sequence[str], rows: Iterable[Sequence[Any]]) -> str:
    """Comma-separated text with a header line. Lists are joined by `; `, dates written as 2026-05-03."""
    made = StringIO()
    writer = csv.writer(made, lineterminator="\n")
    writer.writerow([cell(name) for name in header])
    writer.writerows([cell(value) for value in row] for row in rows)
    return made.getvalue()


def render_xlsx(*sheets: Sheet) -> bytes:
    """An Excel workbook: heads that stay in sight and filter, dates as dates, text as text."""
    made = BytesIO()
    with xlsxwriter.Workbook(made, SAFE) as book:
        formats = _formats(book)
        for sheet in sheets:
            _write(book, book.add_worksheet(sheet.name), sheet, formats)
    return made.getvalue()


def _formats(book: Any) -> dict[str, Any]:
    top = {"valign": "top", "text_wrap": True}
    return {
        "text": book.add_format(top),
        "quoted": book.add_format({**top, "quote_prefix": True}),
        "day": book.add_format({"valign": "top", "num_format": "d mmm yyyy"}),
        "moment": book.add_format({"valign": "top", "num_format": "d mmm yyyy hh:mm"}),
    }


def _write(book: Any, page: Any, sheet: Sheet, formats: dict[str, Any]) -> None:
    widths = [len(name) + 3 for name in sheet.header]
    page.freeze_panes(1, 1)
    for column, name in enumerate(sheet.header):
        page.write_string(0, column, name, book.add_format(HEAD | _own_colour(sheet, name)))
    row = 0
    for row, values in enumerate(sheet.rows, start=1):
        for column, value in enumerate(values):
            if value is not None and value != "" and value != []:
                widths[column] = max(widths[column], _write_cell(page, row, column, value, formats))
    for column, width in enumerate(widths):
        page.set_column(column, column, min(max(width, NARROWEST), WIDEST))
        if sheet.header[column] in sheet.choices:
            page.data_validation(1, column, row + OFFERED, column, _choice(sheet.choices[sheet.header[column]]))
    page.autofilter(0, 0, row, len(sheet.header) - 1)


def _choice(place: str) -> dict[str, Any]:
    """A list to choose from; what is not in it may be written all the same, after a word of warning."""
    return {
        "validate": "list",
        "source": place,
        "error_type": "warning",
        "error_message": "This is not in the list.",
    }


def _own_colour(sheet: Sheet, name: str) -> dict[str, str]:
    return {"bg_color": sheet.colours[name]} if name in sheet.colours else {}


def _write_cell(page: Any, row: int, column: int, value: Any, formats: dict[str, Any]) -> int:
    """Write one value, and say how many characters wide it would like to stand."""
    if isinstance(value, datetime):
        page.write_datetime(row, column, timezone.make_naive(value), formats["moment"])
        return 17
    if isinstance(value, date):
        page.write_datetime(row, column, value, formats["day"])
        return 12
    if isinstance(value, int | float) and not isinstance(value, bool):
        page.write_number(row, column, value, formats["text"])
        return 0
    text = plain(value)
    text = f"'{text}" if looks_escaped(text) else text
    page.write_string(row, column, text[:LONGEST], formats["quoted" if is_dangerous(text) else "text"])
    return len(text)
