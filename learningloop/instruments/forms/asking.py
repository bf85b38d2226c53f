"""What is asked about one question of a set that is written."""

from typing import Any, ClassVar

from django import forms

from learningloop.frameworks.rules.faults import Fault
from learningloop.instruments.forms.requiring import ConditionRows, DemandFields
from learningloop.instruments.forms.writing import (
    LINE,
    PARAGRAPH,
    KeyField,
    PartForm,
    kinds_asked,
    line,
    lines,
    paragraph,
)  # fmt: skip
from learningloop.instruments.rules.columns import columns_as_lines, read_choices, read_columns
from learningloop.instruments.rules.drafting import keys_in, name_of
from learningloop.instruments.schema import Question, QuestionKind, QuestionSet
from learningloop.kit.parts import free_key

KINDS: dict[str, str] = {
    "grade": "A grade on a scale",
    "yes-no": "Yes, no, or does not apply",
    "choice": "One from a list",
    "choices": "Any from a list",
    "number": "A number",
    "percentage": "A percentage",
    "date": "A date",
    "text": "A few words",
    "long-text": "Words, as many as wanted",
    "table": "Rows",
    "files": "Files",
}
MUST = [("no", "May be left out"), ("yes", "Must be answered"), ("when", "Must be answered when…")]
NEEDS = {"grade": "scale", "choice": "choices", "choices": "choices", "table": "columns"}
TOLD = {
    "scale": "Choose the scale on which it is graded. A scale is added on the page of the draft",
    "choices": "Write the choices, one a line",
    "columns": "Write the columns, one a line",
}
FEWEST = {"choices": 2, "columns": 1}


