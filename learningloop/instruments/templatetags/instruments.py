"""A question set in words, for pages."""

from collections.abc import Sequence

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from learningloop.instruments.rules.scoring import Score
from learningloop.instruments.schema import Demand, Point, Question, QuestionSet, Scale
from learningloop.people.rules import agency_kinds

register = template.Library()

KINDS = {
    "yes-no": "Yes, no, or does not apply",
    "number": "A number",
    "percentage": "A percentage",
    "date": "A date",
    "text": "A few words",
    "long-text": "Words",
    "table": "Rows",
    "files": "Files",
}
LACKS = {
    "answer": "no answer yet",
    "explanation": "the answer needs its explanation",
    "evidence": "the answer needs evidence",
}
ASKED = {"may": "welcome", "must": "asked for", "must-below": "asked for below", "must-from": "asked for from"}


@register.simple_tag
def question_in_words(question_set: QuestionSet, question: Question) -> str:
    """What kind of answer is wanted, of whom, under which law."""
    scale = question_set.scale_of(question)
    answer = scale.name if scale else KINDS.get(question.kind) or _one_of(question)
    told = [answer, "must be answered" if question.required else ""]
    told += [
        _demanded(scale, "explanation", question.explanation),
        _demanded(scale, "evidence", question.evidence),
    ]
    told += [f"asked of: {kinds_of_agency(question.asked_of)}" if question.asked_of else ""]
    told += ["asked only after some answers" if question.shown_when else "", question.legal_basis]
    return " · ".join(part for part in told if part)


@register.simple_tag
def grade(point: Point) -> SafeString:
    """A grade by its label; the colour stands beside it, never alone."""
    return format_html(
        '<strong class="govuk-tag kit-grade kit-grade--{}">{}</strong>', point.colour or "grey", point.label
    )


@register.filter
def questions(question_set: QuestionSet) -> int:
    """How many questions there are."""
    return len(list(question_set.questions()))


@register.filter
def is_first(question: Question, question_set: QuestionSet) -> bool:
    """Whether a question can move up no further: it stands first, in the first section."""
    first = question_set.sections[0].questions
    return bool(first) and first[0].key == question.key


@register.filter
def is_last(question: Question, question_set: QuestionSet) -> bool:
    """Whether a question can move down no further."""
    last = question_set.sections[-1].questions
    return bool(last) and last[-1].key == question.key


@register.filter
def number_of_questions(number: int) -> str:
    return "1 question" if number == 1 else f"{number} questions"


@register.filter
def kinds_of_agency(kinds: Sequence[str]) -> str:
    """Statutory partner, School; everybody when none is named."""
    named = dict(agency_kinds())
    return ", ".join(named[kind] for kind in kinds) or "Everybody"


@register.filter
def pass_mark(scale: Scale) -> str:
    """The label of the lowest grade that is good enough."""
    point = scale.point(scale.pass_mark or "")
    return point.label if point else ""


@register.filter
def score_in_words(score: Score) -> str:
    """67 % of what can be reached, from 3 of 5 answers."""
    if not score.asked:
        return "Not scored"
    answered = f"{score.answered} of {score.asked} answered"
    return answered if score.percent is None else f"{score.percent} % of what can be reached; {answered}"


@register.filter
def lack_in_words(lack: str) -> str:
    return LACKS[lack]


def _one_of(question: Question) -> str:
    labels = ", ".join(choice.label for choice in question.choices)
    return f"{'One' if question.kind == 'choice' else 'Any'} of: {labels}"


def _demanded(scale: Scale | None, noun: str, demand: Demand | None) -> str:
    point = scale.point(demand.grade) if scale and demand and demand.grade else None
    return f"{noun} {ASKED[demand.ask]} {point.label if point else ''}".strip() if demand else ""
