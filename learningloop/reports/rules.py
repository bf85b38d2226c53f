"""Where a piece of learning stands in the loop, what comes next, and whether it is stuck.

Nothing of this is stored: it is asked of the facts. The positions are those of requirement LO1: identified →
means agreed → being done → done → spread → evaluated → closed, or back again.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import Enum

NOT_IMPROVED = "not-improved"
INCONCLUSIVE = {"no-evidence", "unknown"}
NOT_ACCEPTED = "not-accepted"
PATIENCE = 90
"""Days without movement after which a thread is stuck, where the framework gives none of its own."""


class Position(Enum):
    """Where a thread stands: key, name, building block, and what comes next."""

    IDENTIFIED = "identified", "Identified", "learning", "Recommend what should change, or share what works"
    RECOMMENDED = "recommended", "Recommended", "learning", "Give the board’s response to the recommendation"
    BACK_AGAIN = "back-again", "Back again", "learning", "Find new means: it did not improve"
    MEANS_AGREED = "means-agreed", "Means agreed", "embedding", "Agree who will do what, and by when"
    BEING_DONE = "being-done", "Being done", "embedding", "Report the action done"
    DONE = "done", "Done", "embedding", "Assure that it is done"
    ASSURED = "assured", "Done and assured", "embedding", "Share what was learned"
    SPREAD = "spread", "Spread", "evaluation", "Judge whether it changed anything"
    EVALUATED = "evaluated", "Evaluated, effect not known", "evaluation", "Judge the effect again"
    CLOSED = "closed", "Closed: it changed something", "", ""
    KEPT = "kept", "Closed: good practice shared", "", ""
    DECLINED = "declined", "Closed: not accepted", "", ""

    def __init__(self, key: str, label: str, stage: str, step: str) -> None:
        self.key = key
        self.label = label
        self.stage = stage
        self.step = step

    @property
    def is_living(self) -> bool:
        """Whether anything is still to be done."""
        return bool(self.stage)


BY_KEY = {position.key: position for position in Position}


@dataclass(frozen=True)
class Judgement:
    """An evaluation: its verdict, the day, the moment it was recorded, and when it is to be repeated."""

    verdict: str
    on: date
    at: datetime
    again_on: date | None = None


@dataclass(frozen=True)
class Deed:
    """An action, with its latest judgement."""

    agreed_on: date
    due_on: date
    evaluate_on: date
    at: datetime
    reported_on: date | None = None
    closed_on: date | None = None
    withdrawn_on: date | None = None
    progressed_on: date | None = None
    judged: Judgement | None = None


@dataclass(frozen=True)
class Means:
    """A recommendation, the decision on it if there is one, and its actions."""

    made_on: date
    at: datetime
    decision: str = ""
    decided_on: date | None = None
    deeds: tuple[Deed, ...] = ()


@dataclass(frozen=True)
class Thread:
    """One piece of learning: when it was drawn, the means proposed, and when it was last shared."""

    drawn_on: date
    is_strength: bool
    means: tuple[Means, ...] = ()
    shared_on: date | None = None

    def deeds(self) -> Iterator[Deed]:
        """Every action that was not withdrawn."""
        return (deed for means in self.means for deed in means.deeds if not deed.withdrawn_on)


def position(thread: Thread) -> Position:
    """Where the thread stands. The first thing that is missing decides."""
    if _went_back(thread):
        return Position.BACK_AGAIN
    if not thread.means:
        return Position.KEPT if thread.is_strength and thread.shared_on else Position.IDENTIFIED
    if any(not means.decision for means in thread.means):
        return Position.RECOMMENDED
    if all(means.decision == NOT_ACCEPTED for means in thread.means):
        return Position.DECLINED
    if any(_is_untaken(means) for means in thread.means):
        return Position.MEANS_AGREED
    return _position_of_deeds(thread)


def _position_of_deeds(thread: Thread) -> Position:
    deeds = list(_standing(thread))
    if any(not deed.reported_on for deed in deeds):
        return Position.BEING_DONE
    if any(not deed.closed_on for deed in deeds):
        return Position.DONE
    if not thread.shared_on:
        return Position.ASSURED
    if any(not deed.judged for deed in deeds):
        return Position.SPREAD
    if any(deed.judged and deed.judged.verdict in INCONCLUSIVE for deed in deeds):
        return Position.EVALUATED
    return Position.CLOSED


def _is_untaken(means: Means) -> bool:
    return means.decision != NOT_ACCEPTED and all(deed.withdrawn_on for deed in means.deeds)


def _failed(deed: Deed) -> bool:
    return deed.judged is not None and deed.judged.verdict == NOT_IMPROVED


def _went_back(thread: Thread) -> bool:
    """Something did not improve, and no new means have been found since."""
    return any(_failed(deed) and not _renewed(thread, deed) for deed in thread.deeds())


def _renewed(thread: Thread, failed: Deed) -> bool:
    """Whether a recommendation or an action came after the verdict that an action had not improved anything."""
    assert failed.judged  # noqa: S101  # only asked of a deed that failed
    since = failed.judged.at
    return any(means.at > since for means in thread.means) or any(deed.at > since for deed in thread.deeds())


def _standing(thread: Thread) -> Iterator[Deed]:
    """The actions that count: what failed has been replaced by newer means."""
    return (deed for deed in thread.deeds() if not _failed(deed))


def awaited_on(thread: Thread) -> date | None:
    """By when the next step is due, where a date was agreed for it."""
    deeds = list(_standing(thread))
    match position(thread):
        case Position.BEING_DONE:
            return min(deed.due_on for deed in deeds if not deed.reported_on)
        case Position.SPREAD:
            return min(deed.evaluate_on for deed in deeds if not deed.judged)
        case Position.EVALUATED:
            return min(
                (deed.judged.again_on for deed in deeds if deed.judged and deed.judged.again_on), default=None
            )
    return None


def moved_on(thread: Thread) -> date:
    """The day on which something last happened."""
    days = [thread.drawn_on, thread.shared_on]
    for means in thread.means:
        days += [means.made_on, means.decided_on]
        for deed in means.deeds:
            days += [deed.agreed_on, deed.progressed_on, deed.reported_on, deed.closed_on, deed.withdrawn_on]
            days.append(deed.judged.on if deed.judged else None)
    return max(day for day in days if day)


@dataclass(frozen=True)
class Stand:
    """Where a thread stands, by when its next step is due, and when something last happened."""

    position: Position
    awaited_on: date | None
    moved_on: date

    def stuck_since(self, today: date, patience: int = PATIENCE) -> date | None:
        """Since when a living thread is stuck: its next step is overdue, or nothing moved for `patience` days."""
        if not self.position.is_living:
            return None
        if self.awaited_on:
            begins = self.awaited_on + timedelta(days=1)
        else:
            begins = self.moved_on + timedelta(days=patience)
        return begins if begins <= today else None


def stand(thread: Thread) -> Stand:
    """Where a thread stands."""
    return Stand(position(thread), awaited_on(thread), moved_on(thread))


def stuck_since(thread: Thread, today: date, patience: int = PATIENCE) -> date | None:
    """Since when a living thread is stuck."""
    return stand(thread).stuck_since(today, patience)
