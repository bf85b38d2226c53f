"""What the framework adds to the home page of those who look after it."""

from collections.abc import Sequence
from datetime import date, timedelta

from django.urls import reverse
from django.utils import timezone

from learningloop.frameworks.models import FrameworkDraft
from learningloop.frameworks.policy import FRAMEWORK_APPROVE, FRAMEWORK_DRAFT
from learningloop.frameworks.queries import draft_of, latest_version
from learningloop.frameworks.rules.reading import last_day
from learningloop.kit.dates import day
from learningloop.kit.slots import Waiting
from learningloop.people.models import Board, Person
from learningloop.people.policy import holds_on

REMIND = timedelta(weeks=8)
"""How long before its review is due a framework waits for those who draft: time for one cycle of meetings."""


def framework_waiting(board: Board, person: Person) -> Sequence[Waiting]:
    """A draft to approve, and from eight weeks before its date the framework's review. At most three queries."""
    drafts, approves = (holds_on(person, right, board) for right in (FRAMEWORK_DRAFT, FRAMEWORK_APPROVE))
    if not (drafts or approves):
        return []
    draft = draft_of(board)
    if draft and draft.offered_at:
        return [_to_approve(board, draft, others=not approves)]
    due = _review_due(board)
    if not drafts or due is None or due > timezone.localdate() + REMIND:
        return []
    asked = "Finish the draft of the framework" if draft else "Review the framework"
    url = reverse("frameworks:draft", args=[board.slug])
    return [Waiting(f"{asked}: the date for its review is {day(due)}", url, by=due, asked=asked)]


def _to_approve(board: Board, draft: FrameworkDraft, *, others: bool) -> Waiting:
    asked = "Wait for the framework to be approved" if others else "Approve the next version of the framework"
    given = f"given to the chair on {day(draft.offered_at)}"
    sentence = f"The independent chair to approve the framework, {given}" if others else f"{asked}, {given}"
    page = "draft" if others else "approve"
    return Waiting(sentence, reverse(f"frameworks:{page}", args=[board.slug]), asked=asked, others=others)


def _review_due(board: Board) -> date | None:
    """The last day on which the newest version is to be reviewed, as exactly as the document says."""
    newest = latest_version(board.slug)
    return last_day(newest.document.document.review_due or "") if newest else None
