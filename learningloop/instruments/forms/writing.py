"""What is asked of whoever writes a question set: about the whole, a section, and every part alike."""

from abc import abstractmethod
from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.validators import RegexValidator

from learningloop.frameworks.rules.faults import Fault
from learningloop.instruments.schema import LONGEST_TITLE
from learningloop.kit.forms import Form
from learningloop.kit.parts import LONGEST_KEY
from learningloop.kit.seen import SeenForm
from learningloop.people.rules import agency_kinds

COLUMNS = {"class": "govuk-checkboxes--small kit-choices--columns"}
NAME, LINE, PARAGRAPH = 200, 1000, 5000
"""The longest name, line and paragraph, in characters."""
is_key = RegexValidator(
    r"^[a-z0-9]+(-[a-z0-9]+)*\Z", "Use small letters, digits and single hyphens, such as named-lead"
)


class KeyField(forms.CharField):
    """The name by which spreadsheets and other versions know a part; made from its words when it is left empty."""

    def __init__(self, made_from: str, taken: Iterable[str] = ()) -> None:
        hint = f"For spreadsheets, such as named-lead. When you leave it empty, it is made from {made_from}."
        super().__init__(
            label="Short name", help_text=hint, required=False, max_length=LONGEST_KEY, validators=[is_key]
        )
        self.taken = set(taken)

    def clean(self, value: Any) -> str:
        key: str = super().clean(value)
        if key in self.taken:
            raise forms.ValidationError(f"“{key}” is the short name of another already. Choose another")
        return key


def lines(text: str) -> list[str]:
    """What stands on the lines that are not empty."""
    return [line.strip() for line in text.splitlines() if line.strip()]


def paragraph(label: str, hint: str = "", *, required: bool = False, rows: int = 4) -> forms.CharField:
    return forms.CharField(
        label=label, help_text=hint, required=required, max_length=PARAGRAPH,
        widget=forms.Textarea(attrs={"rows": rows}),
    )  # fmt: skip


def line(label: str, hint: str = "", *, required: bool = False, longest: int = LINE) -> forms.CharField:
    return forms.CharField(label=label, help_text=hint, required=required, max_length=longest)


def kinds_asked(label: str, hint: str) -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        label=label, help_text=hint, required=False, choices=agency_kinds,
        widget=forms.CheckboxSelectMultiple(attrs=COLUMNS),
    )  # fmt: skip


class PartForm(SeenForm):
    """A part of a draft: bears the state from which the editor began, and tells each fault beside its field."""

    def add_faults(self, faults: Iterable[Fault]) -> None:
        for fault in faults:
            name = self.field_of(fault)
            self.add_error(name if name in self.fields else None, f"{fault.problem} {fault.mend}".strip())

    @abstractmethod
    def told(self) -> dict[str, Any]:
        """The part as it shall be."""

    def field_of(self, fault: Fault) -> str:
        """The field beside which a fault of the part is told."""
        return str(fault.place[0]) if fault.place else ""


class WholeForm(PartForm):
    """What is said of the whole set."""

    title = line("Title", required=True, longest=LONGEST_TITLE)
    purpose = paragraph("What it is for", "Who answers reads this first.", required=True)
    legal_basis = line("Legal basis", "The law or guidance that asks for it.")
    origin = line("Where the questions come from", "Your own, or the tool that they were taken from.")
    asked_of = kinds_asked("Who answers", "None chosen: every kind of agency.")
    signed_by = paragraph("Who signs", "One a line, such as Head teacher.")

    def told(self) -> dict[str, Any]:
        """The whole as it shall be said."""
        return {**_words(self), "signed_by": lines(self.cleaned_data["signed_by"])}


class StartForm(Form):
    """A new question set: the rest is written in the draft."""

    title = line("Title", "What people call it, such as Safeguarding in sports clubs.", required=True,
                 longest=LONGEST_TITLE)  # fmt: skip
    purpose = paragraph("What it is for", "Who answers reads this first.", required=True)
    key = KeyField("the title")


class SectionForm(PartForm):
    """A section: a standard, or another part of the form that belongs together."""

    title = line("Title", required=True, longest=NAME)
    guidance = paragraph("Guidance", "Stands above the questions.")
    legal_basis = line("Legal basis", "The law or guidance behind this section, with its paragraph.")

    def told(self) -> dict[str, Any]:
        """The section as it shall be."""
        return _words(self)


def _words(form: PartForm) -> dict[str, Any]:
    return {
        name: value.replace("\r\n", "\n") if isinstance(value, str) else value
        for name, value in form.cleaned_data.items()
        if name != "seen"
    }
