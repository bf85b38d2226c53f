"""Which of the site's lists a person's roles open."""

from functools import cache

from django.urls import resolve, reverse

from learningloop.people.models import Board, Person
from learningloop.people.policy import Permission, holds_on


def way(board: Board, person: Person, place: str) -> str:
    """The address of a list on this board by its URL name; nothing when the person's roles do not open it."""
    return reverse(place, args=[board.slug]) if holds_on(person, _needed(place), board) else ""


@cache
def _needed(place: str) -> Permission:
    """What the page behind a URL name declares that it needs."""
    permission: Permission = resolve(reverse(place, args=["any-board"])).func.permission  # type: ignore[attr-defined]
    return permission
