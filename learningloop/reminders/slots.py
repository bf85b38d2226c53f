"""What reminders show on the home page: what was brought before a chair, and whom the day's mail did not reach."""

from collections.abc import Sequence

from django.urls import reverse

from learningloop.kit.slots import Waiting
from learningloop.people.models import Board, Person
from learningloop.people.policy import ROLE_GRANT, holds_on
from learningloop.reminders.models import Escalation
from learningloop.reminders.queries.escalation import brought_before
from learningloop.reminders.queries.mail import unreached_on

MANY = 10
"""How many late things stand on the home page; the rest is behind one link."""
MOST = 5
"""How many people stand on the home page; the rest is told as a number."""


def escalated_waiting(board: Board, person: Person) -> Sequence[Waiting]:
    """What was brought before this person because it is late. Two queries."""
    found = list(brought_before(person, board)[: MANY + 1])
    items = [_escalated(one) for one in found[:MANY]]
    if len(found) > MANY:
        url = f"{reverse('actions:list', args=[board.slug])}?state=overdue"
        more = "More that is late was brought before you"
        items.append(Waiting(more, url, stage="embedding", asked=more))
    return items


def _escalated(one: Escalation) -> Waiting:
    action = one.action
    doing = one.kind == Escalation.Kind.DO
    url = reverse("actions:detail", args=[action.board.slug, action.reference])
    late = f"{action.agency} to do" if doing else f"{action.group} to judge the effect"
    asked = "See why an action is late" if doing else "See why an effect is not judged"
    stage = "embedding" if doing else "evaluation"
    return Waiting(
        f"Brought before you: {late}: {action.title}",
        url,
        one.since,
        stage,
        asked=asked,
        reference=action.reference,
    )


def unreached_waiting(board: Board, person: Person) -> Sequence[Waiting]:
    """For whoever grants roles: the people whose latest mail could not be sent. One query."""
    if not holds_on(person, ROLE_GRANT, board):
        return []
    found = list(unreached_on(board).order_by("name", "pk")[: MOST + 1])
    asked = "Check the email address of somebody whom the mail does not reach"
    items = [
        Waiting(
            f"The day’s mail does not reach {one.name}: check the email address",
            reverse("people:detail", args=[board.slug, one.key]),
            asked=asked,
        )
        for one in found[:MOST]
    ]
    if len(found) > MOST:
        items.append(
            Waiting("The day’s mail does not reach others either", reverse("people:list", args=[board.slug]))
        )
    return items
