"""Asking late agencies once more, by mail. The message names no round and nobody; it leads to the return's page.

What is to be sent is a row; the task that sends it carries the row's number and the page's address. It stands here
and not among the jobs, because it is handed over when a person asks for it.
"""

from collections.abc import Iterable
from datetime import date
from functools import partial

from django.db import transaction
from django.utils import timezone
from django_scopes import scope
from django_tasks import task

from learningloop.kit.portions import AT_ONCE
from learningloop.sources.assessments import events, rules
from learningloop.sources.assessments.models import Chase, Return
from learningloop.sources.assessments.operations.mailing import write_to
from learningloop.sources.assessments.queries import answering_for, asked_today
from learningloop.trail.operations import SYSTEM, Actor, Noted, Refused, change, log_many, operation


class NobodyToChase(Refused):
    """Nothing is outstanding, all were asked today already, or nobody answers for them."""


@operation
def chase_returns(*, returns: Iterable[Return], url: str, on: date, by: Actor) -> int:
    """Ask once more for returns, each at most once a day; how many were asked for.

    `url` is the address of a return's page with `REFERENCE` in place of its reference. Raises NobodyToChase.
    """
    outstanding = [one for one in returns if one.state in rules.OUTSTANDING and not one.led_by_id]
    done = asked_today(outstanding, on)
    people = answering_for(outstanding)
    due = [one for one in outstanding if one.pk not in done and people[one.agency_id]]
    if not due:
        raise NobodyToChase("Nothing is outstanding that was not asked for today already and has somebody to ask.")
    made = Chase.objects.bulk_create(
        (Chase(return_to=one, on=on, people=len(people[one.agency_id])) for one in due), batch_size=AT_ONCE
    )
    log_many(events.RETURN_CHASED, (Noted(one.return_to, facts={"people": one.people}) for one in made))
    for chase in made:
        place = url.replace("REFERENCE", chase.return_to.reference)
        transaction.on_commit(partial(send_chase.enqueue, chase.pk, place))
    return len(due)


@task
def send_chase(chase: int, url: str) -> None:
    """Write to those who answer for the agency, unless it was done."""
    found = Chase._base_manager.select_related("return_to__board", "return_to__agency").get(pk=chase)
    if found.sent_at:
        return
    with scope(board=found.return_to.board):
        people = answering_for([found.return_to])[found.return_to.agency_id]
        sent = write_to(people, found.return_to, "chase", url)
        _note_sent(chase=found, sent=sent, by=SYSTEM)


@operation
def _note_sent(*, chase: Chase, sent: int, by: Actor) -> None:
    change(events.RETURN_CHASE_SENT, chase, facts={"sent": sent}, sent_at=timezone.now())
