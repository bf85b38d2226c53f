"""Lists of words that a cell may take its value from."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Any

from learningloop.kit.spreadsheets.faults import Problem

SEVERAL_MEANT = 2


def folded(text: str) -> str:
    """Text as it is compared: without capitals and doubled spaces, with plain apostrophes."""
    return " ".join(text.replace("’", "'").casefold().split())


@dataclass
class Words:
    """A list: what it is a list of, its words in order, and what each means. A word may mean several things.

    `otherwise` says what to do when no word fits.
    """

    what: str
    otherwise: str = "Choose from the sheet “Lists”."
    labels: list[str] = field(default_factory=list)
    meanings: dict[str, list[Any]] = field(default_factory=dict)

    def add(self, value: Any, label: str, also: Iterable[str] = ()) -> None:
        """A value with the word for it that is shown, and others by which it is understood."""
        self.labels.append(label)
        for word in dict.fromkeys(folded(one) for one in (label, *also)):
            self.meanings.setdefault(word, []).append(value)

    def find(self, text: str) -> Any:
        """The value that a word means, or the problem with it."""
        meant = self.meanings.get(folded(text), [])
        if len(meant) == 1:
            return meant[0]
        if meant:
            return Problem(
                f"There are {len(meant)} of that name among the {self.what}.", "Write the mail address instead."
            )
        near = self.nearest(text)
        return Problem(
            f"This is not one of the {self.what}.",
            f"Did you mean {near}?" if near else self.otherwise,
        )

    def nearest(self, text: str) -> str:
        """The label most like the text; nothing when none is."""
        found = get_close_matches(folded(text), [folded(label) for label in self.labels], n=1, cutoff=0.6)
        return next((label for label in self.labels if found and folded(label) == found[0]), "")
