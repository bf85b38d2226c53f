"""A round across its agencies: one standard in all of them, and what kinds and localities reach."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Avg, Count, QuerySet, Value
from django.db.models.functions import Coalesce

from learningloop.instruments.models import Answer
from learningloop.instruments.queries.tallies import PercentIn
from learningloop.instruments.schema import NOT_APPLICABLE, Question, QuestionSet, Section
from learningloop.people.models import Person
from learningloop.people.policy import allowed
from learningloop.people.rules import agency_kinds
from learningloop.sources.assessments import rules
from learningloop.sources.assessments.models import Return, Round
from learningloop.sources.assessments.policy import RETURN_VIEW
from learningloop.sources.assessments.queries.answering import in_words

TALLY = "answer_set__tally"
AFTER_ALL = 101
"""Where a return without a grade stands among those in per cent."""


def submitted_of(round_: Round, person: Person) -> QuerySet[Return]:
    """The submitted returns of a round that a person may read."""
    rows: QuerySet[Return] = allowed(person, RETURN_VIEW).filter(round=round_, state=rules.SUBMITTED)
    return rows.order_by()


# ---- kinds and localities


@dataclass(frozen=True)
class Together:
    """Agencies of one kind, or of one locality: how many are in, and the mean of each section, in per cent."""

    name: str
    number: int
    means: list[int | None]


def by_kind(rows: QuerySet[Return], sections: Sequence[Section]) -> list[Together]:
    """What each kind of agency reaches, in the order in which kinds are named. One query."""
    found = {one.name: one for one in _together(rows, "agency__kind", sections)}
    return [Together(name, found[key].number, found[key].means) for key, name in agency_kinds() if key in found]


def by_locality(rows: QuerySet[Return], sections: Sequence[Section]) -> list[Together]:
    """What the agencies of each locality reach; those without one are left out. One query."""
    return _together(rows.exclude(agency__locality=""), "agency__locality", sections)


def _together(rows: QuerySet[Return], field: str, sections: Sequence[Section]) -> list[Together]:
    means = {f"mean_{place}": Avg(PercentIn(TALLY, one.key)) for place, one in enumerate(sections)}
    found = rows.order_by(field).values(field).annotate(number=Count("pk"), **means)
    return [Together(one[field], one["number"], [_whole(one[name]) for name in means]) for one in found]


def _whole(mean: float | None) -> int | None:
    return None if mean is None else round(mean)


# ---- one standard


def ranked(rows: QuerySet[Return], section: Section) -> QuerySet[Any]:
    """Returns with what each reaches in a section, `percent`, and where that places it, `rank`."""
    percent = PercentIn(TALLY, section.key)
    return rows.annotate(percent=percent, rank=Coalesce(percent, Value(AFTER_ALL)))


@dataclass(frozen=True)
class Part:
    """How many answers to a question bear one grade, or one answer."""

    words: str
    colour: str
    number: int


@dataclass(frozen=True)
class Spread:
    """A question that is graded, with how the answers to it are spread, the lowest grade first."""

    question: Question
    parts: list[Part]

    @property
    def total(self) -> int:
        return sum(part.number for part in self.parts)


def spreads_of(round_: Round, person: Person, sections: Iterable[Section]) -> dict[str, list[Spread]]:
    """By section, how the submitted answers to each graded question are spread. One query.

    What is counted are the answers that stand: also one to a question that a later answer took away again.
    """
    question_set = round_.question_set
    sets = submitted_of(round_, person).values("answer_set")
    counted = Answer.objects.filter(answer_set__in=sets).order_by().values_list("question", "value")
    found: dict[str, dict[str, int]] = defaultdict(dict)
    for question, value, number in counted.annotate(number=Count("pk")):
        if isinstance(value, str):
            found[question][value] = number
    return {
        section.key: [_spread(question_set, one, found[one.key]) for one in section.graded] for section in sections
    }


def _spread(question_set: QuestionSet, question: Question, counted: dict[str, int]) -> Spread:
    told = (
        (in_words(question_set, question, value), counted.get(value, 0))
        for value in points(question_set, question)
    )
    return Spread(question, [Part(words[0], colour, number) for (words, colour), number in told])


def points(question_set: QuestionSet, question: Question) -> list[str]:
    """The answers that a graded question can have, the lowest first."""
    scale = question_set.scale_of(question)
    return [point.key for point in scale.points] if scale else ["no", "yes", NOT_APPLICABLE]


def answers_to(
    returns: Sequence[Return], section: Section
) -> list[tuple[Return, list[tuple[Question, str, str]]]]:
    """Returns, each with its answers to the graded questions of a section, in words and colour. One query."""
    keys = [question.key for question in section.graded]
    found: dict[tuple[int, str], Any] = {}
    rows = Answer.objects.filter(answer_set__in=[one.answer_set_id for one in returns], question__in=keys)
    for answer_set, question, value in rows.order_by().values_list("answer_set", "question", "value"):
        found[answer_set, question] = value
    return [(one, [_answer(one, question, found) for question in section.graded]) for one in returns]


def _answer(return_: Return, question: Question, found: dict[tuple[int, str], Any]) -> tuple[Question, str, str]:
    value = found.get((return_.answer_set_id, question.key), "")
    words, colour = in_words(return_.answer_set.question_set, question, value)
    return question, "; ".join(words), colour
