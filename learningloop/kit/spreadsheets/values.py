"""Reading one cell, whatever the spreadsheet made of what people wrote: as text, and as a day."""

import re
from datetime import date, datetime, time, timedelta
from typing import Any

from learningloop.kit import dates
from learningloop.kit.spreadsheets.faults import Problem

ERRORS = {"#REF!", "#N/A", "#VALUE!", "#NAME?", "#DIV/0!", "#NULL!", "#NUM!", "#SPILL!", "#CALC!"}
SERIAL_BEGINS = date(1899, 12, 30)
"""Day 0 of the numbers by which spreadsheets count days."""
SERIALS = range(32_874, 80_000)
"""From 1990 on; smaller numbers are no days that a board would mean."""
SHORT_YEAR = re.compile(r"\d{1,2}[ ./-]+(?:\d{1,2}|[A-Za-z]{3,9})[ ./-]+\d{2}")


def text_of(raw: Any) -> str:
    """A cell as text, whatever the spreadsheet made of it."""
    if isinstance(raw, str):
        return _unbroken(raw).strip() if "\r" in raw or "_x000D_" in raw else raw.strip()
    if raw is None:
        return ""
    if isinstance(raw, bool):
        return "Yes" if raw else "No"
    if isinstance(raw, float) and raw.is_integer():
        return str(int(raw))
    if isinstance(raw, datetime):
        return raw.date().isoformat() if raw.time() == time() else raw.isoformat(" ")
    return str(raw)


def _unbroken(text: str) -> str:
    """Text with the line ends of Windows, and Excel's words for them, as we write them."""
    return text.replace("_x000D_", "").replace("\r\n", "\n").replace("\r", "\n")


def day_of(raw: Any) -> Any:
    """A day from a date, from text (day first, or ISO) or from a spreadsheet's number; or the problem with it."""
    if isinstance(raw, datetime):
        return raw.date()
    if isinstance(raw, date):
        return raw
    text = text_of(raw)
    if text.isdigit() and int(text) in SERIALS:
        return SERIAL_BEGINS + timedelta(days=int(text))
    found = dates.read(text.removesuffix(" 00:00:00").removesuffix("T00:00:00"))
    if found:
        return found
    if SHORT_YEAR.fullmatch(text):
        return Problem("The year has two digits.", "Write the year in full: 27/03/2026.")
    return Problem("This is not a day.", "Write the day first, like 27/03/2026, or like 2026-03-27.")