class QuestionForm(PartForm):
    """One question, with when it is asked and what else is asked beside the answer."""

    text = forms.CharField(label="Question", max_length=LINE, widget=forms.Textarea(attrs={"rows": 3}))
    help = line("Help", "Plain words for who answers.")
    legal_basis = line("Legal basis", "The law or guidance that asks this, with its paragraph.")
    prompts = paragraph("Evidence that might be shown", "One a line.")
    kind = forms.ChoiceField(label="Kind of answer", choices=list(KINDS.items()))
    scale = forms.ChoiceField(label="Scale", help_text="For a grade.", required=False)
    choices = paragraph("Choices", "For one or any from a list: one a line.")
    columns = paragraph(
        "Columns", "For rows: one a line; number, percentage or date in brackets, such as “By when (date)”."
    )
    asked_of = kinds_asked("Who is asked", "None chosen: everybody who answers the set.")
    must = forms.ChoiceField(label="Is an answer needed?", choices=MUST, widget=forms.RadioSelect)
    weight = forms.IntegerField(
        label="Weight", min_value=0, max_value=100,
        help_text="How much it counts among the scored questions of its section, from 0 to 100.",
    )  # fmt: skip
    carried = forms.BooleanField(
        label="Show last time’s answer", help_text="It has to be confirmed or changed.", required=False
    )

    plain: ClassVar[tuple[str, ...]] = (
        "text", "kind", "help", "legal_basis", "asked_of", "weight", "carried",
    )  # fmt: skip

    def __init__(
        self, data: Any, *, draft: QuestionSet, earlier: list[Question], before: QuestionSet | None,
        question: dict[str, Any] | None = None, seen: int = 0,
    ) -> None:  # fmt: skip
        self.draft, self.question = draft, question or _new(draft)
        self.is_new = question is None
        self.shown = ConditionRows(self, "shown_when", draft, earlier, self.question["shown_when"])
        self.required = ConditionRows(self, "required_when", draft, earlier, self.question["required_when"])
        self.demands = [DemandFields(self, name, draft, self.question) for name in ("explanation", "evidence")]
        self.parts: list[ConditionRows | DemandFields] = [self.shown, self.required, *self.demands]
        super().__init__(data, initial=self._initial() | {"seen": seen})
        scales = [(scale.key, scale.name) for scale in draft.scales]
        self.fields["scale"].choices = _with([("", "None"), *scales], self.question["scale"])  # type: ignore[attr-defined]
        if self.is_new:
            self.fields["key"] = KeyField("the question", keys_in(draft.model_dump()))
        if before:
            self.fields["was"] = _was(before, self.question["was"])
        for part in self.parts:
            self.fields |= part.fields()

    def _initial(self) -> dict[str, Any]:
        asked = self.question
        must = "yes" if asked["required"] else "when" if asked["required_when"] else "no"
        told = {name: asked[name] for name in self.plain} | {"must": must}
        told |= {"scale": asked["scale"] or "", "was": asked["was"] or "", "prompts": "\n".join(asked["prompts"])}
        told |= {"choices": "\n".join(one["label"] for one in asked["choices"])}
        told |= {"columns": columns_as_lines(asked["columns"])}
        for part in self.parts:
            told |= part.initial()
        return told

    def clean(self) -> dict[str, Any]:
        told = self.cleaned_data
        need = NEEDS.get(told.get("kind", ""))
        if need and not told.get(need) and need not in self.errors:
            self.add_error(need, TOLD[need])
        for name, fewest in FEWEST.items():
            self._each_once(name, fewest if need == name else 0)
        self.shown.clean()
        self.required.clean()
        if told.get("must") == "when" and not self.required.found:
            self.add_error("must", "Say below when it must be answered, or choose another")
        for one in self.demands:
            one.clean(told.get("scale") if need == "scale" else "")
        return told

    def _each_once(self, name: str, fewest: int) -> None:
        found = lines(self.cleaned_data.get(name, ""))
        twice = next((one for one in found if found.count(one) > 1), None)
        if twice:
            self.add_error(name, f"“{twice[:60]}” stands there twice. Write each once")
        elif found and len(found) < fewest:
            self.add_error(name, f"Write at least {fewest}, one a line")

    def told(self) -> dict[str, Any]:
        """The question as it shall be. What its kind has no use for is left out."""
        told, need = self.cleaned_data, NEEDS.get(self.cleaned_data["kind"])
        key = self.question["key"] or told.get("key") or free_key(told["text"][:PARAGRAPH], self._taken())
        asked = {name: told[name] for name in self.plain}
        asked |= {"key": key, "prompts": lines(told["prompts"]), "was": told.get("was") or None}
        asked |= {"scale": told["scale"] if need == "scale" else None}
        asked |= {"choices": read_choices(self._lines("choices", need), self.question["choices"])}
        asked |= {"columns": read_columns(self._lines("columns", need), self.question["columns"])}
        asked |= {"shown_when": self.shown.found, "required": told["must"] == "yes"}
        asked |= {"required_when": self.required.found if told["must"] == "when" else []}
        return asked | {one.name: one.found for one in self.demands}

    def _lines(self, name: str, need: str | None) -> list[str]:
        return lines(self.cleaned_data[name]) if need == name else []

    def _taken(self) -> set[str]:
        return keys_in(self.draft.model_dump())

    def field_of(self, fault: Fault) -> str:
        """Of a fault in a condition or demand the box in which it stands."""
        match fault.place:
            case ("shown_when" | "required_when") as name, int() as number, part:
                rows = self.shown if name == "shown_when" else self.required
                return rows.box(rows.rows_of_found[number], str(part))
            case ("explanation" | "evidence") as name, "grade":
                return f"{name}.grade"
        return super().field_of(fault)


def _new(draft: QuestionSet) -> dict[str, Any]:
    """What a form for another question begins with: graded, when the set has a scale."""
    scale = draft.scales[0].key if draft.scales else None
    kind: QuestionKind = "grade" if scale else "yes-no"
    return Question.model_construct(key="", text="", kind=kind, scale=scale).model_dump(mode="json")


def _was(before: QuestionSet, told: str | None) -> forms.ChoiceField:
    known = [(one.key, name_of(one.model_dump())) for one in before.questions()]
    return forms.ChoiceField(
        label="Which question it was in the version before", required=False,
        choices=_with([("", "The one with the same short name, if any"), *known], told),
        help_text="Answers carry forward, and years are compared.",
    )  # fmt: skip


def _with(choices: list[tuple[str, str]], value: str | None) -> list[tuple[str, str]]:
    """Choices, and what stands there already though it is not among them: the draft says what is wrong with it."""
    known = {key for key, _label in choices}
    return choices if not value or value in known else [*choices, (value, f"{value} (there is none)")]
