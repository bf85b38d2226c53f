"""Changes to actions."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.utils import timezone

from learningloop.embedding.actions import events
from learningloop.embedding.actions.models import Action, DueDateChange, Progress
from learningloop.embedding.actions.queries import state_of
from learningloop.embedding.actions.rules import (
    assured_too_early,
    dates_disagree,
    done_too_early,
    owner_elsewhere,
)
from learningloop.learning.models import Recommendation, Response
from learningloop.people.models import Agency, Board, Group, Person
from learningloop.people.operations import next_reference
from learningloop.people.queries import people_of
from learningloop.records.operations import store_file
from learningloop.records.operations.looking import looked_at_first
from learningloop.trail.operations import Actor, ChangedMeanwhile, Refused, change, log, operation


class NotAccepted(Refused):
    """An action answers a recommendation that the board accepted, wholly or in part."""


class DatesDisagree(Refused):
    """A due date before the agreement, or an evaluation before the action is due."""


class OwnerElsewhere(Refused):
    """The person who answers for an action belongs to the agency that does it."""


class NotInThatState(Refused):
    """The action has moved on since the page was opened."""


class DateNotMoved(Refused):
    """The new due date is the old one."""


@operation
def agree_action(
    *,
    recommendation: Recommendation,
    title: str,
    difference: str,
    agency: Agency,
    group: Group,
    due_on: date,
    how_will_we_know: str,
    evaluate_on: date,
    evaluate_by: str = "",
    owner: Person | None = None,
    helping_agencies: Iterable[Agency] = (),
    agreed_on: date,
    by: Actor,
) -> Action:
    """Agree what will be done about a recommendation, what will be different, and how we will know.

    Raises NotAccepted, DatesDisagree, OwnerElsewhere.
    """
    accepted = Response.objects.filter(recommendation=recommendation).exclude(
        decision=Response.Decision.NOT_ACCEPTED
    )
    if not accepted.exists():
        raise NotAccepted("The board has not accepted this recommendation. Record its response first.")
    _agree(agreed_on, due_on, evaluate_on)
    _belongs(owner, agency, recommendation.board)
    action: Action = Action.objects.create(
        board=recommendation.board,
        reference=next_reference(board=recommendation.board, letters="A", year=agreed_on.year),
        recommendation=recommendation,
        title=title,
        difference=difference,
        agency=agency,
        owner=owner,
        group=group,
        agreed_on=agreed_on,
        due_on=due_on,
        how_will_we_know=how_will_we_know,
        evaluate_on=evaluate_on,
        evaluate_by=evaluate_by,
        recorded_at=timezone.now(),
    )
    action.helping_agencies.set(helping_agencies)
    log(events.ACTION_AGREED, action)
    return action


@operation
def edit_action(
    *, action: Action, helping_agencies: Iterable[Agency], seen: int | None = None, by: Actor, **fields: Any
) -> Action:
    """Change an action under way; move_action moves its due date.

    `seen` is the state (`state_of`) that the editor began from. Raises NotInThatState, ChangedMeanwhile,
    DatesDisagree, OwnerElsewhere.
    """
    _must_be(action, Action.State.OPEN)
    if seen is not None and seen != state_of(action):
        raise ChangedMeanwhile(
            "Somebody else changed this action after you opened it. Nothing of theirs or yours is lost: look at "
            "the history on its page, then save this to put your answers in place of theirs."
        )
    _agree(action.agreed_on, action.due_on, fields.get("evaluate_on", action.evaluate_on))
    _belongs(fields.get("owner", action.owner), fields.get("agency", action.agency), action.board)
    change(events.ACTION_EDITED, action, related={"helping_agencies": helping_agencies}, **fields)
    return action


def _belongs(owner: Person | None, agency: Agency, board: Board) -> None:
    if owner and not people_of(agency, board).filter(pk=owner.pk).exists():
        raise OwnerElsewhere(owner_elsewhere(str(owner), str(agency)))


def _agree(agreed: date, due: date, evaluate: date) -> None:
    if wrong := dates_disagree(agreed, due, evaluate):
        raise DatesDisagree(wrong)


@looked_at_first("action")
@operation
def add_progress(
    *,
    action: Action,
    text: str,
    on: date,
    is_evidence: bool = False,
    upload: "UploadedFile[Any] | None" = None,
    by: Person,
) -> Progress:
    """Add an entry to the progress log, with a file where there is one.

    Raises NotInThatState once the action is closed or withdrawn, and as store_file does.
    """
    _must_be(action, Action.State.OPEN, Action.State.REPORTED)
    file = store_file(board=action.board, upload=upload, by=by) if upload else None
    progress = Progress.objects.create(
        action=action, on=on, text=text, is_evidence=is_evidence, file=file, by=by, recorded_at=timezone.now()
    )
    log(events.ACTION_PROGRESSED, action)
    return progress


@operation
def move_action(*, action: Action, due_on: date, why: str, on: date, by: Actor) -> Action:
    """Move the due date; the old one is kept with the reason, and a later evaluation moves along.

    Raises NotInThatState, DateNotMoved, DatesDisagree.
    """
    _must_be(action, Action.State.OPEN)
    if due_on == action.due_on:
        raise DateNotMoved("That is the due date already. Choose another date, or leave it.")
    evaluate_on = max(action.evaluate_on, due_on)
    _agree(action.agreed_on, due_on, evaluate_on)
    mover = by if isinstance(by, Person) else None
    DueDateChange.objects.create(action=action, was=action.due_on, becomes=due_on, why=why, by=mover, on=on)
    facts = {"was": f"{action.due_on:%-d %B %Y}", "becomes": f"{due_on:%-d %B %Y}", "why": why}
    change(events.ACTION_MOVED, action, facts=facts, due_on=due_on, evaluate_on=evaluate_on)
    return action


@operation
def report_action(*, action: Action, note: str, on: date, by: Actor) -> Action:
    """Report an action done, for its group to assure. Raises NotInThatState, DatesDisagree."""
    _must_be(action, Action.State.OPEN)
    if wrong := done_too_early(on, action.agreed_on):
        raise DatesDisagree(wrong)
    change(events.ACTION_REPORTED, action, reported_on=on, reported_note=note)
    return action


@operation
def return_action(*, action: Action, why: str, by: Actor) -> Action:
    """Send a reported action back because it is not done yet. Raises NotInThatState."""
    _must_be(action, Action.State.REPORTED)
    change(events.ACTION_RETURNED, action, facts={"why": why}, reported_on=None, reported_note="")
    return action


@operation
def close_action(*, action: Action, assurance: str, on: date, by: Actor) -> Action:
    """Close an action once its group has assured itself that it is done. Raises NotInThatState, DatesDisagree."""
    _must_be(action, Action.State.REPORTED)
    if action.reported_on and (wrong := assured_too_early(on, action.reported_on)):
        raise DatesDisagree(wrong)
    change(events.ACTION_CLOSED, action, closed_on=on, assurance=assurance)
    return action


@operation
def withdraw_action(*, action: Action, why: str, on: date, by: Actor) -> Action:
    """Withdraw an action that will not be done. Raises NotInThatState."""
    _must_be(action, Action.State.OPEN, Action.State.REPORTED)
    change(events.ACTION_WITHDRAWN, action, facts={"why": why}, withdrawn_on=on, withdrawn_why=why)
    return action


def _must_be(action: Action, *states: Action.State) -> None:
    """Looks at the row itself, and holds it: two people may have had the page open."""
    now: Action = Action.objects.select_for_update().get(pk=action.pk)
    if now.state not in states:
        raise NotInThatState(
            f"This action is {now.state.label.lower()} now. Open it again to see where it stands."
        )
