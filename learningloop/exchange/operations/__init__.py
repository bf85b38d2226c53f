"""Keeping a sheet until it is confirmed, and bringing it in."""

from datetime import datetime, timedelta

from django.core.files.base import ContentFile
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from learningloop.exchange import events
from learningloop.exchange.models import Delivery
from learningloop.exchange.operations.writing import Writer
from learningloop.exchange.queries.plan import Plan
from learningloop.kit.bulk import many_alive
from learningloop.people.models import Board, Person
from learningloop.trail.operations import Actor, Refused, log, operation

KEPT = timedelta(days=1)


class SheetHasFaults(Refused):
    """A sheet is brought in whole or not at all."""


class NothingToBring(Refused):
    """All that the sheet tells stands on the board already."""


@operation
def keep_sheet(*, board: Board, name: str, content: bytes, by: Person) -> Delivery:
    """Keep a sheet for a day, until its sender has seen what it would do. Sheets past their day are let go."""
    for old in past_their_day(board, timezone.now()):
        drop_sheet(delivery=old, by=by)
    now = timezone.now()
    delivery: Delivery = Delivery.objects.create(
        board=board,
        name=name[-200:],
        file=ContentFile(content, name="sheet"),
        sent_by=by,
        sent_at=now,
        expires_at=now + KEPT,
    )
    log(events.SHEET_KEPT, delivery)
    return delivery


def past_their_day(board: Board, now: datetime) -> QuerySet[Delivery]:
    """The sheets of a board that wait and should not any more."""
    rows: QuerySet[Delivery] = Delivery.objects.filter(board=board, expires_at__lt=now)
    return rows.exclude(file="")


@operation
def drop_sheet(*, delivery: Delivery, by: Actor) -> None:
    """Let a sheet go that was not brought in."""
    _let_file_go(delivery)
    log(events.SHEET_DROPPED, delivery)


def _let_file_go(delivery: Delivery) -> None:
    """The file goes once it is certain that nothing is rolled back."""
    storage, name = delivery.file.storage, str(delivery.file.name)
    delivery.file = ""
    delivery.save(update_fields=["file"])
    transaction.on_commit(lambda: storage.delete(name))


@many_alive()
@operation
def bring_in(*, board: Board, plan: Plan, delivery: Delivery | None = None, by: Actor) -> dict[str, list[int]]:
    """Do what a plan says, all of it or nothing: new and changed records by stage, in numbers.

    Raises SheetHasFaults, NothingToBring, and what the operations of the stages raise when the board has changed.
    """
    if plan.faults:
        raise SheetHasFaults("The sheet has faults. Mend them, and send it again.")
    if not plan.does_something:
        raise NothingToBring("All that the sheet tells stands on the board already.")
    brought = {count.stage.key: [count.new, count.changed] for count in plan.counts}
    Writer(board, by, plan).write()
    if delivery is not None:
        _let_file_go(delivery)
        delivery.brought_at, delivery.brought = timezone.now(), brought
        delivery.save(update_fields=["brought_at", "brought"])
    new, changed = (sum(numbers) for numbers in zip(*brought.values(), strict=True))
    log(events.SHEET_BROUGHT, board, new=new, changed=changed)
    return brought
