"""What a set of answers is worth. Shares run from 0 (the lowest grade everywhere) to 1 (the highest)."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import NamedTuple

from learningloop.instruments.rules.conditions import NOTHING, Answers, asked
from learningloop.instruments.schema import Question, QuestionSet, Section


@dataclass(frozen=True)
class Score:
    """How scored questions were answered. `share` is none while none of them has a scored answer."""

    asked: int
    answered: int
    not_applicable: int
    below: int
    share: Fraction | None

    @property
    def percent(self) -> int | None:
        """The share in whole per cent, a half rounded up."""
        return None if self.share is None else int(self.share * 100 + Fraction(1, 2))


def score(question_set: QuestionSet, answers: Answers, kind: str) -> tuple[list[tuple[Section, Score]], Score]:
    """Each section's score, and that of the whole, in which every question counts by its own weight."""
    return score_sections(question_set, asked(question_set, answers, kind), answers)


def score_sections(
    question_set: QuestionSet, sections: Iterable[tuple[Section, list[Question]]], answers: Answers
) -> tuple[list[tuple[Section, Score]], Score]:
    """The same, where it is known already what is asked."""
    marked = [(section, _marks(question_set, questions, answers)) for section, questions in sections]
    whole = [mark for _section, marks in marked for mark in marks]
    return [(section, _together(marks)) for section, marks in marked], _together(whole)


def worth(question_set: QuestionSet, question: Question, value: object) -> Fraction | None:
    """The share of one answer; none when the question is not scored, or the answer is not."""
    if question.kind == "yes-no":
        return {"yes": Fraction(1), "no": Fraction(0)}.get(str(value))
    scale = question_set.scale_of(question)
    point = scale.point(str(value)) if scale else None
    if scale is None or point is None or point.score is None:
        return None
    worths = [one.score for one in scale.scored if one.score is not None]
    return Fraction(point.score - min(worths), max(worths) - min(worths))


def is_below(question_set: QuestionSet, question: Question, value: object) -> bool:
    """Whether an answer is under the pass mark: a grade below its scale's, or a no."""
    if question.kind == "yes-no":
        return value == "no"
    scale = question_set.scale_of(question)
    point, bound = (scale.point(str(value)), scale.point(scale.pass_mark or "")) if scale else (None, None)
    if point is None or bound is None or point.score is None or bound.score is None:
        return False
    return point.score < bound.score


def score_of(question_set: QuestionSet, questions: Iterable[Question], answers: Answers) -> Score:
    """What these questions come to."""
    return _together(_marks(question_set, questions, answers))


class Mark(NamedTuple):
    """What one scored question comes to."""

    weight: int
    answered: bool
    share: Fraction | None
    below: bool


def _marks(question_set: QuestionSet, questions: Iterable[Question], answers: Answers) -> list[Mark]:
    known: dict[object, tuple[Fraction | None, bool]] = {}  # the same grade on the same scale is worth the same
    marks = []
    for question in questions:
        if question.is_graded:
            value = str(answers.get(question.key, NOTHING).value)
            same = (question.scale, value)
            if same not in known:
                known[same] = worth(question_set, question, value), is_below(question_set, question, value)
            marks.append(Mark(question.weight, bool(value), *known[same]))
    return marks


def _together(marks: Sequence[Mark]) -> Score:
    answered, counted = sum(mark.answered for mark in marks), 0
    weights: Counter[tuple[int, int]] = Counter()  # few shares differ, and to add fractions is dear
    for mark in marks:
        if mark.share is not None:
            counted += 1
            weights[mark.share.as_integer_ratio()] += mark.weight
    total = weights.total()
    share = sum((Fraction(*ratio) * weight for ratio, weight in weights.items()), Fraction(0))
    return Score(
        asked=len(marks),
        answered=answered,
        not_applicable=answered - counted,
        below=sum(mark.below for mark in marks),
        share=share / total if total else None,
    )
