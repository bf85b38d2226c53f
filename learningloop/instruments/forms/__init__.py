"""The form that a question set makes, for whoever answers it."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms import BoundField

from learningloop.instruments.rules.answers import LONG, SHORT, NotAnAnswer, Value, clean
from learningloop.instruments.rules.conditions import Given
from learningloop.instruments.schema import YES_NO, Question, QuestionSet, Section
from learningloop.kit.forms import DateField, Form
from learningloop.people.rules import agency_kinds

BLANK_ROWS = 3
LARGEST = 5 * 1024 * 1024


@dataclass(frozen=True)
class Asked:
    """A question on the page: its field, the cells of its rows, and the box for words beside it."""

    question: Question
    field: BoundField | None
    rows: list[list[BoundField]]
    explanation: BoundField | None


class AnswersForm(Form):
    """Answers to a whole set. Nothing is required here: what is missing, the rules tell."""

    mark_optional = False

    def __init__(self, data: Any, *, question_set: QuestionSet) -> None:
        super().__init__(data, prefix="a")
        self.question_set = question_set
        for question in question_set.questions():
            self.fields |= fields_of(question_set, question, stem=question.key)

    def sections(self) -> Iterator[tuple[Section, list[Asked]]]:
        """The sections with their questions, to be shown one below the other."""
        for section in self.question_set.sections:
            yield section, [self._asked(question) for question in section.questions]

    def _asked(self, question: Question) -> Asked:
        explanation = f"{question.key}.why"
        cells = [
            [self[cell_of(question.key, row, column.key)] for column in question.columns]
            for row in (range(BLANK_ROWS) if question.columns else ())
        ]
        return Asked(
            question,
            self[question.key] if question.key in self.fields else None,
            cells,
            self[explanation] if explanation in self.fields else None,
        )

    def clean(self) -> dict[str, Any]:
        cleaned = self.cleaned_data
        for question in self.question_set.questions():
            try:
                clean(self.question_set, question, self._value(question))
            except NotAnAnswer as fault:
                self.add_error(question.key if question.key in self.fields else None, str(fault))
        return cleaned

    def given(self) -> dict[str, Given]:
        """The valid answers, by the question's key."""
        return {
            question.key: Given(
                clean(self.question_set, question, self._value(question)),
                str(self.cleaned_data.get(f"{question.key}.why", "")),
            )
            for question in self.question_set.questions()
        }

    def _value(self, question: Question) -> Value:
        if question.kind == "table":
            return [
                {
                    column.key: text_of(self.cleaned_data.get(cell_of(question.key, row, column.key)))
                    for column in question.columns
                }
                for row in range(BLANK_ROWS)
            ]
        value = self.cleaned_data.get(question.key)
        return list(value or []) if question.kind == "choices" else text_of(value)


class SpreadsheetForm(Form):
    """A question set that somebody brings as a spreadsheet."""

    file = forms.FileField(
        label="Spreadsheet", help_text="An Excel file with the sheets survey, choices and settings"
    )

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > LARGEST:
            raise forms.ValidationError(f"Choose a file of no more than {LARGEST // 1024 // 1024} MB")
        return file


class KindForm(Form):
    """As which kind of agency a set is tried out."""

    kind = forms.ChoiceField(label="Try it as", choices=agency_kinds)


def fields_of(
    question_set: QuestionSet, question: Question, *, stem: str, rows: int = BLANK_ROWS
) -> dict[str, forms.Field]:
    """The fields of one question: `stem` for the answer, `stem.why` for words beside it, `stem.0.what` a cell."""
    made: dict[str, forms.Field] = {}
    if question.kind == "table":
        for row in range(rows):
            for column in question.columns:
                label = f"{column.label}, row {row + 1}"
                made[cell_of(stem, row, column.key)] = forms.CharField(
                    label=label, required=False, max_length=SHORT
                )
    elif question.kind != "files":
        made[stem] = _field(question_set, question)
    if question.explanation:
        made[f"{stem}.why"] = forms.CharField(
            label="Explain your answer",
            required=False,
            max_length=LONG,
            widget=forms.Textarea(attrs={"rows": 3}),
        )
    return made


def _field(question_set: QuestionSet, question: Question) -> forms.Field:
    told: dict[str, Any] = {"label": question.text, "help_text": question.help, "required": False}
    match question.kind:
        case "grade":
            scale = question_set.scale_of(question)
            choices = (
                [(point.key, _with_meaning(point.label, point.meaning)) for point in scale.points] if scale else []
            )
            return forms.ChoiceField(widget=forms.RadioSelect, choices=choices, **told)
        case "yes-no":
            return forms.ChoiceField(widget=forms.RadioSelect, choices=list(YES_NO.items()), **told)
        case "choice":
            return forms.ChoiceField(widget=forms.RadioSelect, choices=_choices(question), **told)
        case "choices":
            return forms.MultipleChoiceField(
                widget=forms.CheckboxSelectMultiple, choices=_choices(question), **told
            )
        case "date":
            return DateField(**told)
        case "long-text":
            return forms.CharField(widget=forms.Textarea, max_length=LONG, **told)
    return forms.CharField(max_length=SHORT, **told)


def _with_meaning(label: str, meaning: str) -> str:
    return f"{label}: {meaning}" if meaning else label


def _choices(question: Question) -> list[tuple[str, str]]:
    return [(choice.key, choice.label) for choice in question.choices]


def cell_of(stem: str, row: int, column: str) -> str:
    return f"{stem}.{row}.{column}"


def text_of(value: Any) -> str:
    return "" if value is None else str(value)
