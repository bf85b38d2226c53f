"""What an agency's programme shows on the home page, and on the page of a source that came of it."""

from collections.abc import Sequence

from django.urls import reverse
from django.utils import timezone

from learningloop.kit.slots import Waiting
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


def activity_page(source: Source, person: Person) -> str | None:
    """The page of the activity from whose outcome a source came. One query."""
    came = Recorded.objects.filter(source=source).values("outcome__activity")
    found = allowed(person, ACTIVITY_VIEW).filter(pk__in=came).first()
    return reverse("programmes:detail", args=[source.board.slug, found.reference]) if found else None
