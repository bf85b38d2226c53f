"""One section of a return on the screen: its questions as forms, saved together or one by one."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.urls import reverse
from django.utils.timezone import localtime

from learningloop.instruments.forms.answering import AnswerForm
from learningloop.instruments.operations.answering import Answered, AnsweredMeanwhile
from learningloop.instruments.queries.answering import Kept
from learningloop.instruments.rules.conditions import Given
from learningloop.instruments.rules.tally import Count
from learningloop.instruments.schema import Question, Section
from learningloop.sources.assessments.models import Return
from learningloop.sources.assessments.operations import returns as operations
from learningloop.sources.assessments.queries import answering
from learningloop.sources.assessments.queries.answering import Paper, Told
from learningloop.trail.operations import Refused


@dataclass
class Block:
    """One question on the page of its section."""

    told: Told
    form: AnswerForm
    url: str
    before: Told | None = None

    @property
    def question(self) -> Question:
        return self.told.question


@dataclass
class OpenSection:
    """The questions of a section, with what was sent of them."""

    return_: Return
    section: Section
    data: Any = None
    refused: list[str] = field(default_factory=list)
    told_before: bool = False
    """Whether the page that was sent showed the very two answers of a collision already."""
    _answered: Answered | None = None

    def __post_init__(self) -> None:
        self.paper = answering.paper_of(self.return_)
        self.forms = {question.key: self._form(question, self.data) for question in self._sent}

    @property
    def _sent(self) -> list[Question]:
        """The questions that are asked, and those that a colleague's answer closed while this page was open."""
        asked = {question.key for question in self.asked}
        return [
            one for one in self.section.questions if one.key in asked or f"{one.key}-seen" in (self.data or ())
        ]

    @property
    def errors(self) -> bool:
        """Whether something of what was sent could not be saved."""
        return bool(self.refused) or any(form.errors for form in self.forms.values())

    def non_form_errors(self) -> list[str]:
        """What is told of the section as a whole, above it."""
        return self.refused

    def __iter__(self) -> Iterator[AnswerForm]:
        return iter(self.forms.values())

    @property
    def asked(self) -> list[Question]:
        """The questions of the section that are asked, as the answers stand."""
        return _asked(self.paper, self.section)

    @property
    def count(self) -> Count:
        """How far the section is."""
        counts = self.return_.answer_set.tally["sections"]
        return counts.get(self.section.key, answering.NOTHING)  # type: ignore[no-any-return]

    @property
    def not_asked(self) -> list[str]:
        """The keys of its questions that the answers leave out as they stand."""
        asked = {question.key for question in self.asked}
        return [question.key for question in self.section.questions if question.key not in asked]

    def _form(self, question: Question, data: Any) -> AnswerForm:
        kept = self.paper.kept.answers.get(question.key)
        return AnswerForm(data, question_set=self.paper.question_set, question=question, kept=kept)

    def save(self, given: dict[str, Given], by: Any) -> bool:
        """Save what was touched and is good. Whether all of it could be saved."""
        sent = [form for form in self.forms.values() if form.is_sent]
        good = [form for form in sent if form.is_valid()]
        answers = {form.question.key: form.given for form in good if form.is_touched} | given
        seen = {key: 0 if key in given else self.forms[key].cleaned_data["seen"] for key in answers}
        collided = self._answer(answers, seen, by)
        self._read_again(list(answers))
        for key in collided:
            self._collide(key)
        return len(good) == len(sent) and not collided and not self.refused

    def _read_again(self, questions: list[str]) -> None:
        self.paper = answering.paper_after(self.paper, questions)

    def _answer(self, answers: dict[str, Given], seen: dict[str, int], by: Any) -> list[str]:
        """Answer what can be answered; the keys of what somebody else answered meanwhile."""
        collided: list[str] = []
        while left := {key: one for key, one in answers.items() if key not in collided}:
            try:
                self._answered = operations.answer_return(return_=self.return_, given=left, seen=seen, by=by)
            except AnsweredMeanwhile as meanwhile:
                collided += meanwhile.questions
            except Refused as refused:
                self.refused.append(str(refused))
                break
            else:
                break
        return collided

    def _collide(self, key: str) -> None:
        """Show both answers to a question that somebody else answered meanwhile."""
        form = self._form(self.forms[key].question, self.data)
        form.is_valid()
        kept = form.kept
        by = str(kept.by) if kept and kept.by else "Somebody else"
        sent = form.began
        form.collide(by, localtime(kept.at) if kept else None)
        self.told_before = form.began == sent
        self.forms[key] = form

    def blocks(self, last: Kept | None = None) -> list[Block]:
        """The questions as they stand now: what is wrong keeps what was typed."""
        return [self.block(question, last) for question in self.asked]

    def block(self, question: Question, last: Kept | None = None) -> Block:
        form = self.forms.get(question.key)
        if form is None or not (form.errors or self.refused):
            form = self._form(question, None)
        url = reverse("assessments:question", args=[self.return_.board.slug, self.return_.reference, question.key])
        before = answering.told(Paper(self.return_, last), question) if last else None
        return Block(answering.told(self.paper, question), form, url, before)


class OpenQuestion(OpenSection):
    """One question of a section, sent alone. The rest is read only if its answer opens others or closes them."""

    def __init__(self, return_: Return, section: Section, data: Any, question: Question) -> None:
        self.return_, self.section, self.data, self.refused = return_, section, data, []
        self.opened: list[Question] = []
        self.closed: list[Question] = []
        question_set = return_.answer_set.question_set
        self.form = AnswerForm(data, question_set=question_set, question=question, kept=None)
        if self.form.has_settled:  # theirs may be chosen: the form must know what it is
            self.paper = answering.paper_of(return_)
            self.form = self._form(question, data)
        self.forms = {question.key: self.form}

    def _read_again(self, questions: list[str]) -> None:
        if self._answered:
            before, now = Paper(self.return_, self._answered.before), Paper(self.return_, self._answered.now)
            self.opened, self.closed = self._beyond(now, before), self._beyond(before, now)
        if self._answered and not (self.opened or self.form.has_settled):
            self.paper = now
        else:
            self.paper = answering.paper_of(self.return_)

    def _beyond(self, one: Paper, other: Paper) -> list[Question]:
        """The questions of the section that are asked as one stands, and not as the other does."""
        asked = {question.key for question in _asked(other, self.section)}
        return [question for question in _asked(one, self.section) if question.key not in asked]


def _asked(paper: Paper, section: Section) -> list[Question]:
    return next((some for found, some in paper.sections if found.key == section.key), [])
