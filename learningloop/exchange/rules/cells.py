"""Reading one cell: what people and spreadsheets write, as a value or as the problem with it."""

import re
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlsplit

from learningloop.exchange.rules.columns import Column, Kind, When
from learningloop.kit.spreadsheets.faults import Problem
from learningloop.kit.spreadsheets.values import ERRORS, day_of, text_of
from learningloop.kit.spreadsheets.words import Words

EARLIEST = date(1990, 1, 1)
FURTHEST = timedelta(days=20 * 366)
REFERENCE = re.compile(r"(?=.*\d)[A-Z0-9][A-Z0-9.-]{0,19}")
OURS = re.compile(r"([A-Z]{1,2})-\d{4}-\d{3,}")
SEPARATOR = ";"


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
    day = day_of(raw)
    if isinstance(day, Problem):
        return day
    last = {
        When.PAST: today, When.THIS_YEAR: today.replace(month=12, day=31), When.ANY: today + FURTHEST,
    }[when]  # fmt: skip
    if EARLIEST <= day <= last:
        return day
    return Problem(f"This day must be {when}, and from 1990 on.", "Correct the day.")


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
