"""Finds what is due, and sends it. What is found becomes a row; a task carries nothing but the row's number."""

import logging
from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime, timedelta

from django.db import IntegrityError
from django.utils import timezone
from django_scopes import scope
from django_tasks import task, task_backends

from learningloop.kit.portions import portions
from learningloop.people.models import Board, Person
from learningloop.reminders import operations
from learningloop.reminders.exports.mail import digest_mail
from learningloop.reminders.models import Digest
from learningloop.reminders.queries import mail as queries
from learningloop.reminders.queries.escalation import Late, late_on, news_on
from learningloop.reminders.queries.mail import Share
from learningloop.reminders.rules import is_wanted
from learningloop.trail.operations import SYSTEM

KEPT = timedelta(days=90)
"""How long it is kept to whom a mail was sent."""
SOME = 100
"""How many people are planned in one transaction."""
log = logging.getLogger(__name__)


def escalate(today: date, now: datetime) -> Counter[str]:
    """Bring what is late for too long before the chair of its group, once; safe to run twice, or twice at once."""
    counts: Counter[str] = Counter()
    for board in Board.objects.order_by("pk"):
        with scope(board=board):
            for late in list(late_on(board, today)):
                counts["escalated"] += _escalate(late, now)
    return counts


def _escalate(late: Late, now: datetime) -> bool:
    try:
        operations.escalate(
            kind=late.kind, action=late.action, group=late.group, since=late.since, now=now, by=SYSTEM
        )
    except IntegrityError:
        return False  # another round was faster
    return True


def remind(today: date, now: datetime) -> Counter[str]:
    """Plan today's mails, hand them over to be sent, and give up those of earlier days.

    Safe to run twice, late, or from two machines at once: a person has one mail a day, and whoever sends it first
    keeps others away. Returns how many were planned now, and how many of today's stand in each state.
    """
    begun = operations.begin_round(on=today, now=now, by=SYSTEM)
    counts: Counter[str] = Counter()
    for some in portions(_with_something(today), SOME):
        operations.plan_digests(begun=begun, people=some, now=now, by=SYSTEM)
        counts["planned now"] += len(some)
    for digest in list(queries.to_send(today, now).values_list("pk", flat=True)):
        send_digest.enqueue(digest)
    if queries.of_earlier_days(today).exists():
        counts["given up"] = operations.lapse_digests(begun=begun, now=now, by=SYSTEM)
    if queries.of_long_ago(today - KEPT).exists():
        operations.forget_digests(begun=begun, before=today - KEPT, by=SYSTEM)
    return counts + queries.states_of(today)


def _with_something(today: date) -> Iterator[Person]:
    """Everybody who has no mail of this day yet and is to have one."""
    return (person for person, days in queries.to_ask(today) if _told_to(person, days, today))


def _told_to(person: Person, days: str, today: date) -> list[Share]:
    """All that waits for somebody on a day that they chose; else, what was escalated since their last mail."""
    if is_wanted(days, today):
        return queries.waiting_on_boards(person)
    after = queries.last_told(person, today)
    return queries.waiting_on_boards(person, only=lambda board: news_on(board, after=after, before=today - KEPT))


@task
def send_digest(digest: int) -> None:
    """Send a planned mail, if nobody else does and something still waits; when it fails, have it tried again.

    When a worker dies between the mail server's answer and the note of it, the mail is tried again after a while,
    and then bears the same Message-ID.
    """
    try:
        trying = operations.try_digest(digest=digest, now=timezone.now(), by=SYSTEM)
    except operations.NotNow:
        return
    person = trying.person
    shares = _told_to(person, queries.days_of(person), trying.on) if person.is_active else []
    if not shares:
        operations.finish_digest(digest=trying, sent=False, now=timezone.now(), by=SYSTEM)
        return
    try:
        digest_mail(trying, shares).send()
    except Exception as fault:  # whatever goes wrong between us and the mail server, and each backend has its own
        _try_again(trying, type(fault).__name__)
    else:
        operations.finish_digest(digest=trying, sent=True, now=timezone.now(), by=SYSTEM)


def _try_again(digest: Digest, trouble: str) -> None:
    log.warning("The mail %s could not be sent at try %s: %s", digest.pk, digest.tries, trouble)
    again = operations.fail_digest(digest=digest, trouble=trouble, now=timezone.now(), by=SYSTEM)
    if again and task_backends[send_digest.backend].supports_defer:
        send_digest.using(run_after=again).enqueue(digest.pk)
