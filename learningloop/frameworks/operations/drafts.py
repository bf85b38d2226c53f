"""The next version of a framework: drafted, offered to the chair, approved."""

from collections.abc import Callable
from datetime import date
from typing import Any

from django.utils import timezone

from learningloop.frameworks import events
from learningloop.frameworks.models import FrameworkDraft, FrameworkVersion
from learningloop.frameworks.operations import (
    FrameworkDoesNotHold,
    LaterVersionApproved,
    bring_tables_into_line,
    store_version,
)  # fmt: skip
from learningloop.frameworks.queries import faults_between, latest_version
from learningloop.frameworks.rules.drafting import name_of, state_at, with_lists_of
from learningloop.frameworks.rules.shape import shape_faults
from learningloop.frameworks.rules.wording import one_of
from learningloop.frameworks.schema import Framework
from learningloop.kit.dates import day
from learningloop.kit.parts import Content, Place, find, put, replaced, state, without
from learningloop.people.models import Board, Person
from learningloop.trail.events import EventKind
from learningloop.trail.operations import Refused, log, operation


class DraftThere(Refused):
    """The board has a draft already."""


class NoFrameworkYet(Refused):
    """There is no version to begin from."""


class ChangedMeanwhile(Refused):
    """Somebody else changed this part while it was being edited."""


class NotReady(Refused):
    """The draft has not been given to the chair, or was changed after it had been."""


class NothingToApprove(Refused):
    """The draft says what the newest version says."""


class DayTooEarly(Refused):
    """A version would hold from a day that has passed."""


@operation
def start_draft(*, board: Board, by: Person) -> FrameworkDraft:
    """Begin the next version as a copy of the newest. Raises DraftThere and NoFrameworkYet."""
    Board.objects.select_for_update().get(pk=board.pk)
    if FrameworkDraft.objects.filter(board=board).exists():
        raise DraftThere("The next version is being drafted already. Go on with that draft.")
    newest = latest_version(board.slug)
    if newest is None:
        raise NoFrameworkYet("The board has no framework yet. There is nothing to copy.")
    now = timezone.now()
    draft = FrameworkDraft.objects.create(
        board=board, base=newest, content=newest.document.model_dump(mode="json"),
        started_by=by, started_at=now, changed_by=by, changed_at=now,
    )  # fmt: skip
    log(events.DRAFT_STARTED, draft, number=newest.number)
    return draft


@operation
def change_part(
    *, draft: FrameworkDraft, place: Place, part: Any, seen: int | None, position: int | None = None, by: Person
) -> None:
    """Put a part in the place of another: an entry, or a whole section. An entry may take another position.

    `seen` is the state of the part from which the editor began. Raises ChangedMeanwhile, and FrameworkDoesNotHold
    when the part lacks something or has something that the schema does not know.
    """

    def changed(content: Content) -> Content:
        if state_at(content, place) != seen:
            raise ChangedMeanwhile(
                "Somebody else changed this after you opened it. What they wrote is shown below, and what you "
                "wrote is still here: save it again to put yours in the place of theirs."
            )
        whole = with_lists_of(find(content, place), place, part)
        new = replaced(content, place, whole)
        return put(new, place[:-1], whole, position) if position else new

    _write(draft, changed, events.DRAFT_CHANGED, by, what=called(place, part))


@operation
def add_entry(*, draft: FrameworkDraft, place: Place, entry: dict[str, Any], position: int, by: Person) -> None:
    """Add an entry to the list at a place. Raises FrameworkDoesNotHold."""

    def added(content: Content) -> Content:
        return put(content, place, entry, position)

    _write(draft, added, events.DRAFT_ADDED, by, what=called((*place, entry["key"]), entry))


@operation
def take_out(*, draft: FrameworkDraft, place: Place, by: Person) -> None:
    """Take the entry at a place out. Raises FrameworkDoesNotHold when its list may not be empty."""
    entry = find(draft.content, place)

    def taken(content: Content) -> Content:
        return without(content, place)

    _write(draft, taken, events.DRAFT_TAKEN_OUT, by, what=called(place, entry))


