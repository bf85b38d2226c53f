"""A question set as a spreadsheet in the manner of XLSForm, as `imports` reads it; a board's sets as a list."""

from collections.abc import Iterator
from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponse

from learningloop.instruments.models import QuestionSetVersion
from learningloop.instruments.rules.sheets import (
    CHOICES,
    SETTINGS,
    SURVEY,
    TYPES,
    demand_in_words,
    expression,
    list_of,
)
from learningloop.instruments.schema import CHOSEN, Question, QuestionSet
from learningloop.kit.downloads import table_file
from learningloop.kit.spreadsheets import Sheet, render_xlsx
from learningloop.people.models import Board

Row = dict[str, Any]
SETS = ("Question set", "Version", "Reference", "Published")


def sets_file(board: Board, rows: QuerySet[QuestionSetVersion], form: str) -> HttpResponse:
    """The versions of a list, one a line; a draft has no day."""
    return table_file(f"questions-{board.slug}", SETS, rows, _set, form)


def _set(version: QuestionSetVersion) -> tuple[object, ...]:
    return version.title, version.number, version.reference, version.published_on


def spreadsheet(question_set: QuestionSet) -> bytes:
    """The three sheets of a question set."""
    return render_xlsx(
        _sheet("survey", SURVEY, _survey(question_set)),
        _sheet("choices", CHOICES, _choices(question_set)),
        _sheet("settings", SETTINGS, [_settings(question_set)]),
    )


def _sheet(name: str, columns: list[str], rows: "Iterator[Row] | list[Row]") -> Sheet:
    return Sheet(name, columns, ([row.get(column) for column in columns] for row in rows))


def _survey(question_set: QuestionSet) -> Iterator[Row]:
    for section in question_set.sections:
        yield {
            "type": "begin group", "name": section.key, "label": section.title, "hint": section.guidance,
            "legal_basis": section.legal_basis,
        }  # fmt: skip
        for question in section.questions:
            yield _question(question)
            if question.columns:
                yield from (
                    {"type": TYPES[one.kind], "name": one.key, "label": one.label} for one in question.columns
                )
                yield {"type": "end repeat"}
        yield {"type": "end group"}


def _question(question: Question) -> Row:
    return {
        "type": _type(question),
        "name": question.key,
        "label": question.text,
        "hint": question.help,
        "required": "yes" if question.required else expression(question.required_when),
        "relevant": expression(question.shown_when),
        "legal_basis": question.legal_basis,
        "prompts": "\n".join(question.prompts),
        "asked_of": list(question.asked_of),
        "explanation": demand_in_words(question.explanation),
        "evidence": demand_in_words(question.evidence),
        "weight": question.weight,
        "carried": "yes" if question.carried else "no",
        "was": question.was,
    }


def _type(question: Question) -> str:
    if question.kind == "grade":
        return f"select_one {question.scale}"
    if question.kind in CHOSEN:
        return f"select_{'one' if question.kind == 'choice' else 'multiple'} {list_of(question)}"
    return "begin repeat" if question.kind == "table" else TYPES[question.kind]


def _choices(question_set: QuestionSet) -> Iterator[Row]:
    for scale in question_set.scales:
        for number, point in enumerate(scale.points):
            about = {"list_label": scale.name, "origin": scale.origin} if number == 0 else {}
            good = "yes" if point.key == scale.pass_mark else ""
            told = {"name": point.key, "label": point.label, "meaning": point.meaning, "colour": point.colour}
            yield {"list_name": scale.key, **told, "score": point.score, "pass_mark": good, **about}
    for question in question_set.questions():
        for choice in question.choices:
            yield {"list_name": list_of(question), "name": choice.key, "label": choice.label}


def _settings(question_set: QuestionSet) -> Row:
    return {
        "form_id": question_set.key,
        "form_title": question_set.title,
        "purpose": question_set.purpose,
        "legal_basis": question_set.legal_basis,
        "origin": question_set.origin,
        "asked_of": list(question_set.asked_of),
        "signed_by": "\n".join(question_set.signed_by),
    }
