"""A fault in a pack: where it stands, what is wrong, and how to mend it."""

from dataclasses import dataclass
from difflib import get_close_matches

Place = tuple[str | int, ...]
"""The way from the top of a pack to one of its parts: ("groups", 3, "name")."""
MOST_NAMED = 14


@dataclass(frozen=True)
class Fault:
    """One thing to mend. `line` is 0 until the file has been asked for it."""

    place: Place
    problem: str
    mend: str
    line: int = 0

    @property
    def path(self) -> str:
        """The place as people write it: `groups[3].name`."""
        written = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in self.place)
        return written.removeprefix(".") or "the whole file"

    def __str__(self) -> str:
        return f"line {self.line}: {self.path}: {self.problem} {self.mend}"


def nearest(word: object, known: list[str]) -> str | None:
    """The known word that was probably meant."""
    return next(iter(get_close_matches(str(word), known, n=1, cutoff=0.6)), None)


def suggest(word: object, known: list[str], otherwise: str) -> str:
    """How to mend an unknown word: the nearest known one, and what else may stand there."""
    meant = nearest(word, known) if isinstance(word, str) else None
    question = f'Did you mean "{meant}"? ' if meant else ""
    if 0 < len(known) <= MOST_NAMED:
        return f"{question}Use {one_of(known)}."
    return question.strip() or otherwise


def one_of(words: list[str]) -> str:
    """hours, days or weeks"""
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} or {words[-1]}"
