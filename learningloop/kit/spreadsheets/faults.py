"""What is wrong with a sheet that somebody brings: where, what stands there, the rule, and how to mend it."""

from dataclasses import dataclass
from typing import Any

from openpyxl.utils import get_column_letter

SHOWN = 120
"""As many characters of a cell as a fault repeats."""


@dataclass(frozen=True)
class Problem:
    """What is wrong with a value, and how to mend it."""

    rule: str
    fix: str

    @classmethod
    def said(cls, complaint: str) -> "Problem":
        """From the sentences of an app's own rule: the last of them says how to mend it."""
        rule, _, fix = complaint.rpartition(". ")
        return cls(f"{rule}." if rule else complaint, fix or complaint)


@dataclass(frozen=True)
class Fault:
    """A problem at its place. `row` is 0 for what is wrong with the file as a whole."""

    sheet: str
    row: int
    column: int
    header: str
    value: str
    rule: str
    fix: str

    @property
    def cell(self) -> str:
        """The place as spreadsheets call it: `D7`; nothing for the file as a whole."""
        letters = get_column_letter(self.column) if self.column else ""
        return f"{letters}{self.row}" if self.row else ""


def shown(value: Any) -> str:
    """A value as a fault repeats it."""
    text = str(value).strip()
    return text if len(text) <= SHOWN else f"{text[: SHOWN - 1]}…"
