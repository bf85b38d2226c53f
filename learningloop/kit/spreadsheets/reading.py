"""Reading a table that somebody brings: Excel or CSV, whatever its separators, signs and line ends."""

import csv
import re
from dataclasses import dataclass, field
from io import BytesIO, StringIO
from typing import Any
from zipfile import ZipFile

from openpyxl import load_workbook

from learningloop.kit.spreadsheets.cells import unescaped

MOST_ROWS, MOST_COLUMNS = 20_000, 200
MOST_UNPACKED = 300 * 1024 * 1024
"""No honest table of that many rows unpacks to more bytes."""
OLD_OFFICE = b"\xd0\xcf\x11\xe0"
SEPARATORS = (",", ";", "\t")
MERGED = re.compile(rb'<mergeCell ref="([A-Z]+[0-9]+:[A-Z]+[0-9]+)"')
UNCOUNTED = re.compile(
    rb'<c r="([A-Z]+[0-9]+)"[^>]*>\s*<f(?:\s[^>]*)?(?:/>|>[^<]*</f>)\s*(?:<v\s*/>|<v></v>)?\s*</c>'
)
"""A cell with a formula and no value: it was written by a program that does not calculate."""
RELATION = re.compile(r"<Relationship\b[^>]*>")


class Unreadable(Exception):
    """The file cannot be read as a table; the text says why, and what to do."""


@dataclass(frozen=True)
class Grid:
    """A table as it was brought: the sheet's name, the filled rows by their number, and what is odd about it."""

    name: str
    rows: list[tuple[int, list[Any]]]
    merged: list[str] = field(default_factory=list)
    uncounted: list[str] = field(default_factory=list)
    """Cells with a formula whose value the file does not hold."""


def read_grid(content: bytes, *, prefer: str) -> Grid:
    """The rows of an Excel file (its sheet `prefer`, else the first) or of a CSV file. Raises Unreadable."""
    if content.startswith(b"PK"):
        return _read_xlsx(content, prefer)
    if content.startswith(OLD_OFFICE):
        raise Unreadable(
            "This is an old Excel file (.xls), or one with a password. In Excel choose Save as, then Excel "
            "workbook (.xlsx), without a password."
        )
    return Grid("CSV", _read_csv(_text(content)))


def _read_xlsx(content: bytes, prefer: str) -> Grid:
    try:
        with ZipFile(BytesIO(content)) as archive:
            _harmless(archive)
            book = load_workbook(BytesIO(content), read_only=True, data_only=True, keep_links=False)
            names = book.sheetnames
            name = prefer if prefer in names else names[0]
            xml = archive.read(_part(archive, names.index(name)))
            grid = Grid(name, _rows(book[name]), _found(MERGED, xml), _found(UNCOUNTED, xml))
    except Unreadable:
        raise
    except Exception as error:  # a damaged workbook breaks the library in many ways
        raise Unreadable(
            "This Excel file cannot be read; it may be damaged. Open it in Excel, save it again as an Excel "
            "workbook (.xlsx), and choose that."
        ) from error
    return grid


def _harmless(archive: ZipFile) -> None:
    names = [info.filename.lower() for info in archive.infolist()]
    if any(name.endswith("vbaproject.bin") for name in names):
        raise Unreadable("This file holds macros. Save it as an Excel workbook without macros (.xlsx).")
    if sum(info.file_size for info in archive.infolist()) > MOST_UNPACKED:
        raise Unreadable(
            "This file unpacks to far more than a table of records. Copy the table into a new workbook."
        )
    if "xl/workbook.xml" not in names:
        raise Unreadable("This is not an Excel workbook. Choose an Excel (.xlsx) or a CSV file.")


def _part(archive: ZipFile, place: int) -> str:
    """Where in the archive the sheet at this place lies."""
    book = archive.read("xl/workbook.xml").decode("utf-8", "replace")
    key = re.findall(r'<(?:\w+:)?sheet\b[^>]*\b\w+:id="([^"]+)"', book)[place]
    told = archive.read("xl/_rels/workbook.xml.rels").decode("utf-8", "replace")
    relation = next(found for found in RELATION.findall(told) if f'Id="{key}"' in found)
    target = re.search(r'Target="/?(?:xl/)?([^"]+)"', relation)
    return f"xl/{target[1]}" if target else ""


def _found(pattern: re.Pattern[bytes], xml: bytes) -> list[str]:
    return [found.decode() for found in pattern.findall(xml)]


def _rows(page: Any) -> list[tuple[int, list[Any]]]:
    rows = []
    asked = page.iter_rows(max_row=MOST_ROWS + 2, max_col=MOST_COLUMNS, values_only=True)
    for number, values in enumerate(asked, start=1):
        row = [unescaped(value) if isinstance(value, str) else value for value in values]
        while row and row[-1] in (None, ""):
            row.pop()
        if row:
            rows.append((number, row))
    return _few_enough(rows)


def _few_enough(rows: list[tuple[int, list[Any]]]) -> list[tuple[int, list[Any]]]:
    if rows and rows[-1][0] > MOST_ROWS + 1:
        raise Unreadable(f"There are more than {MOST_ROWS:,} rows. Bring them in several files.")
    return rows


def _text(content: bytes) -> str:
    """Text in the encodings in which spreadsheets save CSV."""
    encodings = ["utf-16"] if content.startswith((b"\xff\xfe", b"\xfe\xff")) else ["utf-8-sig", "cp1252"]
    for encoding in encodings:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" not in text:
            return text
    raise Unreadable("This is neither an Excel nor a CSV file. Choose a file whose name ends in .xlsx or .csv.")


def _read_csv(text: str) -> list[tuple[int, list[Any]]]:
    head = text.partition("\n")[0]
    separator = max(SEPARATORS, key=head.count)
    rows: list[tuple[int, list[Any]]] = []
    try:
        for number, values in enumerate(csv.reader(StringIO(text, newline=""), delimiter=separator), start=1):
            if any(value.strip() for value in values):
                rows.append((number, [unescaped(value) for value in values]))
    except csv.Error as error:
        raise Unreadable(f"The CSV file cannot be read: {error}. Save it again as CSV UTF-8.") from error
    return _few_enough(rows)
