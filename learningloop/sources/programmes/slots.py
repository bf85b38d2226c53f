"""What an agency's programme shows on the home page, and on the page of a source that came of it."""

from collections.abc import Sequence
from typing import Any

from django.urls import reverse
from django.utils import timezone

from learningloop.kit.slots import Panel, Waiting
from learningloop.people.models import Board, Person
from learningloop.people.policy import allowed
from learningloop.sources.programmes.models import Recorded
from learningloop.sources.programmes.policy import ACTIVITY_VIEW
from learningloop.sources.programmes.queries import waiting_for
from learningloop.sources.register.models import Source

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


def came_from_panel(record: Any, person: Person) -> Sequence[Panel]:
    """On a source's page: from what an agency's own quality assurance found it came. One query."""
    if not isinstance(record, Source):
        return []
    rows = Recorded.objects.filter(source=record, outcome__activity__in=allowed(person, ACTIVITY_VIEW))
    ties = rows.select_related("outcome__activity__agency")
    return [Panel("Where it came from", "programmes/_came_from.html", {"outcome": tie.outcome}) for tie in ties]
