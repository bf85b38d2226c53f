"""Tables for spreadsheets, out and in. What goes out is text, never a formula, whoever typed it."""

from learningloop.kit.spreadsheets.cells import FORMULA_STARTS, cell, unescaped
from learningloop.kit.spreadsheets.files import CSV, FORMS, XLSX, Sheet, render_csv, render_xlsx
from learningloop.kit.spreadsheets.reading import Grid, Unreadable, read_grid

__all__ = [
    "CSV", "FORMS", "FORMULA_STARTS", "XLSX", "Grid", "Sheet", "Unreadable", "cell", "read_grid", "render_csv",
    "render_xlsx", "unescaped",
]  # fmt: skip
