"""What the first page of a board tells a person."""

from itertools import pairwise

from django.urls import reverse

from learningloop.embedding.actions.policy import ACTION_VIEW
from learningloop.embedding.sharing.policy import SHARED_VIEW
from learningloop.evaluation.policy import EVALUATION_VIEW
from learningloop.learning.policy import FINDING_VIEW, RECOMMENDATION_VIEW
from learningloop.people.models import Board, Person
from learningloop.people.policy import HISTORY_VIEW, Permission, allowed, holds_on
from learningloop.sources.register.policy import SOURCE_VIEW
from learningloop.trail.models import Event

LATEST = 15
READ_TO = (30, 300, 3000)
"""How far back the trail is read in search of events that may be told; who may see less finds them elsewhere."""
PAGES = {
    SOURCE_VIEW: "register:detail",
    FINDING_VIEW: "learning:finding_detail",
    RECOMMENDATION_VIEW: "learning:recommendation_detail",
    ACTION_VIEW: "actions:detail",
    SHARED_VIEW: "sharing:detail",
    EVALUATION_VIEW: "evaluation:detail",
}
"""The page of a record, by the permission that opens it; each takes the board and the reference."""


def what_changed(board: Board, person: Person) -> list[tuple[Event, str]]:
    """The board's latest events with the address of what they are about, as far as the person may know of them.

    Closed until opened: an event is told only to who may read histories on this board, and only when it is about a
    record that the person may open, by that record's own `.view` permission. What has no such permission (people,
    roles, parts of a record) is not told here. The trail is read backwards, some at a time, until there is enough.
    """
    if not holds_on(person, HISTORY_VIEW, board):
        return []
    opened = {
        permission.access.model._meta.label_lower: permission
        for permission in PAGES
        if holds_on(person, permission, board)
    }
    told: list[Event] = []
    events = Event.objects.filter(board=board.slug, thing__in=opened).order_by("-at", "-pk")
    for start, end in pairwise((0, *READ_TO)):
        some = list(events[start:end])
        told += _may_be_told(some, opened, person)
        if len(told) >= LATEST or len(some) < end - start:
            break
    return [
        (event, reverse(PAGES[opened[event.thing]], args=[board.slug, event.reference])) for event in told[:LATEST]
    ]


def _may_be_told(events: list[Event], opened: dict[str, Permission], person: Person) -> list[Event]:
    """Those about what the person may open. One query for each kind of record among them."""
    about: dict[str, set[int]] = {}
    for event in events:
        about.setdefault(event.thing, set()).add(event.thing_id)
    seen = {
        (thing, pk)
        for thing, keys in about.items()
        for pk in allowed(person, opened[thing]).filter(pk__in=keys).order_by().values_list("pk", flat=True)
    }
    return [event for event in events if (event.thing, event.thing_id) in seen]
