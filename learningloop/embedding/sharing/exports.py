"""Shared learning as spreadsheets. The text itself stays on the items' own pages."""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponse

from learningloop.embedding.sharing import queries
from learningloop.embedding.sharing.models import Recipient, SharedItem
from learningloop.kit.downloads import table_file
from learningloop.people.models import Agency, Board

FOLLOWED = ("Sent to", "Confirmed")
RETURNED = (
    "Agency", "Sent to", "Opened", "Confirmed", "Return by", "Returned", "Who discussed it", "How many",
    "What changed",
)  # fmt: skip
RECEIVED = ("Name", "Agency", "First opened", "Confirmed")


def shared_file(board: Board, rows: QuerySet[SharedItem], form: str, *, follows: bool) -> HttpResponse:
    """The items of a list, one a line; how many got and confirmed each only for who may follow that."""
    header = ["Reference", "Title", "Sent", "Return by", "You confirmed", *(FOLLOWED if follows else ())]

    def cells(row: Any) -> tuple[Any, ...]:
        told = (row.reference, row.title, row.sent_on, row.return_by, row.confirmed_by_me)
        return (*told, row.sent_to, row.confirmed) if follows else told

    return table_file(f"shared-{board.slug}", header, rows, cells, form)


def agencies_file(item: SharedItem, rows: QuerySet[Agency], form: str) -> HttpResponse:
    """How far an item came in each agency, and what the agency returned."""
    agencies = list(rows)
    returns = queries.returns_of(item, agencies)

    def cells(row: Any) -> list[Any]:
        told = returns.get(row.pk)
        said = [told.returned_on, told.who_discussed, told.how_many, told.what_changed] if told else [None] * 4
        return [row.name, row.sent_to, row.opened, row.confirmed, item.return_by, *said]

    return table_file(item.reference, RETURNED, agencies, cells, form)


def recipients_file(item: SharedItem, rows: QuerySet[Recipient], form: str) -> HttpResponse:
    """Who got an item, when they first opened it, when they confirmed."""

    def cells(row: Any) -> tuple[Any, ...]:
        return row.person.name, row.agency.name, row.opened_at, row.confirmed_on

    return table_file(f"{item.reference}-recipients", RECEIVED, rows, cells, form)
