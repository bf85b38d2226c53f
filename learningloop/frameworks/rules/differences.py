"""How one framework differs from another, in sentences that a board can read."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from typing import Any

from learningloop.frameworks.rules.wording import NOUNS, field_words, title
from learningloop.frameworks.schema import Entry, Framework, Part, Route

LONG = 60
"""From so many characters on, a changed text is easier read with its words marked than in one sentence."""


@dataclass(frozen=True)
class Difference:
    """One difference: the sentence that tells it, and of a changed value what it was and is."""

    said: str
    what: str = ""
    was: str = ""
    now: str = ""
    section: str = ""

    @property
    def is_long(self) -> bool:
        return bool(self.was and self.now) and max(len(self.was), len(self.now)) > LONG


def differences(old: Framework, new: Framework) -> list[str]:
    """Every difference as a sentence, in the order of the document; none when they say the same."""
    return [difference.said for difference in compare(old, new)]


def compare(old: Framework, new: Framework) -> list[Difference]:
    """Every difference, in the order of the document, each with the section in which it stands."""
    told: list[Difference] = []
    for name in Framework.model_fields:
        was, now = getattr(old, name), getattr(new, name)
        found = _parts(was, now, f"The {name}", "") if isinstance(was, Part) else _entries(name, was, now, "")
        told += [replace(difference, section=name) for difference in found]
    return told


def by_section(told: Sequence[Difference]) -> list[tuple[str, list[Difference]]]:
    """Differences under the headings of their sections."""
    titles = {name: field.title or name for name, field in Framework.model_fields.items()}
    return [
        (heading, found)
        for name, heading in titles.items()
        if (found := [difference for difference in told if difference.section == name])
    ]


Piece = tuple[str, bool]
"""Some words of a text, and whether they are on this side only."""


def marked(was: str, now: str) -> tuple[list[Piece], list[Piece]]:
    """Both texts in pieces, with the words marked that the other lacks."""
    old, new = was.split(), now.split()
    before: list[Piece] = []
    after: list[Piece] = []
    for kind, start, end, begin, finish in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if end > start:
            before.append((" ".join(old[start:end]), kind != "equal"))
        if finish > begin:
            after.append((" ".join(new[begin:finish]), kind != "equal"))
    return before, after


def _parts(old: Part, new: Part, label: str, of: str) -> Iterator[Difference]:
    """What differs inside a part. `label` begins the sentence; `of` is what its own parts belong to."""
    for name in type(old).model_fields:
        was, now = getattr(old, name), getattr(new, name)
        if was == now:
            continue
        if isinstance(was, Part):
            yield from _parts(was, now, label, of)
        elif name in NOUNS and _holds_entries(was, now):
            yield from _entries(name, was, now, of)
        elif isinstance(was, tuple):
            yield from _items(was, now, f"{label}: {field_words(name)}")
        else:
            what = f"{label}: {field_words(name)}"
            texts = (was, now) if isinstance(was, str) and isinstance(now, str) else ("", "")
            yield Difference(f"{what} was {_said(was)}, is now {_said(now)}.", what, *texts)


def _entries(name: str, old: Sequence[Entry], new: Sequence[Entry], of: str) -> Iterator[Difference]:
    """Entries are the same when their keys are."""
    before, after = {entry.key: entry for entry in old}, {entry.key: entry for entry in new}
    both = [key for key in before if key in after]
    noun = NOUNS[name]
    for key in before:
        if key not in after:
            yield Difference(f"The {noun} '{title(before[key])}'{of} was taken out.")
    for key in after:
        if key not in before:
            yield Difference(f"The {noun} '{title(after[key])}'{of} was added.")
    for key in _moved(both, [key for key in after if key in before]):
        was, now = (list(keys).index(key) + 1 for keys in (before, after))
        yield Difference(f"The {noun} '{title(before[key])}'{of} was moved from place {was} to place {now}.")
    for key in both:
        name_of = title(before[key])
        yield from _parts(before[key], after[key], f"The {noun} '{name_of}'{of}", f" of {name_of}{of}")


def _moved(old: list[str], new: list[str]) -> list[str]:
    """The fewest keys that must be moved to come from one order to the other."""
    blocks = SequenceMatcher(None, old, new, autojunk=False).get_matching_blocks()
    stayed = {key for block in blocks for key in old[block.a : block.a + block.size]}
    return [key for key in old if key not in stayed]


def _items(old: Sequence[Any], new: Sequence[Any], label: str) -> Iterator[Difference]:
    taken = [item for item in old if item not in new]
    added = [item for item in new if item not in old]
    yield from (Difference(f"{label}: {_said(item)} was taken out.") for item in taken)
    yield from (Difference(f"{label}: {_said(item)} was added.") for item in added)
    if not taken and not added:
        yield Difference(f"{label}: the order was changed.")


def _holds_entries(*lists: Sequence[Any]) -> bool:
    return any(isinstance(item, Entry) for items in lists for item in items)


def _said(value: Any) -> str:
    match value:
        case None:
            return "not given"
        case bool():
            return "yes" if value else "no"
        case int():
            return str(value)
        case Route():
            return f"'{value.text}'" + (f" ({', '.join(value.groups)})" if value.groups else "")
    return f"'{value}'"
