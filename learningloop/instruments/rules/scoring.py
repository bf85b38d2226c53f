"""What a set of answers is worth. Shares run from 0 (the lowest grade everywhere) to 1 (the highest)."""

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

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
    sections = asked(question_set, answers, kind)
    told = [(section, score_of(question_set, questions, answers)) for section, questions in sections]
    every = [question for _section, questions in sections for question in questions]
    return told, score_of(question_set, every, answers)


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
    scored = [question for question in questions if question.kind in ("grade", "yes-no")]
    given = [(question, answers.get(question.key, NOTHING).value) for question in scored]
    answered = [(question, value) for question, value in given if value]
    worths = [(question.weight, worth(question_set, question, value)) for question, value in answered]
    counted = [(weight, share) for weight, share in worths if share is not None]
    total = sum(weight for weight, _share in counted)
    return Score(
        asked=len(scored),
        answered=len(answered),
        not_applicable=len(answered) - len(counted),
        below=sum(is_below(question_set, question, value) for question, value in answered),
        share=sum((weight * share for weight, share in counted), Fraction(0)) / total if total else None,
    )
