"""Parts of a document that is drafted: plain data in which every list is of entries with a key.

A place is the way to a part by names and keys: ("sections", "lead", "questions", "named"). A list stands at a
place of an odd length, an entry of a list at one of an even length. What is given is never changed.
"""

import json
import re
from collections.abc import Collection, Iterator
from typing import Any
from zlib import crc32

Place = tuple[str, ...]
Content = dict[str, Any]
LONGEST_KEY = 60


def find(content: Content, place: Place) -> Any:
    """What stands at a place, or None."""
    found: Any = content
    for depth, step in enumerate(place):
        keyed = {entry["key"]: entry for entry in found} if depth % 2 else found
        found = keyed.get(step)
        if found is None:
            return None
    return found


def replaced(content: Content, place: Place, value: Any) -> Content:
    """The content with another value at a place; the content that was given stays as it is."""
    new: Content = json.loads(json.dumps(content))
    around = find(new, place[:-1])
    if isinstance(around, list):
        around[[entry["key"] for entry in around].index(place[-1])] = value
    else:
        around[place[-1]] = value
    return new


def put(content: Content, place: Place, entry: dict[str, Any], position: int) -> Content:
    """The content with an entry in the list at a place, at a position counted from 1; it leaves its old one."""
    others = [one for one in find(content, place) if one["key"] != entry["key"]]
    at = min(max(position, 1), len(others) + 1) - 1
    return replaced(content, place, [*others[:at], entry, *others[at:]])


def without(content: Content, place: Place) -> Content:
    """The content without the entry at a place."""
    return replaced(content, place[:-1], [one for one in find(content, place[:-1]) if one["key"] != place[-1]])


def state(part: Any) -> int:
    """A number that is another as soon as the part is."""
    return crc32(json.dumps(part, sort_keys=True).encode())


def as_key(words: object) -> str:
    """Words in the form of a key."""
    return re.sub(r"[^a-z0-9]+", "-", str(words).lower()).strip("-")


def free_key(words: str, taken: Collection[str]) -> str:
    """A key made from words, that no other entry of the list has."""
    stem = as_key(words)[: LONGEST_KEY - 4].strip("-") or "entry"
    return next(key for key in _numbered(stem) if key not in taken)


def _numbered(stem: str) -> Iterator[str]:
    yield stem
    number = 2
    while True:
        yield f"{stem}-{number}"
        number += 1
