"""How entries of the trail are chained, so that none can be changed, removed, put in or moved unnoticed.

The exact form, which never changes under the same number, stands in docs/trail.md and is held by golden values.
"""

import hashlib
import json
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

FORM = "learningloop-trail-1"


@dataclass(frozen=True)
class Head:
    """Where a chain ends: how many entries it has, and the link of the last."""

    chain: str
    length: int
    link: str

    def __str__(self) -> str:
        return f"{self.chain}:{self.length}:{self.link}"

    @classmethod
    def read(cls, text: str) -> "Head":
        """A head as `trail verify` prints it. Raises ValueError when it is none."""
        chain, length, link = text.strip().rsplit(":", 2)
        return cls(chain, int(length), link)


@dataclass(frozen=True)
class Entry:
    """An entry as it stands in the database. `content` is None when it was erased: its digest is left."""

    position: int
    content: dict[str, Any] | None
    salt: str
    digest: str
    link: str


@dataclass(frozen=True)
class Fault:
    """The first thing wrong with a chain: at which position, and what."""

    position: int
    what: str


def chain_of(entries: str, board: str) -> str:
    """What a chain is called: `event/sandwell`; what belongs to no board is in `event/`."""
    return f"{entries}/{board}"


def canonical(value: Any) -> str:
    """The one way to write a value: JSON, keys in order, no spaces, characters as they are.

    A number that is whole is written whole, whatever a database made of it: 1.0 is 1.
    """
    return json.dumps(
        _plain(value), sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False
    )  # fmt: skip


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _plain(each) for key, each in value.items()}
    if isinstance(value, list):
        return [_plain(each) for each in value]
    if isinstance(value, float) and value.is_integer():
        return int(Decimal(repr(value)))
    return value


def digest_of(content: dict[str, Any], salt: str) -> str:
    """The digest of what an entry says. The salt keeps an erased name from being found again by guessing."""
    return _sha256(f"{salt}\n{canonical(content)}")


def genesis(chain: str) -> str:
    """The link before the first."""
    return _sha256(f"{FORM}\n{chain}")


def link_of(previous: str, chain: str, position: int, digest: str) -> str:
    """The link of an entry: it holds the link before it, so every link holds all that came before."""
    return _sha256(f"{FORM}\n{chain}\n{position}\n{previous}\n{digest}")


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def first_fault(
    entries: Iterable[Entry], head: Head, erased: Collection[int] = (), kept: Head | None = None
) -> Fault | None:
    """The first fault of a chain whose entries come in the order of their positions, or None when it is whole.

    `erased` are the positions that the chain itself says were erased by law. `kept` is a head that was kept
    outside the database: the chain must still pass through it.
    """
    previous, last = genesis(head.chain), 0
    for entry in entries:
        fault = _fault_of(entry, last + 1, previous, head.chain, erased)
        if not fault and kept and kept.length == entry.position and kept.link != entry.link:
            fault = Fault(entry.position, "is not the one whose link was kept outside: the chain was written anew")
        if fault:
            return fault
        previous, last = entry.link, entry.position
    return _fault_at_the_end(last, previous, head, kept)


def _fault_of(
    entry: Entry, expected: int, previous: str, chain: str, erased: Collection[int]
) -> Fault | None:  # fmt: skip
    if entry.position > expected:
        return Fault(expected, "is missing")
    if entry.position < expected:
        return Fault(entry.position, "was put in beside the one that stood there")
    if entry.content is None and entry.position not in erased:
        return Fault(entry.position, "was emptied, and nothing in the chain says that it was erased by law")
    if entry.content is not None and digest_of(entry.content, entry.salt) != entry.digest:
        return Fault(entry.position, "was changed")
    if link_of(previous, chain, entry.position, entry.digest) != entry.link:
        return Fault(entry.position, "does not follow the one before it: it was replaced or moved")
    return None


def _fault_at_the_end(last: int, link: str, head: Head, kept: Head | None) -> Fault | None:
    if last < head.length or (kept and last < kept.length):
        return Fault(last + 1, "is missing, with all that came after it")
    if last > head.length:
        return Fault(head.length + 1, "was put in past the end that the chain remembers")
    return None if link == head.link else Fault(last, "is not the one with which the chain ended")
