"""Changing an open round: its last day, who signs, what the agencies should know, when they are reminded."""

from datetime import date
from typing import Any

from learningloop.kit.bulk import update
from learningloop.kit.dates import day
from learningloop.sources.assessments import events, rules
from learningloop.sources.assessments.models import Return, Round
from learningloop.sources.assessments.operations import RoundDatesDisagree, hold_open
from learningloop.sources.assessments.queries.joint import is_joint
from learningloop.trail.operations import Actor, Noted, Refused, change, log_many, must_be_as_seen, operation

WHY = "The round closes then"


class AgreedTogether(Refused):
    """The days and the signer of a joint round are those that its boards agreed on."""


@operation
def change_round(*, round_: Round, seen: int | None = None, by: Actor, **told: Any) -> Round:
    """Change an open round: any of `closes_on`, `signed_by`, `instructions` and `reminders`.

    Returns still to come that were due on its last day are due on the new one; a day of their own they keep.
    Raises RoundClosed, ChangedMeanwhile, RoundDatesDisagree, AgreedTogether.
    """
    hold_open(round_)
    must_be_as_seen(round_, seen)
    closes_on, former = told.get("closes_on", round_.closes_on), round_.closes_on
    if wrong := rules.dates_disagree(round_.opens_on, closes_on):
        raise RoundDatesDisagree(wrong)
    agreed = (closes_on, told.get("signed_by", round_.signed_by)) == (former, round_.signed_by)
    if not agreed and is_joint(round_):
        raise AgreedTogether("Boards agreed on this day and on who signs. Give an agency more time instead.")
    change(events.ROUND_CHANGED, round_, **told)
    if closes_on != former:
        _move(round_, former, closes_on)
    return round_


def _move(round_: Round, former: date, to: date) -> None:
    """Let the returns that were due on the round's last day be due on the new one."""
    rows = Return.objects.select_for_update(of=["self"]).filter(
        round=round_, due_on=former, state__in=rules.OUTSTANDING
    )
    moved = list(rows.order_by("pk"))
    for one in moved:
        one.due_on = to
    update(moved, ["due_on"])
    was, now = {"due_on": former.isoformat()}, {"due_on": to.isoformat()}
    log_many(events.RETURN_MOVED, (Noted(one, was, now, {"becomes": day(to), "why": WHY}) for one in moved))
