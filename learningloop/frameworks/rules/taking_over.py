"""A framework that another board begins from: its own names in the place of the other's."""

import re
from collections.abc import Callable, Iterator
from typing import Any

from learningloop.frameworks.rules.drafting import name_of
from learningloop.frameworks.rules.wording import one_of
from learningloop.frameworks.schema import Board, Framework

NOT_NAMES = {"key", "slug", "at", "quote"}
TAKEN_OVER = "Taken over from"
SHORTEST_NAME = 4
ANYBODYS = {"LSCB", "Board", "Local", "Children"}
"""Words of a name that are any board's."""


def taken_over(framework: Framework, new: Board) -> Framework:
    """The framework as a beginning for another board.

    Its names are replaced wherever they stand whole. Left out is what is the other board's alone: dates, notes,
    the activity it reports, agencies that do not bear the area's name, boards that a group serves beside. Passages
    stay, and say from whose document they were taken.
    """
    old = framework.board
    renamed: dict[str, Any] = _each_text(framework.model_dump(mode="json"), _renaming(old, new))
    renamed["agencies"] = [
        told for told, was in zip(renamed["agencies"], framework.agencies, strict=True) if told["name"] != was.name
    ]
    for group in renamed["groups"]:
        group["boards_served"] = []
    renamed["document"] |= {"revised": None, "review_due": None, "period": None}
    renamed["document"]["notes"] = [
        f"This framework began as a copy of that of {old.name}. Its passages are from that document."
    ]
    renamed |= {"board": new.model_dump(mode="json"), "activity": []}
    return Framework.model_validate(_each_passage(renamed, old.short_name))


def left_over(framework: Framework, old: Board) -> list[str]:
    """The entries in which a word of the other board's names still stands: `the group Pan-Berkshire panel`."""
    words = {
        word
        for word in re.findall(r"[A-Z][\w-]+", f"{old.area} {old.short_name}")
        if len(word) >= SHORTEST_NAME and word not in ANYBODYS
    }
    found = re.compile("|".join(sorted(map(re.escape, words))) or "(?!)", re.IGNORECASE)
    content = framework.model_dump(mode="json")
    return [
        f"the {one_of(name)} {name_of(entry)}"
        for name, entries in content.items()
        for entry in (entries if isinstance(entries, list) else ())
        if any(found.search(text) for text in _texts(entry))
    ]


def entries_taken_over(framework: Framework) -> int:
    """How many top-level entries still cite another board's document."""
    lists = (getattr(framework, name) for name in Framework.model_fields)
    entries = (entry for entries in lists if isinstance(entries, tuple) for entry in entries)
    return sum(1 for entry in entries if entry.source.at.startswith(TAKEN_OVER))


def _renaming(old: Board, new: Board) -> Callable[[str], str]:
    pairs = {old.name: new.name, old.area: new.area, old.short_name: new.short_name}
    longest_first = sorted(pairs, key=len, reverse=True)
    names = re.compile("|".join(rf"(?<!\w){re.escape(name)}(?!\w)" for name in longest_first))
    return lambda text: names.sub(lambda found: pairs[found[0]], text)


def _each_text(value: Any, change: Callable[[str], str], name: str = "") -> Any:
    match value:
        case dict():
            return {key: _each_text(inner, change, key) for key, inner in value.items()}
        case list():
            return [_each_text(inner, change, name) for inner in value]
        case str() if name not in NOT_NAMES:
            return change(value)
    return value


def _each_passage(value: Any, short_name: str) -> Any:
    match value:
        case {"at": str(at), "quote": _}:
            return {**value, "at": f"{TAKEN_OVER} {short_name}: {at}"}
        case dict():
            return {key: _each_passage(inner, short_name) for key, inner in value.items()}
        case list():
            return [_each_passage(inner, short_name) for inner in value]
    return value


def _texts(value: Any, name: str = "") -> Iterator[str]:
    match value:
        case dict():
            for key, inner in value.items():
                yield from _texts(inner, key)
        case list():
            for inner in value:
                yield from _texts(inner, name)
        case str() if name not in NOT_NAMES:
            yield value
