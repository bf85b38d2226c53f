"""The words in context: a passage of a text, in parts of which some are what was looked for."""

from collections.abc import Collection
from dataclasses import dataclass

from learningloop.search.rules.stems import stem
from learningloop.search.rules.words import words

LENGTH = 240
"""About so many characters of a text are shown."""


@dataclass(frozen=True)
class Part:
    """A piece of a text; `found` when it is a word that was looked for."""

    text: str
    found: bool = False


Hits = list[tuple[int, int]]


def hits(text: str, stems: Collection[str], beginnings: Collection[str] = ()) -> Hits:
    """Where the words stand that have one of these stems, or begin so."""
    starts = tuple(beginnings)
    return [
        (start, end)
        for word, start, end in words(text)
        if stem(word) in stems or word.startswith(starts or ("\0",))
    ]


def marked(text: str, found: Hits) -> list[Part]:
    """The whole text in parts, the hits among them marked; joined again they are the text."""
    parts, here = [], 0
    for start, end in found:
        parts += [Part(text[here:start]), Part(text[start:end], found=True)]
        here = end
    return [part for part in [*parts, Part(text[here:])] if part.text]


def passage(text: str, found: Hits, length: int = LENGTH) -> list[Part]:
    """The stretch of a text that holds most hits, cut between words; the beginning when there is none."""
    if len(text) <= length:
        return marked(text, found)
    start, end = _stretch(text, found, length)
    inside = [(first - start, last - start) for first, last in found if start <= first and last <= end]
    parts = marked(text[start:end], inside)
    return [*([Part("… ")] if start else []), *parts, *([Part(" …")] if end < len(text) else [])]


def _stretch(text: str, found: Hits, length: int) -> tuple[int, int]:
    begins = [max(0, first - length // 4) for first, _last in found] or [0]
    start = max(begins, key=lambda at: (sum(at <= first and last <= at + length for first, last in found), -at))
    start = text.find(" ", start) + 1 if start else 0
    end = min(len(text), start + length)
    return start, end if end == len(text) else max(text.rfind(" ", start, end + 1), start + 1)
