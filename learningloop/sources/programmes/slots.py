"""What an agency's programme shows on the home page."""

from collections.abc import Sequence

from django.urls import reverse
from django.utils import timezone

from learningloop.kit.slots import Waiting
from learningloop.people.models import Board, Person
from learningloop.sources.programmes.queries import waiting_for

MOST = 10
ASKED = "Note what your quality assurance found"


def activities_waiting(board: Board, person: Person) -> Sequence[Waiting]:
    """What the person's own agency should have done again. One query."""
    return [
        Waiting(
            f"{ASKED}: {one.what}",
            reverse("programmes:detail", args=[board.slug, one.reference]),
            one.due_after(one.last),
            "experience",
            asked=ASKED,
            reference=one.reference,
        )
        for one in waiting_for(person, board, timezone.localdate())[:MOST]
    ]