@operation
def replace_draft(*, draft: FrameworkDraft, framework: Framework, by: Person) -> None:
    """Put a whole framework in the place of the draft; whose it is stays. Raises FrameworkDoesNotHold."""

    def whole(content: Content) -> Content:
        return {**framework.model_dump(mode="json"), "board": content["board"]}

    _write(draft, whole, events.DRAFT_REPLACED, by)


def called(place: Place, part: Any) -> str:
    """What a part is called in a sentence: the group Audit; the section groups."""
    return f"the {one_of(place[-2])} {name_of(part)}" if len(place) % 2 == 0 else f"the section {place[0]}"


def _write(
    draft: FrameworkDraft, make: Callable[[Content], Content], kind: EventKind, by: Person, **facts: Any
) -> None:
    """Change a draft under a lock. Once changed it is no longer what was offered to the chair."""
    locked = FrameworkDraft.objects.select_for_update().get(pk=draft.pk)
    content = make(locked.content)
    if faults := shape_faults(content):
        raise FrameworkDoesNotHold(faults)
    locked.content = Framework.model_validate(content).model_dump(mode="json")
    locked.changed_by, locked.changed_at = by, timezone.now()
    locked.offered_by = locked.offered_at = None
    locked.save()
    log(kind, locked, **facts)


@operation
def throw_draft_away(*, draft: FrameworkDraft, by: Person) -> None:
    """Throw a draft away; the version in force stays."""
    log(events.DRAFT_THROWN_AWAY, draft)
    draft.delete()


@operation
def offer_draft(*, draft: FrameworkDraft, by: Person) -> None:
    """Give a draft to the chair to approve. Raises FrameworkDoesNotHold and NothingToApprove."""
    locked = FrameworkDraft.objects.select_for_update().get(pk=draft.pk)
    _must_be_whole(locked)
    locked.offered_by, locked.offered_at = by, timezone.now()
    locked.save()
    log(events.DRAFT_OFFERED, locked)


@operation
def approve_draft(
    *, draft: FrameworkDraft, effective_on: date, decision: str = "", seen: int | None, by: Person
) -> FrameworkVersion:
    """Make an offered draft the next version, in force from a day, and add the groups and agencies it names anew.

    `seen` is the state of the content that the approver was shown. Raises NotReady, FrameworkDoesNotHold,
    NothingToApprove, DayTooEarly, and LaterVersionApproved when another holds from a later day.
    """
    locked = FrameworkDraft.objects.select_for_update().get(pk=draft.pk)
    if locked.offered_at is None or state(locked.content) != seen:
        raise NotReady("The draft was changed after you opened this page. Look at it again before you approve it.")
    newest = _must_be_whole(locked)
    _day_fits(effective_on, newest)
    bring_tables_into_line(locked.document, locked.board, by)
    version = store_version(
        locked.board, locked.content, newest,
        effective_on=effective_on, approved_by=by, approved_on=timezone.localdate(), decision=decision,
    )  # fmt: skip
    log(events.FRAMEWORK_APPROVED, version, number=version.number, on=day(effective_on))
    locked.delete()
    return version


def _must_be_whole(draft: FrameworkDraft) -> FrameworkVersion:
    """The version that the draft would follow. Raises when the draft contradicts itself, or changes nothing."""
    if faults := faults_between(draft.content):
        raise FrameworkDoesNotHold(faults)
    newest = latest_version(draft.board.slug) or draft.base
    if newest.document == draft.document:
        raise NothingToApprove(f"The draft says what version {newest.number} says. Change something first.")
    return newest


def _day_fits(effective_on: date, newest: FrameworkVersion) -> None:
    if effective_on < timezone.localdate():
        raise DayTooEarly("Choose today or a later day. What has begun keeps the version under which it began.")
    if effective_on < newest.effective_on:
        raise LaterVersionApproved(
            f"Version {newest.number} is approved and takes effect on {day(newest.effective_on)}. "
            "Choose that day or a later one."
        )
