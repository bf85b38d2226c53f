"""Drafting, publishing and throwing away versions of a question set."""

from datetime import date

from django.utils import timezone

from learningloop.frameworks.rules.faults import Fault
from learningloop.instruments import events
from learningloop.instruments.models import QuestionSetVersion
from learningloop.instruments.queries import before_of, newest_published
from learningloop.instruments.rules.checking import check, check_succession
from learningloop.instruments.schema import QuestionSet
from learningloop.kit.parts import state
from learningloop.people.models import Board
from learningloop.trail.operations import Actor, ChangedMeanwhile, Refused, change, log, operation


class QuestionsDoNotHold(Refused):
    """The set's parts contradict each other; `faults` says where."""

    def __init__(self, faults: list[Fault]) -> None:
        super().__init__(" ".join(f"{fault.path}: {fault.problem} {fault.mend}" for fault in faults))
        self.faults = faults


class NothingNew(Refused):
    """The newest published version says just the same."""


class ThrownAway(Refused):
    """The draft is there no longer."""


class PublishedAlready(Refused):
    """A published version never changes."""


@operation
def draft_questions(*, board: Board, question_set: QuestionSet, by: Actor) -> QuestionSetVersion:
    """Make a question set the draft of its next version on the board; a draft that stands there is replaced.

    Raises QuestionsDoNotHold, NothingNew.
    """
    before = newest_published(board, question_set.key)
    _must_hold(question_set, before)
    number = before.number + 1 if before else 1
    draft, _new = QuestionSetVersion.objects.update_or_create(
        board=board,
        key=question_set.key,
        number=number,
        defaults={
            "reference": f"{question_set.key}-{number}",
            "title": question_set.title,
            "content": question_set.model_dump(mode="json"),
            "drafted_at": timezone.now(),
        },
    )
    log(events.QUESTIONS_DRAFTED, draft, number=number)
    return draft  # type: ignore[no-any-return]


@operation
def publish_questions(
    *, version: QuestionSetVersion, on: date, seen: int | None = None, by: Actor
) -> QuestionSetVersion:
    """From now on this version is asked, and never changes.

    Raises PublishedAlready, QuestionsDoNotHold while something is to be mended, NothingNew, and ChangedMeanwhile
    when the draft is no longer the one that the publisher was shown (`seen`, its state).
    """
    locked = held_draft(version)
    if seen is not None and state(locked.content) != seen:
        raise ChangedMeanwhile(
            "The draft was changed after you opened this page. Look at it again, then publish it."
        )
    before = before_of(locked)
    _must_hold(locked.document, before)
    change(events.QUESTIONS_PUBLISHED, version, facts={"number": version.number}, published_on=on)
    return version


@operation
def discard_questions(*, version: QuestionSetVersion, by: Actor) -> None:
    """Throw a draft away. Raises PublishedAlready."""
    held_draft(version)
    log(events.QUESTIONS_DISCARDED, version, number=version.number)
    version.delete()


def _must_hold(question_set: QuestionSet, before: QuestionSetVersion | None) -> None:
    faults = [*check(question_set), *check_succession(question_set, before.document if before else None)]
    if faults:
        raise QuestionsDoNotHold(faults)
    if before and before.document == question_set:
        raise NothingNew(f"Version {before.number}, which is published, says just the same.")


def held_draft(version: QuestionSetVersion) -> QuestionSetVersion:
    """A draft as it is now, held until the operation ends. Raises PublishedAlready, ThrownAway."""
    held: QuestionSetVersion | None = QuestionSetVersion.objects.select_for_update().filter(pk=version.pk).first()
    if held is None:
        raise ThrownAway("Somebody else threw this draft away after you opened it.")
    if not held.is_draft:
        raise PublishedAlready(f"{held} is published already and can no longer change.")
    return held
