"""The form of one question, for whoever answers it together with others."""

from collections.abc import Mapping
from typing import Any

from django.forms import BoundField

from learningloop.instruments.forms import BLANK_ROWS, cell_of, fields_of, text_of
from learningloop.instruments.models import Answer
from learningloop.instruments.rules.answers import MOST_ROWS, NotAnAnswer, Row, Value, clean
from learningloop.instruments.rules.conditions import Given
from learningloop.instruments.schema import Question, QuestionSet
from learningloop.kit.seen import SeenForm

STEM, WHY = "answer", "answer.why"


class AnswerForm(SeenForm):
    """One answer, with the words beside it; bears the state of the answer from which the editor began.

    Nothing is required here: what is missing, the rules tell. Of a question answered in rows there are always
    some empty ones at the end.
    """

    mark_optional = False

    def __init__(self, data: Any, *, question_set: QuestionSet, question: Question, kept: Answer | None) -> None:
        self.question_set, self.question, self.kept = question_set, question, kept
        initial = _initial(question, kept) if kept else {}
        super().__init__(data, prefix=question.key, initial=initial | {"seen": kept.number if kept else 0})
        self.number_of_rows = self._count_rows(data) if question.kind == "table" else 0
        self.fields |= fields_of(question_set, question, stem=STEM, rows=self.number_of_rows)

    def _count_rows(self, data: Mapping[str, Any] | None) -> int:
        held = len(self.kept.value) if self.kept else 0
        sent = [_row_of(name.removeprefix(f"{self.question.key}-{STEM}.")) for name in data or ()]
        return min(max([held + BLANK_ROWS, *(number + 1 for number in sent)]), MOST_ROWS)

    @property
    def is_sent(self) -> bool:
        """Whether this question was on the page that was sent."""
        return self.began is not None

    @property
    def has_settled(self) -> bool:
        """Whether it was chosen between two answers: what stands in the boxes may be another than what is kept."""
        began = self.began
        return began is not None and bool(began.asked)

    @property
    def field(self) -> BoundField | None:
        """The answer's own field; none where it is given in rows or as files."""
        return self[STEM] if STEM in self.fields else None

    @property
    def explanation(self) -> BoundField | None:
        return self[WHY] if WHY in self.fields else None

    @property
    def rows(self) -> list[list[BoundField]]:
        columns, rows = self.question.columns, range(self.number_of_rows)
        return [[self[cell_of(STEM, row, column.key)] for column in columns] for row in rows]

    def clean(self) -> dict[str, Any]:
        try:
            self.given = Given(
                clean(self.question_set, self.question, self._value()), text_of(self.cleaned_data.get(WHY))
            )
        except NotAnAnswer as fault:
            self.add_error(STEM if STEM in self.fields else None, str(fault))
        return self.cleaned_data

    def _value(self) -> Value:
        if self.question.kind == "table":
            return [self._row(row) for row in range(self.number_of_rows)]
        value = self.cleaned_data.get(STEM)
        return list(value or []) if self.question.kind == "choices" else text_of(value)

    def _row(self, row: int) -> Row:
        keys = [column.key for column in self.question.columns]
        return {key: text_of(self.cleaned_data.get(cell_of(STEM, row, key))) for key in keys}


def _row_of(name: str) -> int:
    number = name.partition(".")[0]
    return int(number) if number.isascii() and number.isdigit() and len(number) < 4 else 0


def _initial(question: Question, kept: Answer) -> dict[str, Any]:
    if question.kind != "table":
        return {STEM: kept.value, WHY: kept.explanation}
    rows = [row for row in kept.value if isinstance(row, dict)]
    cells = {cell_of(STEM, number, key): text for number, row in enumerate(rows) for key, text in row.items()}
    return {WHY: kept.explanation, **cells}
