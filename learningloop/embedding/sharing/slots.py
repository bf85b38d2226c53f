"""Where shared learning shows on other pages: at home, on the page of a finding, in the search."""

from collections.abc import Collection, Iterable
from typing import Any

from django.db.models import Count, QuerySet
from django.urls import reverse
from django.utils import timezone

from learningloop.embedding.sharing import queries
from learningloop.embedding.sharing.models import SharedItem
from learningloop.embedding.sharing.policy import (
    SHARED_CONFIRM,
    SHARED_EDIT,
    SHARED_SEND,
    SHARED_VIEW,
    SHARED_WRITE,
    answers_for,
)
from learningloop.kit.markdown import text_of
from learningloop.kit.slots import Panel, Waiting
from learningloop.learning.models import Finding
from learningloop.people.models import Board, Person
from learningloop.people.policy import allow, allowed, holds_on
from learningloop.search.policy import Searched, Told
from learningloop.sources.register.queries import restricted_by

STAGE = "embedding"
MOST = 10
"""How many of a kind stand on the home page; the rest is behind one link."""


def awaits(board: Board, person: Person) -> list[Waiting]:
    """What a person has to read and confirm, which returns their agency owes, and what waits for others."""
    return [
        *_to_confirm(board, person),
        *_to_return(board, person),
        *_drafts(board, person),
        *_owed(board, person),
    ]


def _to_confirm(board: Board, person: Person) -> list[Waiting]:
    may_open = allowed(person, SHARED_CONFIRM).filter(board=board)
    rows = queries.to_confirm(person).filter(item__in=may_open.values("pk")).order_by("item__sent_on", "item")
    found = [
        _waiting("detail", board, reference, f"Read and confirm: {title}", "Read and confirm")
        for reference, title in rows.values_list("item__reference", "item__title")[: MOST + 1]
    ]
    return _shortened(found, board, "confirm")


def _to_return(board: Board, person: Person) -> list[Waiting]:
    agencies = answers_for(person, board)
    if not agencies:
        return []
    found = [
        _waiting(
            "cascade", board, row["item__reference"],
            f"Return what {row['agency__name']} made of: {row['item__title']}",
            "Return what your agency made of it",
            by=row["item__return_by"], query=f"?agency={row['agency__slug']}",
        )
        for row in queries.owed_on(board).filter(agency__in=agencies)[: MOST + 1]
    ]  # fmt: skip
    return _shortened(found, board, "my-agency")


def _drafts(board: Board, person: Person) -> list[Waiting]:
    """Drafts wait for those who may send them; who only writes them waits for the board's unit."""
    may_send = holds_on(person, SHARED_SEND, board)
    if not may_send and not holds_on(person, SHARED_EDIT, board):
        return []
    rows = allowed(person, SHARED_EDIT).filter(board=board).order_by("pk").values_list("reference", "title")
    words = "Check and send" if may_send else "The board’s unit to send"
    found = [
        _waiting("detail", board, reference, f"{words}: {title}", "Check and send", others=not may_send)
        for reference, title in rows[: MOST + 1]
    ]
    return _shortened(found, board, "draft")


def _owed(board: Board, person: Person) -> list[Waiting]:
    """For the board's unit: the items of which agencies still owe their return, one line an item."""
    if answers_for(person, board) is not None:
        return []
    rows = (
        queries.owed()
        .filter(board=board)
        .values("return_by", "item_id")
        .annotate(agencies=Count("agency"))
        .order_by("return_by", "item_id")[: MOST + 1]
    )
    items = SharedItem.objects.in_bulk([row["item_id"] for row in rows])
    found = [_returning(items[row["item_id"]], board, row["agencies"]) for row in rows]
    return _shortened(found, board, "owed")


def _returning(item: SharedItem, board: Board, number: int) -> Waiting:
    told = f"{number} {'agency' if number == 1 else 'agencies'} to return: {item.title}"
    asked = "Wait for agencies to return it"
    return _waiting("follow", board, item.reference, told, asked, by=item.return_by, others=True)


def _waiting(
    page: str, board: Board, reference: str, sentence: str, asked: str, *, query: str = "", **more: Any
) -> Waiting:
    url = reverse(f"sharing:{page}", args=[board.slug, reference]) + query
    return Waiting(sentence, url, stage=STAGE, asked=asked, reference=reference, **more)


def _shortened(found: list[Waiting], board: Board, state: str) -> list[Waiting]:
    """At most so many, and then one link to the rest in the list."""
    if len(found) <= MOST:
        return found
    url = f"{reverse('sharing:list', args=[board.slug])}?state={state}"
    more = "More shared items like these"
    return [*found[:MOST], Waiting(more, url, stage=STAGE, others=found[0].others, asked=more)]


def shared_panel(record: object, person: Person) -> list[Panel]:
    """On a finding's page: the items that tell of it."""
    if not isinstance(record, Finding):
        return []
    items: list[SharedItem] = queries.telling_of(record, person)
    board = record.board
    may_write = allow(person, SHARED_WRITE, board)
    if not items and not may_write:
        return []
    write = f"{reverse('sharing:write', args=[board.slug])}?finding={record.reference}" if may_write else ""
    title = f"Shared ({len(items)})" if items else "Not shared yet"
    return [Panel(title, "sharing/_panel.html", {"items": items, "write_url": write, "board": board})]


def tell_items(rows: QuerySet[SharedItem]) -> Iterable[Told]:
    """What items say. What agencies returned is not for every reader of an item."""
    for item in rows:
        yield Told(item, item.sent_on or timezone.localdate(item.recorded_at), item.title, (text_of(item.body),))


def _restricted_drafts(keys: Collection[int]) -> set[int]:
    """What was sent was written to be read."""
    drafts = SharedItem.objects.filter(pk__in=keys, sent_on=None).values_list("pk", flat=True)
    return restricted_by(SharedItem, "findings__source")(drafts)


ITEMS = Searched(
    SHARED_VIEW, "Shared item", "Shared learning", "sharing:detail", tell_items, _restricted_drafts, 35
)
