"""Who is told that a return is asked for, and what is still to be sent."""

from collections.abc import Sequence
from datetime import date

from django.db.models import QuerySet

from learningloop.people.models import Invitation, Person
from learningloop.sources.assessments.models import Notice, Return, Round
from learningloop.sources.assessments.queries import answering_for
from learningloop.sources.assessments.rules import OUTSTANDING, is_reminded


def to_tell(returns: Sequence[Return], on: date) -> dict[int, list[Person]]:
    """Who answers for the agencies of returns on one board, by the agency's key, and is told on this day.

    Who was invited on this day or later, and has not come yet, has the invitation instead. Two queries.
    """
    if not returns:
        return {}
    found = answering_for(returns)
    people = {person.pk for some in found.values() for person in some}
    invited = Invitation.objects.open().filter(
        board=returns[0].board_id, person__in=people, invited_at__date__gte=on
    )
    new = set(invited.values_list("person", flat=True))
    return {agency: [one for one in some if one.pk not in new] for agency, some in found.items()}


def reminding(today: date) -> "QuerySet[Round]":
    """The rounds on all boards, open by this day, that remind whose return is still to come."""
    rows: QuerySet[Round] = Round._base_manager.filter(closed_on=None, opens_on__lte=today)
    return rows.exclude(reminders=[]).select_related("board").order_by("pk")


def reminded(round_: Round, today: date) -> list[Return]:
    """The returns of a round of which it reminds on this day. One query."""
    rows = round_.returns.filter(state__in=OUTSTANDING, led_by=None).select_related("board", "round")
    return [one for one in rows if is_reminded(round_.reminders, one.due_on, today)]


def notices_due(today: date) -> "QuerySet[Notice]":
    """What is to be sent by this day and was not, on all boards: of rounds that are open."""
    rows: QuerySet[Notice] = Notice._base_manager.filter(
        sent_at=None, on__lte=today, return_to__round__closed_on=None
    )
    return rows.select_related("return_to__board").order_by("pk")
