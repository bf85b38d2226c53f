"""Two people changed one text: what differs, word by word, and both changes together where they do not meet."""

import re
from difflib import SequenceMatcher

UNIT = re.compile(r"\s+|[^\s]+")
SENTENCE = re.compile(r"[^.!?\n]+[.!?]*\s*|\s+|[.!?]+\s*")
MOST_WORDS = 3000
"""Longer texts are compared by the sentence: word by word would take too long."""
Piece = tuple[str, bool]
"""Some of a text, and whether it stands on this side only."""
Change = tuple[int, int, list[str]]
"""From where to where the units of the former text were replaced, and by which."""


def compared(one: str, other: str) -> tuple[list[Piece], list[Piece]]:
    """Both texts in pieces; joined again each is what it was, and what is not marked is the same on both sides."""
    first, second = _units(one, other)
    left: list[Piece] = []
    right: list[Piece] = []
    for kind, start, end, begin, finish in _matched(first, second).get_opcodes():
        if end > start:
            left.append(("".join(first[start:end]), kind != "equal"))
        if finish > begin:
            right.append(("".join(second[begin:finish]), kind != "equal"))
    return left, right


def merged(former: str, mine: str, theirs: str) -> str | None:
    """One text with both changes of a former one; None where they touch, for only a person can settle that."""
    if mine == theirs:
        return mine
    units, own, other = _units(former, mine, theirs)
    changes = sorted([*_changes(units, own), *_changes(units, other)], key=lambda change: change[:2])
    together: list[Change] = []
    for change in changes:
        if together and change == together[-1]:
            continue
        if together and change[0] <= together[-1][1]:
            return None
        together.append(change)
    return _applied(units, together)


def _changes(former: list[str], now: list[str]) -> list[Change]:
    codes = _matched(former, now).get_opcodes()
    return [(start, end, now[begin:finish]) for kind, start, end, begin, finish in codes if kind != "equal"]


def _applied(units: list[str], changes: list[Change]) -> str:
    text: list[str] = []
    here = 0
    for start, end, instead in changes:
        text += [*units[here:start], *instead]
        here = end
    return "".join([*text, *units[here:]])


def _matched(one: list[str], other: list[str]) -> "SequenceMatcher[str]":
    return SequenceMatcher(None, one, other, autojunk=False)


def _units(*texts: str) -> list[list[str]]:
    by_word = [UNIT.findall(text) for text in texts]
    if max(map(len, by_word)) <= MOST_WORDS:
        return by_word
    return [SENTENCE.findall(text) for text in texts]
