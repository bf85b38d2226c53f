"""A return as the panel reads it: each answer beside that of last time, with what was challenged and agreed."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from django.db.models import Prefetch, Q

from learningloop.instruments.models import AnswerSet
from learningloop.instruments.queries.answering import Kept
from learningloop.instruments.rules.scoring import is_below
from learningloop.instruments.schema import Question, Section
from learningloop.scrutiny import queries
from learningloop.scrutiny.models import Moderation, Report, Scrutiny
from learningloop.scrutiny.rules import Stand, is_development
from learningloop.sources.assessments.models import Return
from learningloop.sources.assessments.queries.answering import (
    Paper,
    SectionAsked,
    Told,
    in_words,
    last_time,
    paper_of,
    told,
)

Grade = tuple[str, str]
"""A grade in words, with its colour; empty where there is none."""


@dataclass(frozen=True)
class Line:
    """One question: its answer now and last time, and where it stands between the agency and the panel."""

    section: Section
    question: Question
    now: Told
    last: Told
    last_agreed: Grade
    stand: Stand
    agreed: Grade
    is_below: bool
    """Whether the grade that holds is under the pass mark."""
    is_development: bool
    moderation: Moderation | None = None

    @property
    def is_graded(self) -> bool:
        return self.question.is_graded


@dataclass(frozen=True)
class Part:
    """One section, with how many of its graded questions have an agreed grade or an open challenge."""

    section: Section
    lines: list[Line] = field(default_factory=list)

    @property
    def graded(self) -> list[Line]:
        return [line for line in self.lines if line.is_graded]

    @property
    def agreed(self) -> int:
        return sum(bool(line.stand.agreed) for line in self.graded)

    @property
    def open(self) -> int:
        return sum(line.stand.is_open for line in self.graded)


@dataclass(frozen=True)
class Sheet:
    """A whole return before the panel."""

    paper: Paper
    scrutiny: Scrutiny | None
    last: Kept
    last_agreed: Mapping[str, Moderation]
    moderations: Mapping[str, Moderation]

    @cached_property
    def parts(self) -> list[Part]:
        """What is asked of the agency, by section."""
        return [
            Part(section, [self._line(section, question) for question in some])
            for section, some in self.paper.sections
        ]

    @property
    def lines(self) -> list[Line]:
        return [line for part in self.parts for line in part.lines]

    @property
    def challenges(self) -> list[Line]:
        return [line for line in self.lines if line.stand.challenged]

    @property
    def open(self) -> list[Line]:
        """The challenges on which no grade is agreed yet."""
        return [line for line in self.lines if line.stand.is_open]

    @property
    def developments(self) -> list[Line]:
        """The questions that are, or will be once the return is agreed, development areas."""
        return [line for line in self.lines if line.is_development]

    def value(self, question: Question) -> str:
        """The agency's own grade."""
        answer = self.paper.kept.answers.get(question.key)
        return str(answer.value) if answer and question.is_graded else ""

    def _line(self, section: Section, question: Question) -> Line:
        moderation = self.moderations.get(question.key)
        value = self.value(question)
        stand = moderation.stand(value) if moderation else Stand(value)
        question_set = self.paper.question_set
        return Line(
            section, question,
            now=told(self.paper, question),
            last=told(Paper(self.paper.return_, self.last), question),
            last_agreed=self._agreed_last(question),
            stand=stand,
            agreed=self.grade(question, stand.agreed),
            is_below=is_below(question_set, question, stand.grade),
            is_development=question.is_graded and is_development(question_set, question, stand),
            moderation=moderation,
        )  # fmt: skip

    def _agreed_last(self, question: Question) -> Grade:
        answer = self.last.answers.get(question.key)
        former = self.last_agreed.get(answer.question) if answer else None
        return self.grade(question, former.agreed) if former else ("", "")

    def grade(self, question: Question, value: str) -> Grade:
        """A grade in words, with its colour."""
        words, colour = in_words(self.paper.question_set, question, value)
        return (words[0], colour) if words else ("", "")


def sheet_of(return_: Return) -> Sheet:
    """A return with all that the panel reads beside it. At most twelve queries."""
    return Sheet(
        paper_of(return_),
        scrutiny := queries.scrutiny_of(return_),
        last_time(return_),
        queries.moderations_of(queries.before(return_)),
        queries.moderations_of(scrutiny),
    )


@dataclass(frozen=True)
class Area:
    """A development area that was agreed: the question, the grade that held, why, its finding, the reports."""

    section: Section
    question: Question
    grade: Grade
    why: str
    finding: str
    finding_pk: int
    reports: list[Report]


def areas_of(scrutiny: Scrutiny, answer_set: AnswerSet) -> list[Area]:
    """The development areas of a return that was agreed, in the order of its questions. Three queries."""
    rows = scrutiny.moderations.exclude(finding=None).select_related("finding")
    reports = Prefetch("reports", Report.objects.select_related("by"))
    held = {one.question: one for one in rows.prefetch_related(reports)}
    values = dict(answer_set.answers.filter(question__in=held).values_list("question", "value"))
    question_set = answer_set.question_set
    found = []
    for section in question_set.sections:
        for question in section.questions:
            one = held.get(question.key)
            if one and one.finding:
                words, colour = in_words(question_set, question, one.agreed or values.get(question.key, ""))
                grade = (words[0], colour) if words else ("", "")
                reference, key = str(one.finding.reference), one.finding.pk
                found.append(Area(section, question, grade, one.why, reference, key, list(one.reports.all())))
    return found


def last_agreed(part: SectionAsked, former: Scrutiny) -> list[tuple[Question, Grade, Moderation]]:
    """What was agreed or marked the time before on the questions of one section. Three queries."""
    held = {one.question: one for one in former.moderations.filter(~Q(agreed="") | ~Q(finding=None))}
    last = last_time(part.return_).answers
    question_set = part.return_.answer_set.question_set
    found = []
    for question in part.section.questions:
        one = held.get(last[question.key].question) if question.key in last else None
        if one:
            words, colour = in_words(question_set, question, one.agreed)
            found.append((question, (words[0], colour) if words else ("", ""), one))
    return found
