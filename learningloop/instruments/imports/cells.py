"""Cells of a spreadsheet that somebody brings: what they mean, and what is wrong with them, each at its place."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from openpyxl.utils import get_column_letter

from learningloop.frameworks.rules.faults import suggest
from learningloop.instruments.rules.sheets import CHOICES, SETTINGS, SURVEY, Unclear, conditions
from learningloop.kit.spreadsheets import Unreadable, read_grid

COLUMNS = {"survey": SURVEY, "choices": CHOICES, "settings": SETTINGS}
NEEDED = {"survey": ["type", "name", "label"], "choices": ["list_name", "name", "label"], "settings": ["form_id"]}
YES, NO = {"yes", "true", "1"}, {"no", "false", "0", ""}


@dataclass(frozen=True)
class CellFault:
    """One thing to mend: where, what stands there, what is wrong, how to mend it."""

    sheet: str
    cell: str
    value: str
    problem: str
    mend: str

    def __str__(self) -> str:
        stands = f" (“{self.value[:60]}”)" if self.value else ""
        return f"{self.sheet}!{self.cell}{stands}: {self.problem} {self.mend}".strip()


@dataclass
class Row:
    """A row of one of the sheets, by the names of its columns."""

    sheet: str
    number: int
    values: dict[str, str]
    columns: dict[str, int]
    faults: list[CellFault]

    def __getitem__(self, column: str) -> str:
        return self.values.get(column, "")

    def fault(self, column: str, problem: str, mend: str) -> None:
        self.faults.append(self.told(column, problem, mend))

    def told(self, column: str, problem: str, mend: str) -> CellFault:
        """A fault at this row's cell in a column; in the first when there is no such column."""
        cell = f"{get_column_letter(self.columns.get(column, 0) + 1)}{self.number}"
        return CellFault(self.sheet, cell, self[column], problem, mend)

    def read(self, column: str, reader: Callable[[str], Any], otherwise: Any) -> Any:
        """What a cell means; a fault at the cell when it means nothing."""
        try:
            return reader(self[column])
        except Unclear as unclear:
            self.fault(column, str(unclear), "")
            return otherwise


def rows(content: bytes, name: str, faults: list[CellFault]) -> Iterator[Row]:
    """The rows under the heading of one of the sheets. Raises Unreadable."""
    grid = read_grid(content, prefer=name)
    if grid.name != name:
        raise Unreadable(
            f"There is no sheet called {name}. A question set has the sheets survey, choices and settings."
        )
    filled = iter(grid.rows)
    number, header = next(filled, (1, []))
    columns = {_text(value).lower(): place for place, value in enumerate(header) if _text(value)}
    head = Row(name, number, {key: key for key in columns}, columns, faults)
    for column in columns.keys() - set(COLUMNS[name]):
        head.fault(column, "This column is not known.", suggest(column, COLUMNS[name], "Take it out."))
    for column in (one for one in NEEDED[name] if one not in columns):
        head.fault(column, f"The column {column} is missing.", "Add it.")
    for number, values in filled:
        told = {key: _text(values[place]) for key, place in columns.items() if place < len(values)}
        yield Row(name, number, told, columns, faults)


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    whole = isinstance(value, float) and value.is_integer()
    return str(int(value) if whole else value).strip()


def parts(written: str) -> list[str]:
    return [part.strip() for part in written.replace("\n", ";").replace(",", ";").split(";") if part.strip()]


def yes_or_no(written: str) -> bool:
    if written.lower() in YES | NO:
        return written.lower() in YES
    raise Unclear(f"“{written}” is neither yes nor no.")


def required_when(written: str) -> list[dict[str, str]]:
    return [] if written.lower() in NO else conditions(written)


def score(written: str) -> int | None:
    return number(written) if written else None


def weight(written: str) -> int:
    return number(written) if written else 1


def number(written: str) -> int:
    if not written.isascii() or not written.isdecimal():
        raise Unclear(f"“{written}” is not a whole number from 0 on.")
    return int(written)
