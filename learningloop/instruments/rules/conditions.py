"""Which questions are asked of somebody, and what is still missing, given the answers so far."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from learningloop.instruments.rules.answers import Value
from learningloop.instruments.schema import Condition, Demand, Question, QuestionSet, Section


@dataclass(frozen=True)
class Given:
    """What was given to one question: the answer, words beside it, and how many files."""

    value: Value = ""
    explanation: str = ""
    files: int = 0


Answers = Mapping[str, Given]
"""What was given so far, by the question's key."""
NOTHING = Given()


def asked(question_set: QuestionSet, answers: Answers, kind: str) -> list[tuple[Section, list[Question]]]:
    """The sections and questions for an agency of a kind, without those that the answers so far leave out."""
    found = [
        (section, [question for question in section.questions if is_asked(question_set, question, answers, kind)])
        for section in question_set.sections
    ]
    return [(section, questions) for section, questions in found if questions]


def is_asked(question_set: QuestionSet, question: Question, answers: Answers, kind: str) -> bool:
    """Whether a question is asked. An answer counts only while its own question is asked."""
    if question.asked_of and kind not in question.asked_of:
        return False
    return all(_holds(question_set, condition, answers, kind) for condition in question.shown_when)


def missing(question_set: QuestionSet, answers: Answers, kind: str) -> list[tuple[Question, str]]:
    """Each question that is not complete yet, with what it lacks: an answer, an explanation, or evidence."""
    return [
        (question, lack)
        for _section, questions in asked(question_set, answers, kind)
        for question in questions
        for lack in lacks(question_set, question, answers, kind)
    ]


def lacks(question_set: QuestionSet, question: Question, answers: Answers, kind: str) -> Iterable[str]:
    """What a question that is asked still lacks, if anything: an answer, an explanation, evidence."""
    given = answers.get(question.key, NOTHING)
    if not is_answered(question, given):
        return ["answer"] if is_required(question_set, question, answers, kind) else []
    wanted = [
        ("explanation", question.explanation, bool(given.explanation.strip())),
        ("evidence", question.evidence, given.files > 0),
    ]
    return [
        name for name, demand, there in wanted if not there and demanded(question_set, question, demand, given)
    ]


def is_answered(question: Question, given: Given) -> bool:
    """Whether there is an answer: files where files are asked for, else a value. Words beside it are none."""
    return given.files > 0 if question.kind == "files" else bool(given.value)


def is_required(question_set: QuestionSet, question: Question, answers: Answers, kind: str) -> bool:
    """Whether a question that is asked must be answered."""
    conditions = question.required_when
    return question.required or (
        bool(conditions) and all(_holds(question_set, one, answers, kind) for one in conditions)
    )


def demanded(question_set: QuestionSet, question: Question, demand: Demand | None, given: Given) -> bool:
    """Whether words or files must stand beside an answer. A grade that is not scored is neither low nor high."""
    if demand is None or demand.ask == "may":
        return False
    if demand.ask == "must":
        return True
    height, bound = _heights(question_set, question, given.value, demand.grade or "")
    if height is None or bound is None:
        return False
    return height < bound if demand.ask == "must-below" else height >= bound


def _holds(question_set: QuestionSet, condition: Condition, answers: Answers, kind: str) -> bool:
    question = question_set.question(condition.question)
    if question is None or not is_asked(question_set, question, answers, kind):
        return False
    given = answers.get(question.key, NOTHING)
    match condition.comparison:
        case "answered":
            return is_answered(question, given)
        case "is":
            return _is(given, condition.value)
        case "is-not":
            return is_answered(question, given) and not _is(given, condition.value)
    height, bound = _heights(question_set, question, given.value, condition.value)
    if height is None or bound is None:
        return False
    return height < bound if condition.comparison == "below" else height >= bound


def _is(given: Given, value: str) -> bool:
    return value in given.value if isinstance(given.value, list) else given.value == value


def _heights(
    question_set: QuestionSet, question: Question, value: Value, bound: str
) -> tuple[int | None, int | None]:
    scale = question_set.scale_of(question)
    given, wanted = (scale.point(str(value)), scale.point(bound)) if scale else (None, None)
    return given.score if given else None, wanted.score if wanted else None
