"""Telling those who lead for an agency, by mail and once, that its return is asked for.

The message names no round and nobody. What is to be sent is a row, sent from the day on which the round opens; the
task that sends it carries the row's number and the page's address.
"""

from collections.abc import Sequence
from datetime import date
from functools import partial
from typing import Any

from django.db import transaction
from django.utils import timezone
from django_scopes import scope
from django_tasks import task

from learningloop.people.models import Agency
from learningloop.sources.assessments import events
from learningloop.sources.assessments.models import Notice, Return, Round
from learningloop.sources.assessments.operations import ask_more, open_round
from learningloop.sources.assessments.operations.joining import join_round
from learningloop.sources.assessments.operations.mailing import write_to
from learningloop.sources.assessments.queries.telling import to_tell
from learningloop.trail.operations import SYSTEM, Actor, change, create_many, operation


@operation
def open_and_tell(*, agencies: Sequence[Agency], url: str, on: date, by: Actor, **told: Any) -> Round:
    """Open a round, as open_round does, and tell those who lead for the agencies; `url` is that of tell_asked."""
    made = open_round(agencies=agencies, by=by, **told)
    tell_asked(returns=_of(made, agencies), url=url, on=on)
    return made


@operation
def join_and_tell(*, agencies: Sequence[Agency], url: str, on: date, by: Actor, **told: Any) -> Round:
    """Join another board’s round, as join_round does, and tell those who lead for who answers here."""
    made = join_round(agencies=agencies, by=by, **told)
    tell_asked(returns=_of(made, agencies), url=url, on=on)
    return made


@operation
def ask_and_tell(*, round_: Round, agencies: Sequence[Agency], url: str, on: date, by: Actor) -> None:
    """Ask more agencies, as ask_more does, and tell those who lead for them."""
    asked = set(round_.returns.values_list("agency", flat=True))
    ask_more(round_=round_, agencies=agencies, by=by)
    tell_asked(returns=_of(round_, [one for one in agencies if one.pk not in asked]), url=url, on=on)


def _of(round_: Round, agencies: Sequence[Agency]) -> list[Return]:
    return list(round_.returns.filter(agency__in=agencies, again=None).select_related("board", "round"))


def tell_asked(*, returns: Sequence[Return], url: str, on: date) -> None:
    """Inside an operation that asks for returns: note whom to tell of which, and tell them when the round is open.

    `url` is the address of a return's page with REFERENCE in place of its reference. For an agency with nobody to
    tell there is no row: who is invited for it has the invitation. What is answered for another board, that board
    tells.
    """
    here = [one for one in returns if one.led_by_id is None]
    people = to_tell(here, on)
    made = [Notice(return_to=one, on=max(one.round.opens_on, on)) for one in here if people.get(one.agency_id)]
    create_many(events.RETURN_TOLD, made)
    for notice in made:
        if notice.on <= on:
            place = url.replace("REFERENCE", notice.return_to.reference)
            transaction.on_commit(partial(send_notice.enqueue, notice.pk, place))


@task
def send_notice(notice: int, url: str) -> None:
    """Write to those who lead for the agency, unless it was done."""
    found = Notice._base_manager.select_related("return_to__board", "return_to__round").get(pk=notice)
    if found.sent_at:
        return
    with scope(board=found.return_to.board):
        people = to_tell([found.return_to], found.on).get(found.return_to.agency_id, [])
        sent = write_to(people, found.return_to, "asked", url)
        _note_sent(notice=found, sent=sent, by=SYSTEM)


@operation
def _note_sent(*, notice: Notice, sent: int, by: Actor) -> None:
    change(events.RETURN_TOLD_SENT, notice, facts={"sent": sent}, sent_at=timezone.now())
