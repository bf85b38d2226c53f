"""A return as those who answer it see it: section by section, with what is missing and what was said last time."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any

from django.utils.timezone import localdate

from learningloop.instruments.models import Answer, Evidence
from learningloop.instruments.queries.answering import Kept, carried, kept_in, with_latest
from learningloop.instruments.rules.conditions import asked, lacks
from learningloop.instruments.rules.evidence import evidence_in_words, is_current
from learningloop.instruments.rules.tally import Count
from learningloop.instruments.schema import NOT_APPLICABLE, YES_NO, Column, Question, QuestionSet, Section
from learningloop.kit.dates import day
from learningloop.people.models import Person
from learningloop.people.policy import allow
from learningloop.sources.assessments import rules
from learningloop.sources.assessments.models import Comment, Delegation, Return
from learningloop.sources.assessments.policy import RETURN_ANSWER
from learningloop.sources.assessments.queries import leads
from learningloop.sources.assessments.queries.joint import set_before

YES_NO_COLOURS = {"yes": "green", "no": "red", NOT_APPLICABLE: "grey"}
"""A no is below what is good enough, as a grade under the pass mark is."""
NOTHING: Count = {"asked": 0, "complete": 0, "lacking": 0, "below": 0, "percent": None}


@dataclass(frozen=True)
class Paper:
    """A return with its questions and all that stands in it."""

    return_: Return
    kept: Kept

    @property
    def question_set(self) -> QuestionSet:
        return self.return_.answer_set.question_set

    @cached_property
    def sections(self) -> list[tuple[Section, list[Question]]]:
        """What is asked of this agency, by section, as the answers stand."""
        return asked(self.question_set, self.kept.given, self.return_.answer_set.kind)

    def lacks(self, question: Question) -> list[str]:
        """What a question still lacks."""
        return list(lacks(self.question_set, question, self.kept.given, self.return_.answer_set.kind))

    @property
    def missing(self) -> list[tuple[Section, Question, list[str]]]:
        """Everything that must be done before it can be signed."""
        every = ((section, question, self.lacks(question)) for section, some in self.sections for question in some)
        return [one for one in every if one[2]]


def paper_of(return_: Return) -> Paper:
    """A return with what stands in it. Two queries."""
    return Paper(return_, kept_in(return_.answer_set, shown=True))


def paper_after(paper: Paper, questions: Collection[str]) -> Paper:
    """The same once some questions were answered. One query."""
    return_ = paper.return_
    return Paper(return_, with_latest(return_.answer_set, paper.kept, questions))


@dataclass(frozen=True)
class Line:
    """One section on the return's own page."""

    section: Section
    count: Count
    named: list[Person] = field(default_factory=list)
    mine: bool = True

    @property
    def state(self) -> str:
        if not self.count["lacking"]:
            return "Complete"
        return "In progress" if self.count["complete"] else "Not started"


@dataclass(frozen=True)
class SectionAsked:
    """One section of a return, as later stages are asked about it on its page."""

    return_: Return
    section: Section


def lines_of(return_: Return, person: Person) -> list[Line]:
    """The sections that are asked of the agency, with how far each is and who is named to it. One query."""
    named = named_to(return_)
    counts = return_.answer_set.tally["sections"]
    leading = leads(person, return_)
    return [
        Line(section, counts[section.key], named.get(section.key, []), _may(named, section, person, leading))
        for section in return_.answer_set.question_set.sections
        if section.key in counts
    ]


def named_to(return_: Return) -> dict[str, list[Person]]:
    """Who is named to each section, by its key. One query."""
    found: dict[str, list[Person]] = {}
    for one in Delegation.objects.filter(return_to=return_).select_related("person"):
        found.setdefault(one.section, []).append(one.person)
    return found


def _may(named: Mapping[str, list[Person]], section: Section, person: Person, leading: bool) -> bool:
    return rules.may_answer([one.pk for one in named.get(section.key, [])], person.pk, leading)


