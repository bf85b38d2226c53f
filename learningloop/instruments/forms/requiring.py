"""Boxes of a question's form for its conditions, and for what is asked beside its answer."""

from typing import Any

from django import forms

from learningloop.frameworks.rules.faults import one_of
from learningloop.instruments.forms.writing import NAME
from learningloop.instruments.rules.checking import known_answers
from learningloop.instruments.rules.columns import key_of_answer
from learningloop.instruments.rules.drafting import name_of
from learningloop.instruments.rules.sheets import Unclear
from learningloop.instruments.schema import Question, QuestionSet

COMPARISONS = [
    ("is", "is"),
    ("is-not", "is not"),
    ("below", "is a grade below"),
    ("at-least", "is at least the grade"),
    ("answered", "is answered"),
]
ORDERED = ("below", "at-least")
ASKS = [
    ("", "Not asked for"),
    ("may", "Welcome"),
    ("must", "Always needed"),
    ("must-below", "Needed below the grade…"),
    ("must-from", "Needed from the grade… on"),
]
BY_GRADE = ("must-below", "must-from")
SPARE = 2
EARLIER = "That question is not asked before this one. Choose one that is, or move the questions"
NOUNS = {"explanation": "An explanation", "evidence": "Files as evidence"}


class ConditionRows:
    """The conditions of one list, each in three boxes: which question, how it is compared, with what."""

    def __init__(
        self, form: forms.Form, name: str, draft: QuestionSet, earlier: list[Question], told: list[dict[str, Any]]
    ) -> None:
        self.form, self.name, self.draft = form, name, draft
        self.earlier = {question.key: question for question in earlier}
        self.told, self.found = told, list[dict[str, str]]()
        self.rows_of_found: list[int] = []
        self.rows = range(len(told) + SPARE)

    def box(self, row: int, part: str) -> str:
        return f"{self.name}.{row}.{part}"

    def fields(self) -> dict[str, forms.Field]:
        asked = [("", "None"), *((key, name_of(one.model_dump())) for key, one in self.earlier.items())]
        others = {one["question"] for one in self.told} | self._sent()
        asked += [(key, f"{key} (not asked before this one)") for key in sorted(others - self.earlier.keys())]
        return {self.box(row, part): field for row in self.rows for part, field in _boxes(row + 1, asked).items()}

    def _sent(self) -> set[str]:
        """Questions of the set that were chosen: one may have been moved behind this one meanwhile."""
        chosen = {self.form.data.get(self.form.add_prefix(self.box(row, "question")), "") for row in self.rows}
        return chosen & {question.key for question in self.draft.questions()}

    def initial(self) -> dict[str, str]:
        return {
            self.box(row, part): words
            for row, one in enumerate(self.told)
            for part, words in {**one, "value": self._words(one)}.items()
        }

    def _words(self, condition: dict[str, str]) -> str:
        return (self._known(condition) or {}).get(condition["value"], condition["value"])

    def _known(self, condition: dict[str, str]) -> dict[str, str] | None:
        question = self.earlier.get(condition["question"])
        ordered = condition["comparison"] in ORDERED
        return known_answers(self.draft, question, scored=ordered) if question else None

    @property
    def boxes(self) -> list[list[forms.BoundField]]:
        """The rows for the page."""
        return [
            [self.form[self.box(row, part)] for part in ("question", "comparison", "value")] for row in self.rows
        ]

    def clean(self) -> None:
        """Reads the rows into `found`; what is wrong is told at its box."""
        for row in self.rows:
            told = {part: self.form.cleaned_data.get(self.box(row, part), "") for part in ("question", "value")}
            comparison = self.form.cleaned_data.get(self.box(row, "comparison")) or "is"
            if told["question"]:
                self._read(row, {**told, "comparison": comparison})
            elif told["value"] and self.box(row, "question") not in self.form.errors:
                self.form.add_error(self.box(row, "question"), "Choose the question, or empty the answer")

    def _read(self, row: int, condition: dict[str, str]) -> None:
        question = self.earlier.get(condition["question"])
        if question is None:
            self.form.add_error(self.box(row, "question"), EARLIER)
        elif condition["comparison"] in ORDERED and question.kind != "grade":
            told = "That question has no grade. Choose “is”, “is not” or “is answered”"
            self.form.add_error(self.box(row, "comparison"), told)
        elif condition["comparison"] == "answered":
            self._keep(row, {**condition, "value": ""})
        elif not condition["value"]:
            known = list((self._known(condition) or {}).values())
            told = f"Enter the answer: {one_of(known)}" if known else "Enter the answer"
            self.form.add_error(self.box(row, "value"), told)
        else:
            self._keep_known(row, condition)

    def _keep_known(self, row: int, condition: dict[str, str]) -> None:
        try:
            value = key_of_answer(condition["value"], self._known(condition))
        except Unclear as unclear:
            self.form.add_error(self.box(row, "value"), str(unclear))
        else:
            self._keep(row, {**condition, "value": value})

    def _keep(self, row: int, condition: dict[str, str]) -> None:
        self.found.append(condition)
        self.rows_of_found.append(row)


