"""Writing a question set: begun from nothing or from the published version, changed part by part."""

from collections.abc import Callable
from typing import Any

from django.utils import timezone

from learningloop.instruments import events
from learningloop.instruments.models import QuestionSetVersion
from learningloop.instruments.operations import QuestionsDoNotHold, held_draft
from learningloop.instruments.queries import before_of, draft_of, newest_published
from learningloop.instruments.rules.drafting import (
    NESTED,
    called,
    faults_of,
    moved,
    own_part,
    state_of_part,
    told_of,
)
from learningloop.instruments.schema import QuestionSet
from learningloop.kit.parts import Content, Place, find, put, replaced, without
from learningloop.people.models import Board
from learningloop.trail.events import EventKind
from learningloop.trail.operations import Actor, ChangedMeanwhile, Refused, log, operation


class KeyTaken(Refused):
    """The board has a question set with this key already."""


class DraftThere(Refused):
    """The next version is being written already; `draft` is where."""

    def __init__(self, draft: QuestionSetVersion) -> None:
        super().__init__(f"Version {draft.number} is being written already. Go on with that draft.")
        self.draft = draft


class TakenOutMeanwhile(Refused):
    """Somebody else took the part out while it was being edited."""


@operation
def start_questions(*, board: Board, key: str, told: dict[str, Any], by: Actor) -> QuestionSetVersion:
    """Begin a question set that has nothing yet but what is `told` of the whole. Raises KeyTaken."""
    _hold(board)
    if QuestionSetVersion.objects.filter(board=board, key=key).exists():
        raise KeyTaken(f"The board has a question set “{key}” already. Choose another short name.")
    content = QuestionSet.model_validate({**told, "key": key, "scales": (), "sections": ()})
    return _begun(board, content, 1)


@operation
def start_next_version(*, board: Board, key: str, by: Actor) -> QuestionSetVersion:
    """Begin the next version as a copy of the published one. Raises DraftThere, Refused when none is published.

    What a question was in the version before is not copied: it was that in the version before that.
    """
    _hold(board)
    newest = newest_published(board, key)
    if newest is None:
        raise Refused("No version of this question set is published yet. Go on with the draft.")
    if draft := draft_of(board, key):
        raise DraftThere(draft)
    content = newest.document.model_dump(mode="json")
    for section in content["sections"]:
        for question in section["questions"]:
            question["was"] = None
    return _begun(board, QuestionSet.model_validate(content), newest.number + 1)


@operation
def change_part(
    *, version: QuestionSetVersion, place: Place, part: dict[str, Any], seen: int | None, by: Actor
) -> None:
    """Say something else of the whole set (the empty place), or of a section, question or scale.

    What stands in it and is changed apart stays. `seen` is the state of the part from which the editor began.
    Raises ChangedMeanwhile, TakenOutMeanwhile, PublishedAlready, and QuestionsDoNotHold with the faults of this
    very part.
    """

    def changed(content: Content) -> Content:
        former = _there(content, place)
        if seen is not None and state_of_part(former) != seen:
            raise ChangedMeanwhile("Somebody else changed this after you opened it.")
        whole = {**former, **own_part(part)}
        return replaced(content, place, whole) if place else whole

    what = called(place, part) if place else "what is said of the whole"
    _write(version, changed, events.QUESTIONS_CHANGED, what, place)


@operation
def add_part(*, version: QuestionSetVersion, into: Place, part: dict[str, Any], by: Actor) -> None:
    """Add a section, question or scale at the end of the list at a place.

    Raises TakenOutMeanwhile, PublishedAlready, and QuestionsDoNotHold with the faults of this very part.
    """
    place = (*into, part["key"])

    def added(content: Content) -> Content:
        _there(content, into)
        if find(content, place):
            raise KeyTaken(f"There is one with the short name “{part['key']}” already. Choose another.")
        return put(content, into, part, len(find(content, into)) + 1)

    _write(version, added, events.QUESTIONS_ADDED, called(place, part), place)


@operation
def move_part(*, version: QuestionSetVersion, place: Place, step: int, by: Actor) -> None:
    """Move a section, question or scale one place up (-1) or down (1).

    Raises TakenOutMeanwhile, PublishedAlready.
    """
    what = called(place, _there(version.content, place))
    _write(version, lambda content: _moved(content, place, step), events.QUESTIONS_MOVED, what)


@operation
def take_part_out(*, version: QuestionSetVersion, place: Place, by: Actor) -> None:
    """Take a section, question or scale out of a draft; what rests on it is then a fault to mend.

    Raises TakenOutMeanwhile, PublishedAlready.
    """
    what = called(place, _there(version.content, place))

    def taken(content: Content) -> Content:
        _there(content, place)
        return without(content, place)

    _write(version, taken, events.QUESTIONS_TAKEN_OUT, what)


def _moved(content: Content, place: Place, step: int) -> Content:
    _there(content, place)
    return moved(content, place, step)


def _there(content: Content, place: Place) -> Any:
    found = (
        find(content, place) if all(find(content, place[:end]) is not None for end in range(len(place))) else None
    )
    if found is None:
        raise TakenOutMeanwhile("Somebody else took this out after you opened it.")
    return found


def _hold(board: Board) -> None:
    Board.objects.select_for_update().get(pk=board.pk)


def _begun(board: Board, question_set: QuestionSet, number: int) -> QuestionSetVersion:
    draft: QuestionSetVersion = QuestionSetVersion.objects.create(
        board=board, key=question_set.key, number=number, reference=f"{question_set.key}-{number}",
        title=question_set.title, content=question_set.model_dump(mode="json"), drafted_at=timezone.now(),
    )  # fmt: skip
    log(events.QUESTIONS_STARTED, draft, number=number)
    return draft


def _write(
    version: QuestionSetVersion,
    make: Callable[[Content], Content],
    kind: EventKind,
    what: str,
    place: Place | None = None,
) -> None:
    """Change a draft under a lock; then the part at a place must hold, and others may have faults to mend."""
    locked = held_draft(version)
    content = QuestionSet.model_validate(make(locked.content)).model_dump(mode="json")
    before = before_of(locked)
    faults = faults_of(content, before.document if before else None)
    found = [] if place is None else told_of(content, place, faults)
    if wrong := [fault for fault in found if fault.place[0] not in NESTED]:
        raise QuestionsDoNotHold(wrong)
    locked.content, locked.title, locked.drafted_at = content, content["title"], timezone.now()
    locked.save(update_fields=["content", "title", "drafted_at"])
    log(kind, locked, what=what)
    version.content, version.title = locked.content, locked.title
