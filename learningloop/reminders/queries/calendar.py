"""The days in somebody's calendar: what they, or their agency or group, have to do on all their boards."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django_scopes import scope

from learningloop.embedding.actions.queries import to_do
from learningloop.embedding.sharing.policy import answers_for
from learningloop.embedding.sharing.queries import owed_on
from learningloop.evaluation.policy import EVALUATION_CARRY_OUT
from learningloop.evaluation.queries import to_judge
from learningloop.frameworks.queries import version_in_force
from learningloop.learning.queries import answers_on, waiting_for_response
from learningloop.people.models import Board, Person
from learningloop.people.policy import allowed, boards_of
from learningloop.people.rules import GROUP_CHAIR
from learningloop.reminders.models import CalendarAddress
from learningloop.reminders.rules import hashed, last_day
from learningloop.reports.queries.loop import patience
from learningloop.reports.rules import PATIENCE
from learningloop.sources.register.models import Sensitivity, Source
from learningloop.sources.register.policy import UNIT


@dataclass(frozen=True)
class Entry:
    """One day. `key` stays the same as long as the thing is the same, `stamp` is when it came into being.

    Of what grew from a source that is not open to the whole board (`is_closed`), nothing else may be told.
    """

    key: str
    on: date
    stamp: datetime
    board: Board
    asked: str
    reference: str
    url: str
    is_closed: bool = False


def entries_for(person: Person) -> list[Entry]:
    """Everything that is due of a person, the soonest first; nine queries a board at most."""
    found: list[Entry] = []
    for board in boards_of(person):
        with scope(board=board):
            found += [entry for kind in KINDS for entry in kind(board, person)]
    return sorted(found, key=lambda entry: (entry.on, entry.key))


def person_at(secret: str) -> Person | None:
    """Whose calendar stands at a secret address; nobody's when it was renewed, or they were deactivated."""
    held = CalendarAddress.objects.filter(secret_hash=hashed(secret), person__is_active=True)
    address = held.select_related("person").first()
    return address.person if address else None


def address_of(person: Person) -> CalendarAddress | None:
    return CalendarAddress.objects.filter(person=person).first()


def _actions(board: Board, person: Person) -> list[Entry]:
    rows = to_do(person, board, date.max).select_related("board")
    closed = _closed(rows, "recommendation__findings__source")
    return [_of_action(row, "do", row.due_on, "Do, and report done", row.pk in closed) for row in rows]


def _effects(board: Board, person: Person) -> list[Entry]:
    chaired = [held.group_id for held in person.appointments if held.role == GROUP_CHAIR.key]
    if not chaired:
        return []
    judging = allowed(person, EVALUATION_CARRY_OUT).filter(board=board, group__in=chaired)
    rows = to_judge(judging).select_related("board")
    closed = _closed(rows, "recommendation__findings__source")
    return [_of_action(row, "judge", row.judge_on, "Judge the effect", row.pk in closed) for row in rows]


def _of_action(action: Any, kind: str, on: date, asked: str, is_closed: bool) -> Entry:
    url = reverse("actions:detail", args=[action.board.slug, action.reference])
    return Entry(
        f"{kind}:{action.pk}", on, action.recorded_at, action.board, asked, action.reference, url, is_closed
    )


def _responses(board: Board, person: Person) -> list[Entry]:
    """No framework sets a day for the response: it is the one from which the thread would be stuck."""
    if not answers_on(person, board):
        return []
    version = version_in_force(board.slug)
    days = patience(version.document).get("learning", PATIENCE) if version else PATIENCE
    rows = waiting_for_response(person, board)
    closed = _closed(rows, "findings__source")
    return [
        Entry(
            f"response:{row.pk}", row.made_on + timedelta(days=days), row.recorded_at, board,
            "Give the board’s response", row.reference,
            reverse("learning:recommendation_respond", args=[board.slug, row.reference]), row.pk in closed,
        )
        for row in rows
    ]  # fmt: skip


def _returns(board: Board, person: Person) -> list[Entry]:
    agencies = answers_for(person, board)
    if not agencies:
        return []
    return [
        Entry(
            f"return:{board.pk}:{row['item__reference']}:{row['agency__slug']}",
            row["item__return_by"], _midnight(row["item__sent_on"]), board,
            "Return what your agency made of it", row["item__reference"],
            reverse("sharing:cascade", args=[board.slug, row["item__reference"]])
            + f"?agency={row['agency__slug']}",
        )
        for row in owed_on(board).filter(agency__in=agencies, item__return_by__isnull=False)
    ]  # fmt: skip


def _review(board: Board, person: Person) -> list[Entry]:
    """For the board's unit: by when its framework is to be reviewed."""
    version = version_in_force(board.slug)
    due = version.document.document.review_due if version else None
    is_theirs = any(held.role in UNIT and held.board_id == board.pk for held in person.appointments)
    if not version or not due or not is_theirs:
        return []
    url = reverse("frameworks:detail", args=[board.slug])
    asked = "Review the framework"
    return [Entry(f"review:{version.pk}", last_day(due), version.loaded_at, board, asked, "", url)]


KINDS: tuple[Callable[[Board, Person], list[Entry]], ...] = (_actions, _effects, _responses, _returns, _review)


def _closed(rows: QuerySet[Any], path: str) -> set[int]:
    """Of these rows, those that grew from a source that is not open to the whole board."""
    model: Any = rows.model
    closed = Source.objects.exclude(sensitivity=Sensitivity.BOARD).values("pk")
    grown = model.objects.filter(**{f"{path}__in": closed}, pk__in=rows.order_by().values("pk"))
    return set(grown.values_list("pk", flat=True))


def _midnight(on: date) -> datetime:
    return timezone.make_aware(datetime.combine(on, time()))