def may_answer(return_: Return, section: Section, person: Person) -> bool:
    """Whether a person may answer a section now. Two queries."""
    return allow(person, RETURN_ANSWER, return_) and _may(
        named_to(return_), section, person, leads(person, return_)
    )


def comments_of(return_: Return) -> dict[str, list[Comment]]:
    """What those who answer a return said to each other, by the question's key, oldest first. One query."""
    found: dict[str, list[Comment]] = {}
    for one in Comment.objects.filter(return_to=return_).select_related("by"):
        found.setdefault(one.question, []).append(one)
    return found


@dataclass(frozen=True)
class Said:
    """How many comments stand beside the questions of a section, and the last of them."""

    number: int
    last: Comment


def said_by_section(return_: Return) -> dict[str, Said]:
    """What those who answer a return said to each other, by the section's key. One query."""
    comments, found = comments_of(return_), {}
    for section in return_.answer_set.question_set.sections:
        said = [one for question in section.questions for one in comments.get(question.key, ())]
        if said:
            found[section.key] = Said(len(said), max(said, key=lambda one: (one.at, one.pk)))
    return found


def last_time(return_: Return) -> Kept:
    """What the agency answered in the round before, under today's questions."""
    return carried(set_before(return_), return_.answer_set)


@dataclass(frozen=True)
class Told:
    """One question with its answer in words, for pages, files and copies."""

    question: Question
    words: list[str]
    colour: str
    answer: Answer | None
    files: list[Evidence]
    lacks: list[str]


def told_of(paper: Paper) -> list[tuple[Section, list[Told]]]:
    """Every question that is asked, with its answer in words. No query."""
    return [(section, [told(paper, question) for question in some]) for section, some in paper.sections]


def told(paper: Paper, question: Question) -> Told:
    answer = paper.kept.answers.get(question.key)
    words, colour = in_words(paper.question_set, question, answer.value if answer else "")
    return Told(
        question, words, colour, answer, list(paper.kept.files.get(question.key, ())), paper.lacks(question)
    )


def file_in_words(evidence: Evidence, return_: Return) -> str:
    """When a file of evidence came, and until when it counts."""
    return evidence_in_words(evidence.shown, _judged_on(return_))


def counts_still(evidence: Evidence, return_: Return) -> bool:
    """Whether a file of evidence shows how things are."""
    return is_current(evidence.shown, _judged_on(return_))


def _judged_on(return_: Return) -> date:
    """The day for which evidence is asked whether it counts: that of submitting, or today."""
    return return_.submitted_on or localdate()


def in_words(question_set: QuestionSet, question: Question, value: Any) -> tuple[list[str], str]:
    """An answer as people read it, a line each, with the colour of a grade; nothing when there is none."""
    if not value:
        return [], ""
    if question.kind == "table":
        return [_row_in_words(question.columns, row) for row in value], ""
    if question.kind == "yes-no":
        return [YES_NO.get(value, value)], YES_NO_COLOURS.get(value, "grey")
    scale = question_set.scale_of(question)
    point = scale.point(value) if scale else None
    if point:
        return [point.label], point.colour or "grey"
    labels = {choice.key: choice.label for choice in question.choices}
    given: list[str] = value if isinstance(value, list) else [value]
    return [labels.get(one) or _one_in_words(question.kind, one) for one in given], ""


def _row_in_words(columns: Iterable[Column], row: Mapping[str, str]) -> str:
    told = ((column, row.get(column.key, "")) for column in columns)
    return "; ".join(f"{column.label}: {_one_in_words(column.kind, text)}" for column, text in told if text)


def _one_in_words(kind: str, text: str) -> str:
    """One value that is no grade and no choice: a day as people write it, a percentage with its sign."""
    if kind == "date":
        return day(date.fromisoformat(text))
    return f"{text} %" if kind == "percentage" else text
