"""What stands in a cell, so that no spreadsheet takes it for a formula and the same comes back in."""

from datetime import date, datetime
from typing import Any

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "\N{FULLWIDTH EQUALS SIGN}")


def cell(value: Any) -> str:
    """What stands in a CSV cell. A lone "-" means "none" in many tables, and is not a formula: it stays.

    What a spreadsheet would take for a formula gets an apostrophe before it, and so does what looks like that
    already: `unescaped` takes one away again.
    """
    text = plain(value)
    if isinstance(value, int | float):
        return text
    return f"'{text}" if is_dangerous(text.lstrip("'")) else text


def is_dangerous(text: str) -> bool:
    """Whether a spreadsheet would take this text for a formula."""
    return text.startswith(FORMULA_STARTS) and text.strip() != "-"


def looks_escaped(text: str) -> bool:
    """Whether it begins with an apostrophe and would be a formula without it."""
    return text.startswith("'") and is_dangerous(text.lstrip("'"))


def unescaped(text: str) -> str:
    """The text as it was before it went out."""
    return text[1:] if looks_escaped(text) else text


def plain(value: Any) -> str:
    """A value as text: nothing for nothing, lists joined by `; `, dates as 2026-05-03."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if isinstance(value, list | tuple):
        return "; ".join(plain(part) for part in value)
    return value.isoformat() if isinstance(value, date | datetime) else str(value)
