"""Reading one cell: what people and spreadsheets write, as a value or as the problem with it."""

import re
from datetime import date, datetime, time, timedelta
from typing import Any
from urllib.parse import urlsplit

from learningloop.exchange.rules.columns import Column, Kind, When
from learningloop.exchange.rules.faults import Problem
from learningloop.exchange.rules.words import Words
from learningloop.kit import dates

ERRORS = {"#REF!", "#N/A", "#VALUE!", "#NAME?", "#DIV/0!", "#NULL!", "#NUM!", "#SPILL!", "#CALC!"}
EARLIEST = date(1990, 1, 1)
FURTHEST = timedelta(days=20 * 366)
SERIAL_BEGINS = date(1899, 12, 30)
"""Day 0 of the numbers by which spreadsheets count days."""
SERIALS = range(32_874, 80_000)
"""From 1990 on; smaller numbers are no days that a board would mean."""
SHORT_YEAR = re.compile(r"\d{1,2}[ ./-]+(?:\d{1,2}|[A-Za-z]{3,9})[ ./-]+\d{2}")
REFERENCE = re.compile(r"(?=.*\d)[A-Z0-9][A-Z0-9.-]{0,19}")
OURS = re.compile(r"([A-Z]{1,2})-\d{4}-\d{3,}")
SEPARATOR = ";"


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


def parts_of(raw: Any) -> list[str]:
    """The words of a cell that holds several."""
    return [part.strip() for part in text_of(raw).split(SEPARATOR) if part.strip()]


def read_cell(column: Column, raw: Any, words: Words | None, today: date) -> Any:
    """The value of a filled cell, or the problem with it."""
    text = text_of(raw)
    if text in ERRORS:
        return Problem(
            "The formula in this cell gives an error.", "Mend the formula, or write the value in its place."
        )
    match column.kind:
        case Kind.REFERENCE:
            return read_reference(text)
        case Kind.DAY:
            return read_day(raw, column.when, today)
        case Kind.ONE if words:
            return words.find(text)
        case Kind.SEVERAL if words:
            return _several(text, words)
    return _text(column, text)


def read_reference(text: str) -> Any:
    """A reference, in capitals."""
    reference = text.upper()
    if REFERENCE.fullmatch(reference):
        return reference
    return Problem(
        "A reference has at most 20 letters, digits, hyphens and full stops, and at least one digit.",
        "Write it like R-2026-014, or leave it empty to get the next one.",
    )


def read_day(raw: Any, when: When, today: date) -> Any:
    """A day from a date, from text with the day first or in ISO form, or from a spreadsheet's number."""
    day = _day(raw)
    if isinstance(day, Problem):
        return day
    last = {
        When.PAST: today, When.THIS_YEAR: today.replace(month=12, day=31), When.ANY: today + FURTHEST,
    }[when]  # fmt: skip
    if EARLIEST <= day <= last:
        return day
    return Problem(f"This day must be {when}, and from 1990 on.", "Correct the day.")


def _day(raw: Any) -> Any:
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


def _several(text: str, words: Words) -> Any:
    found = {part: words.find(part) for part in parts_of(text)}
    wrong = {part: one for part, one in found.items() if isinstance(one, Problem)}
    if wrong:
        told = " ".join(f"“{part}”: {one.rule}" for part, one in wrong.items())
        return Problem(told, " ".join(dict.fromkeys(one.fix for one in wrong.values())))
    return list(dict.fromkeys(found.values()))


def _text(column: Column, text: str) -> Any:
    if len(text) > column.longest:
        return Problem(
            f"There are {len(text):,} characters; at most {column.longest:,} are kept.", "Shorten the text."
        )
    if column.key == "origin" and not _is_address(text):
        return Problem("This is not an address on the web.", "Write it in full, beginning with https://.")
    return text


def _is_address(text: str) -> bool:
    try:
        told = urlsplit(text)
    except ValueError:
        return False
    return told.scheme in ("http", "https") and "." in told.netloc and " " not in text
