"""What comes next on a thread, who must do it, by when, and the button for whoever may."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.urls import reverse

from learningloop.embedding.actions.policy import ACTION_AGREE, ACTION_CLOSE, ACTION_REPORT
from learningloop.embedding.sharing.policy import SHARED_WRITE
from learningloop.evaluation.policy import EVALUATION_CARRY_OUT
from learningloop.learning.models import Recommendation
from learningloop.learning.policy import RECOMMENDATION_MAKE, RECOMMENDATION_RESPOND
from learningloop.people.models import Board, Person
from learningloop.people.policy import Permission, allow
from learningloop.reports.queries.story import Story
from learningloop.reports.rules import INCONCLUSIVE, NOT_ACCEPTED, Position, Stand

UNIT = "The board’s business unit"
ANSWERS = "The independent chair, or the chair of the group"
DOES = "The agency that does it"
ASSURES = "The group that assures it"
"""Who must act, where the reader may not open what they act on."""


@dataclass(frozen=True)
class NextStep:
    """What, who, by when; `url` and `button` only for somebody who may do it."""

    what: str
    who: str
    by: date | None
    url: str = ""
    button: str = ""


@dataclass(frozen=True)
class _Deed:
    """Who must act, the permission it takes, the page where it is done; on what, if the reader may open that."""

    who: str
    permission: Permission
    page: str
    thing: Any = None


def next_step(stand: Stand, story: Story, person: Person, board: Board) -> NextStep | None:
    """The next step of a living thread; nothing for one that is closed."""
    where = stand.position
    if not where.is_living:
        return None
    deed = _deed(where, story, board)
    if deed.thing is None or not allow(person, deed.permission, deed.thing):
        return NextStep(where.step, deed.who, stand.awaited_on)
    if where is Position.ASSURED:
        url = f"{reverse(deed.page, args=[board.slug])}?finding={story.finding.reference}"
    else:
        url = reverse(deed.page, args=[board.slug, deed.thing.reference])
    return NextStep(where.step, deed.who, stand.awaited_on, url, where.step)


def _deed(where: Position, story: Story, board: Board) -> _Deed:
    finding = story.finding
    group = str(finding.source.group or UNIT)
    match where:
        case Position.IDENTIFIED | Position.BACK_AGAIN:
            return _Deed(group, RECOMMENDATION_MAKE, "learning:recommendation_make", finding)
        case Position.RECOMMENDED:
            unanswered = next((one for one in story.recommendations if not one.answer), None)
            return _Deed(ANSWERS, RECOMMENDATION_RESPOND, "learning:recommendation_respond", unanswered)
        case Position.MEANS_AGREED:
            return _Deed(group, ACTION_AGREE, "actions:agree", _untaken(story))
        case Position.ASSURED:
            return _Deed(UNIT, SHARED_WRITE, "sharing:write", board)
    return _of_action(where, story)


def _untaken(story: Story) -> Recommendation | None:
    taken = {action.recommendation_id for action in story.actions if not action.withdrawn_on}
    accepted = (one for one in story.recommendations if one.answer and one.answer.decision != NOT_ACCEPTED)
    return next((one for one in accepted if one.pk not in taken), None)


def _of_action(where: Position, story: Story) -> _Deed:
    live = [action for action in story.actions if not action.withdrawn_on]
    latest = {evaluation.action_id: evaluation for evaluation in story.evaluations}
    match where:
        case Position.BEING_DONE:
            action = min((a for a in live if not a.reported_on), key=lambda a: a.due_on, default=None)
            return _Deed(str(action.agency if action else DOES), ACTION_REPORT, "actions:report", action)
        case Position.DONE:
            action = next((a for a in live if a.reported_on and not a.closed_on), None)
            return _Deed(str(action.group if action else ASSURES), ACTION_CLOSE, "actions:close", action)
        case Position.SPREAD:
            waiting = (a for a in live if a.pk not in latest)
            action = min(waiting, key=lambda a: a.evaluate_on, default=None)
        case _:
            unclear = (a for a in live if a.pk in latest and latest[a.pk].verdict in INCONCLUSIVE)
            action = min(unclear, key=lambda a: latest[a.pk].again_on or date.max, default=None)
    who = str(action.group if action else ASSURES)
    return _Deed(who, EVALUATION_CARRY_OUT, "evaluation:carry_out", action)
