"""What holds of the scrutiny of returns, asked of values alone: who is independent, what puts a return at risk."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction

from learningloop.instruments.rules.conditions import Answers, Given
from learningloop.instruments.rules.evidence import Shown, is_current
from learningloop.instruments.rules.scoring import is_below, score_of, worth
from learningloop.instruments.schema import YES_NO, Question, QuestionSet

UNSUPPORTED = "no evidence and no words"
STALE = "evidence that no longer counts, is older than a year, or was taken over"
NOT_ALLOCATED, UNDER_WAY, WAITING, AGREED = "not-allocated", "under-way", "waiting", "agreed"
STANDS = {
    NOT_ALLOCATED: "Not allocated",
    UNDER_WAY: "Under way",
    WAITING: "Waits for the agency",
    AGREED: "Agreed",
}
"""Where a submitted return may stand before the panel."""
HIGH = Fraction(3, 4)
"""From this share of the scale on a grade is high."""


def stand_of(is_agreed: bool, unanswered: int) -> str:
    """Where an allocated return stands: a key of STANDS. `unanswered` are the challenges that wait for a reply."""
    if is_agreed:
        return AGREED
    return WAITING if unanswered else UNDER_WAY


def not_independent(agency: int, agencies: Mapping[str, Collection[int]]) -> str:
    """Who of these people, each with their agencies, belongs to the agency of a return; nothing if nobody."""
    names = sorted(name for name, of in agencies.items() if agency in of)
    if not names:
        return ""
    belong = "belongs" if len(names) == 1 else "belong"
    return f"{', '.join(names)} {belong} to this agency. Nobody scrutinises the return of their own agency."


@dataclass(frozen=True)
class Graded:
    """One answer with what stands beside it."""

    question: str
    value: str
    has_words: bool = False
    files: Sequence[Shown] = ()


@dataclass(frozen=True)
class Risk:
    """Why a return should be read early: keys of questions, and references of findings that contradict it."""

    unsupported: list[str] = field(default_factory=list)
    stale: list[str] = field(default_factory=list)
    contradicting: list[str] = field(default_factory=list)

    @property
    def weight(self) -> int:
        """How early it is read: what others found counts most, then what nothing supports, then what is old."""
        return 3 * len(self.contradicting) + 2 * len(self.unsupported) + len(self.stale)

    @property
    def by_question(self) -> dict[str, str]:
        """What a high grade rests on, by the question's key."""
        return dict.fromkeys(self.unsupported, UNSUPPORTED) | dict.fromkeys(self.stale, STALE)

    @property
    def reasons(self) -> list[str]:
        """The reasons in words, the weightiest first."""
        told = [
            (self.contradicting, "need", "found from another source since the last round"),
            (self.unsupported, "high grade", f"with {UNSUPPORTED}"),
            (self.stale, "high grade", f"on {STALE}"),
        ]
        said = [f"{_some(len(some), one)} {why}" for some, one, why in told if some]
        return [f"{said[0]}: {', '.join(self.contradicting)}", *said[1:]] if self.contradicting else said


def _some(number: int, one: str) -> str:
    return f"{number} {one}{'' if number == 1 else 's'}"


@dataclass(frozen=True)
class Watched:
    """What is looked for in answers: high grades, and those of them that words or files should support."""

    high: frozenset[tuple[str, str]]
    """Keys of questions, each with a grade in the upper quarter of its scale, or a yes."""
    supported: frozenset[str]
    """Keys of the questions that ask for words or files."""


def watched_in(question_set: QuestionSet) -> Watched:
    """The same for all returns of a round, so it is worked out once for them."""
    graded = [question for question in question_set.questions() if question.is_graded]
    return Watched(
        frozenset((one.key, value) for one in graded for value in _high(question_set, one)),
        frozenset(one.key for one in graded if one.explanation or one.evidence),
    )


def _high(question_set: QuestionSet, question: Question) -> Iterable[str]:
    scale = question_set.scale_of(question)
    values = [point.key for point in scale.points] if scale else YES_NO
    shares = ((value, worth(question_set, question, value)) for value in values)
    return [value for value, share in shares if share is not None and share >= HIGH]


def risk_of(watched: Watched, given: Iterable[Graded], needs: Sequence[str], submitted_on: date) -> Risk:
    """What puts a return at risk. `needs` are findings about the agency from other sources since the last round.

    Only a high grade can be unsupported or contradicted. Words or files support it, where any are asked for.
    """
    high = [one for one in given if (one.question, one.value) in watched.high]
    asking = [one for one in high if one.question in watched.supported]
    return Risk(
        unsupported=[one.question for one in asking if not one.files and not one.has_words],
        stale=[
            one.question
            for one in asking
            if one.files and not any(is_current(file, submitted_on) for file in one.files)
        ],
        contradicting=list(needs) if high else [],
    )


@dataclass(frozen=True)
class Stand:
    """Where one question stands between the agency and the panel. `agreed` is empty until a grade is agreed."""

    value: str
    agreed: str = ""
    challenged: bool = False
    replied: bool = False
    marked: bool = False

    @property
    def grade(self) -> str:
        """What holds: the agreed grade, or the agency's own."""
        return self.agreed or self.value

    @property
    def is_open(self) -> bool:
        """Whether a challenge was made on which no grade is agreed yet."""
        return self.challenged and not self.agreed


def is_development(question_set: QuestionSet, question: Question, stand: Stand) -> bool:
    """Whether a question becomes a development area: what holds is below the pass mark, or the panel marked it."""
    return stand.marked or is_below(question_set, question, stand.grade)


def reason_is_missing(value: str, agreed: str, why: str) -> str:
    """What to say when another grade than the agency’s own is agreed without words; else nothing."""
    if not agreed or agreed == value or why.strip():
        return ""
    return "Say why the agreed grade is not the agency’s own"


def percents(
    question_set: QuestionSet,
    sections: Iterable[tuple[str, Sequence[Question]]],
    answers: Answers,
    agreed: Mapping[str, str],
) -> dict[str, dict[str, int | None]]:
    """By section, what the agency's own grades and the agreed ones come to, in per cent."""
    held = {key: Given(value) for key, value in agreed.items()}
    both = {**answers, **held}
    return {
        key: {
            "own": score_of(question_set, questions, answers).percent,
            "agreed": score_of(question_set, questions, both).percent,
        }
        for key, questions in sections
    }
