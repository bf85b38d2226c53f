"""Agreeing many actions, and taking steps with many, at once.

Each takes records that are not saved yet, or that another of these changed, and holds them to the rules of its
single form.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from learningloop.embedding.actions import events
from learningloop.embedding.actions.models import Action, Progress
from learningloop.embedding.actions.operations import DatesDisagree, NotAccepted, NotInThatState, OwnerElsewhere
from learningloop.embedding.actions.rules import (
    assured_too_early,
    dates_disagree,
    done_too_early,
    owner_elsewhere,
)
from learningloop.kit.portions import AT_ONCE, portions
from learningloop.learning.models import Response
from learningloop.people.models import Agency, Board
from learningloop.people.operations import give_references
from learningloop.people.queries import agencies_of_people
from learningloop.trail.operations import Actor, Noted, change_many, create_many, log_many, operation


@dataclass(frozen=True)
class NewAction:
    """An action that is not saved yet, and who helps; without a reference it gets the next."""

    action: Action
    helping_agencies: Sequence[Agency] = ()


@dataclass(frozen=True)
class Step:
    """A step with an action: the day, and what is said of it (what was done, the assurance, the reason)."""

    action: Action
    on: date
    words: str


@operation
def agree_actions(*, board: Board, new: Sequence[NewAction], by: Actor) -> None:
    """Agree many actions on one board. Raises as agree_action does."""
    actions, now = [one.action for one in new], timezone.now()
    _accepted(actions)
    _owners_belong(actions, board)
    for action in actions:
        if wrong := dates_disagree(action.agreed_on, action.due_on, action.evaluate_on):
            raise DatesDisagree(wrong)
        action.board, action.recorded_at = board, now
    give_references(board=board, letters="A", made=((action, action.agreed_on.year) for action in actions))
    create_many(events.ACTION_AGREED, actions, related={"helping_agencies": [one.helping_agencies for one in new]})


def _accepted(actions: Sequence[Action]) -> None:
    asked = {action.recommendation_id for action in actions}
    accepted = Response.objects.exclude(decision=Response.Decision.NOT_ACCEPTED)
    if asked - {key for some in portions(sorted(asked)) for key in accepted.filter(
        recommendation__in=some).values_list("recommendation", flat=True)}:  # fmt: skip
        raise NotAccepted("The board has not accepted this recommendation. Record its response first.")


def _owners_belong(actions: Sequence[Action], board: Board) -> None:
    places = agencies_of_people(board)
    for action in actions:
        if action.owner and action.agency_id not in places.get(action.owner.pk, ()):
            raise OwnerElsewhere(owner_elsewhere(str(action.owner), str(action.agency)))


@operation
def add_progress_many(*, entries: Sequence[Progress], by: Actor) -> None:
    """Add entries that are not saved yet to the logs of their actions. Raises NotInThatState."""
    _must_be([entry.action for entry in entries], Action.State.OPEN, Action.State.REPORTED)
    now = timezone.now()
    for entry in entries:
        entry.recorded_at = now
    Progress.objects.bulk_create(entries, batch_size=AT_ONCE)
    log_many(events.ACTION_PROGRESSED, (Noted(entry.action) for entry in entries))


@operation
def report_actions(*, steps: Sequence[Step], by: Actor) -> None:
    """Report many actions done. Raises NotInThatState, DatesDisagree."""
    _must_be([step.action for step in steps], Action.State.OPEN)
    for step in steps:
        if wrong := done_too_early(step.on, step.action.agreed_on):
            raise DatesDisagree(wrong)
    changes = ((step.action, {"reported_on": step.on, "reported_note": step.words}) for step in steps)
    change_many(events.ACTION_REPORTED, changes)


@operation
def close_actions(*, steps: Sequence[Step], by: Actor) -> None:
    """Close many actions that their groups have assured. Raises NotInThatState, DatesDisagree."""
    _must_be([step.action for step in steps], Action.State.REPORTED)
    for step in steps:
        if step.action.reported_on and (wrong := assured_too_early(step.on, step.action.reported_on)):
            raise DatesDisagree(wrong)
    changes = ((step.action, {"closed_on": step.on, "assurance": step.words}) for step in steps)
    change_many(events.ACTION_CLOSED, changes)


@operation
def withdraw_actions(*, steps: Sequence[Step], by: Actor) -> None:
    """Withdraw many actions that will not be done. Raises NotInThatState."""
    _must_be([step.action for step in steps], Action.State.OPEN, Action.State.REPORTED)
    changes = ((step.action, {"withdrawn_on": step.on, "withdrawn_why": step.words}) for step in steps)
    change_many(events.ACTION_WITHDRAWN, changes, facts=lambda action: {"why": action.withdrawn_why})


def _must_be(actions: Sequence[Action], *states: Action.State) -> None:
    """Looks at the rows themselves, and holds them."""
    for some in portions(sorted({action.pk for action in actions})):
        for now in Action.objects.select_for_update().filter(pk__in=some):
            if now.state not in states:
                raise NotInThatState(
                    f"{now.reference} is {now.state.label.lower()} now. Open it again to see where it stands."
                )
