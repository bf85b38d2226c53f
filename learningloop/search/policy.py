"""What can be searched. Each kind of record declares itself here, with the permission that shows it.

Whoever may open a board's pages may search it; what they find is what that permission lets them read.
"""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Model, QuerySet

from learningloop.people.policy import Permission

BESIDE: list["Beside"] = []
SEARCHED: dict[str, "Searched"] = {}


@dataclass(frozen=True)
class Told:
    """What a record says: its title, and everything else that its page shows of its words."""

    record: Any
    on: date
    title: str
    texts: tuple[str, ...] = ()


@dataclass(frozen=True)
class Searched:
    """A kind of record that is searched.

    `tell` gives what each of these rows says, in a fixed number of queries; it tells nothing that the page behind
    `permission` keeps from some of its readers. `restricted` says which of these rows (by key) are noted when they
    are opened: of them a result shows no passage.
    """

    permission: Permission
    name: str
    names: str
    page: str
    tell: Callable[[QuerySet[Any]], Iterable[Told]]
    restricted: Callable[[Collection[int]], Collection[int]]
    order: int = 50
    """Where it stands among the kinds: along the loop, whichever app was loaded first."""

    @property
    def kind(self) -> str:
        """The record's word in its permission: finding.view."""
        return self.permission.key.split(".")[0]

    @property
    def model(self) -> Any:
        return self.permission.access.model


@dataclass(frozen=True)
class Beside:
    """What stands beside records of any kind, and is read with them: notes.

    `of` tells beside which records these rows stand: board, kind, reference. `tell` gives the texts by reference.
    """

    model: type[Model]
    of: Callable[[Collection[int]], Iterable[tuple[int, str, str]]]
    tell: Callable[[int, str, Collection[str]], dict[str, list[str]]]


def can_be_searched(searched: Searched) -> None:
    """Let a kind of record be searched; a stage declares its own when it starts."""
    SEARCHED[searched.kind] = searched
    for kind in sorted(SEARCHED, key=lambda kind: (SEARCHED[kind].order, kind)):
        SEARCHED[kind] = SEARCHED.pop(kind)


def is_read_beside(beside: Beside) -> None:
    """Let what stands beside records be searched with them."""
    if beside not in BESIDE:
        BESIDE.append(beside)