def _boxes(number: int, asked: list[tuple[str, str]]) -> dict[str, forms.Field]:
    question = forms.ChoiceField(
        label=f"Condition {number}: the answer to", choices=asked, required=False,
        error_messages={"invalid_choice": EARLIER},
    )  # fmt: skip
    return {
        "question": question,
        "comparison": forms.ChoiceField(label="How it compares", choices=COMPARISONS, required=False),
        "value": forms.CharField(
            label="With this answer", required=False, max_length=NAME,
            help_text="In its words, such as Partly met; empty for “is answered”." if number == 1 else "",
        ),
    }  # fmt: skip


class DemandFields:
    """Whether words or files are asked for beside the answer, and from or below which grade."""

    found: dict[str, Any] | None = None

    def __init__(self, form: forms.Form, name: str, draft: QuestionSet, question: dict[str, Any]) -> None:
        self.form, self.name, self.scale = form, name, question["scale"]
        self.told = question[name] or {"ask": "", "grade": None}
        self.grades = {scale.key: {one.key: one.label for one in scale.scored} for scale in draft.scales}

    def fields(self) -> dict[str, forms.Field]:
        labels = dict.fromkeys(label for grades in self.grades.values() for label in grades.values())
        now = self._label()
        choices = [("", "None"), *((label, label) for label in dict.fromkeys([*labels, *([now] if now else [])]))]
        return {
            f"{self.name}.ask": forms.ChoiceField(label=NOUNS[self.name], choices=ASKS, required=False),
            f"{self.name}.grade": forms.ChoiceField(label="The grade", choices=choices, required=False),
        }

    def _label(self) -> str:
        grade = self.told["grade"] or ""
        return self.grades.get(self.scale or "", {}).get(grade, grade)

    def initial(self) -> dict[str, str]:
        return {f"{self.name}.ask": self.told["ask"], f"{self.name}.grade": self._label()}

    @property
    def boxes(self) -> list[forms.BoundField]:
        return [self.form[f"{self.name}.{part}"] for part in ("ask", "grade")]

    def clean(self, scale: str | None) -> None:
        """Reads the boxes into `found`. A grade is one of the question's own scale; none when it has no scale."""
        ask, label = (self.form.cleaned_data.get(f"{self.name}.{part}", "") for part in ("ask", "grade"))
        if ask not in BY_GRADE:
            self.found = {"ask": ask, "grade": None} if ask else None
            return
        known = self.grades.get(scale or "", {})
        grade = next((key for key, words in known.items() if words == label), None)
        if not known:
            self.form.add_error(f"{self.name}.ask", "Only a question with a scale has grades. Choose another")
        elif grade is None:
            told = f"Choose a grade of this question’s scale: {one_of(list(known.values()))}"
            self.form.add_error(f"{self.name}.grade", told)
        self.found = {"ask": ask, "grade": grade}
