"""The six places where an earlier stage's page shows what a later stage made of it.

A later stage fills a slot when it starts (`fill(SOURCE_TABS, findings_tab, order=20)` in its `apps.py`); the
earlier stage asks `SOURCE_TABS.fillers()` and calls each with (thing, person). A filler checks its own policy
and gives None where it has nothing to show. Another slot needs a decision record, as those after the third have.
"""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Generic, TypeVar

from django.db.models import Count

R = TypeVar("R")
Filler = Callable[[Any, Any], R]


@dataclass(frozen=True)
class Tab:
    """A part of a source's page that a later stage makes: "Learning (3)", leading to its own page."""

    text: str
    url: str
    count: int | None = None


@dataclass(frozen=True)
class Waiting:
    """Something that awaits this person: a sentence, where to do it, by when."""

    sentence: str
    url: str
    by: date | None = None
    stage: str = ""
    others: bool = False
    """True when another has to act and this person waits for it."""
    asked: str = ""
    """What is asked, in words that may leave the site in a mail: no title, no name, nothing that was written."""
    reference: str = ""


@dataclass(frozen=True)
class Panel:
    """What a later stage shows on the page of one earlier record: a heading, and a template with what it needs."""

    title: str
    template: str
    context: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Tag:
    """What a later stage says of one record in a list, in a word or two; its kind is one of `{% tag %}`."""

    text: str
    kind: str = "plain"


@dataclass(frozen=True)
class Entries:
    """Entries of a board's framework, each by the way to it: ("source_kinds", "audit")."""

    board: Any
    places: frozenset[tuple[str, ...]]

    def keys_in(self, *around: str) -> list[str]:
        """The keys of those that stand in one list: `keys_in("source_kinds")`."""
        return [place[-1] for place in self.places if place[:-1] == around]


@dataclass(frozen=True)
class Use:
    """Records that name an entry of the framework: how many, of what kind, and those that this person may open."""

    place: tuple[str, ...]
    number: int
    what: str
    named: tuple[str, ...] = ()

    @property
    def unnamed(self) -> int:
        return self.number - len(self.named)


def uses(entries: Entries, around: tuple[str, ...], what: str, field: str, *, rows: Any, opened: Any) -> list[Use]:
    """The uses of entries in one list by records whose `field` holds the key. Two queries, or none.

    `rows` are all records of the board, `opened` those of them that this person may open: only they are named.
    """
    keys = entries.keys_in(*around)
    if not keys:
        return []
    using = {f"{field}__in": keys}
    named: dict[str, list[str]] = defaultdict(list)
    for key, reference in opened.filter(**using).order_by("-pk").values_list(field, "reference")[:MOST_NAMED]:
        named[key].append(reference)
    counted = rows.filter(**using).order_by().values_list(field).annotate(number=Count("pk"))
    return [Use((*around, key), number, what, tuple(named[key])) for key, number in counted]


MOST_NAMED = 20


@dataclass
class Slot(Generic[R]):
    """A name and who fills it, in an order that does not depend on which app was loaded first."""

    name: str
    _fillers: dict[str, tuple[int, Filler[R]]] = field(default_factory=dict)

    def fill(self, filler: Filler[R], order: int = 50) -> None:
        """Add a filler; filling twice with the same function is once."""
        self._fillers[f"{filler.__module__}.{filler.__qualname__}"] = (order, filler)

    def fillers(self) -> Sequence[Filler[R]]:
        """By order, then by name."""
        return [filler for _name, (_order, filler) in sorted(self._fillers.items(), key=_rank)]


def _rank(entry: tuple[str, tuple[int, Any]]) -> tuple[int, str]:
    return entry[1][0], entry[0]


SOURCE_TABS: Slot[Tab | None] = Slot("source.tabs")
SOURCE_PAGE: Slot[str | None] = Slot("source.page")
HOME_WAITING: Slot[Sequence[Waiting]] = Slot("home.waiting")
RECORD_LATER: Slot[Sequence[Panel]] = Slot("record.later")
"""A finding's, a recommendation's or an action's page: `{% later record %}` asks the fillers."""
RECORDS_TAGS: Slot[Mapping[int, Tag]] = Slot("records.tags")
"""A list: `{% later_tags listing.page as tags %}` asks the fillers for all records of the page at once."""
FRAMEWORK_USES: Slot[Sequence[Use]] = Slot("framework.uses")
"""The draft of a framework: which records name entries (`Entries`) that it takes out."""
SLOTS: dict[str, Slot[Any]] = {
    slot.name: slot
    for slot in (SOURCE_TABS, SOURCE_PAGE, HOME_WAITING, RECORD_LATER, RECORDS_TAGS, FRAMEWORK_USES)
}


def waiting_for(board: Any, person: Any) -> list[Waiting]:
    """What waits for this person on a board, and what they wait for, from every stage; the most pressing first.

    What they have to see to themselves does not wait for others as well.
    """
    found = [one for filler in HOME_WAITING.fillers() for one in filler(board, person)]
    own = {one.url for one in found if not one.others}
    shown = (one for one in found if not (one.others and one.url in own))
    return sorted(shown, key=lambda one: (one.by or date.max, one.sentence))


def fill(slot: str, filler: Filler[Any], order: int = 50) -> None:
    """Fill a slot by its name; a name that is none of the six raises KeyError."""
    SLOTS[slot].fill(filler, order)


def fillers(slot: str) -> Sequence[Filler[Any]]:
    """The fillers of a slot by its name."""
    return SLOTS[slot].fillers()
