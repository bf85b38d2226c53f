"""How far a set of answers is and what it is worth, by section: what is kept so that many can be counted."""

from typing import TypedDict

from learningloop.instruments.rules.conditions import NOTHING, Answers, asked, is_answered, lacks
from learningloop.instruments.rules.scoring import Score, score_sections
from learningloop.instruments.schema import Question, QuestionSet


class Count(TypedDict):
    """Of a section, or of the whole: questions asked; those with all they need; those that lack something.

    `below`: answers under the pass mark. `percent`: of what can be reached; none when nothing is scored.
    """

    asked: int
    complete: int
    lacking: int
    below: int
    percent: int | None


class Tally(TypedDict):
    whole: Count
    sections: dict[str, Count]


def tally(question_set: QuestionSet, answers: Answers, kind: str) -> Tally:
    """What the answers of an agency of a kind come to. A section that is not asked of it is left out."""
    found = asked(question_set, answers, kind)
    scores, total = score_sections(question_set, found, answers)
    sections = {
        section.key: _count(question_set, questions, answers, kind, worth)
        for (section, questions), (_section, worth) in zip(found, scores, strict=True)
    }
    return {"whole": _together(list(sections.values()), total), "sections": sections}


def _count(
    question_set: QuestionSet, questions: list[Question], answers: Answers, kind: str, found: Score
) -> Count:
    lacking = {one.key for one in questions if any(lacks(question_set, one, answers, kind))}
    given = {one.key for one in questions if is_answered(one, answers.get(one.key, NOTHING))}
    return {
        "asked": len(questions),
        "complete": len(given - lacking),
        "lacking": len(lacking),
        "below": found.below,
        "percent": found.percent,
    }


def _together(counts: list[Count], total: Score) -> Count:
    return {
        "asked": sum(count["asked"] for count in counts),
        "complete": sum(count["complete"] for count in counts),
        "lacking": sum(count["lacking"] for count in counts),
        "below": total.below,
        "percent": total.percent,
    }
