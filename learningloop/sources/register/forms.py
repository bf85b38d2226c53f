"""What people fill in about sources and themes."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.html import escape
from django.utils.text import slugify

from learningloop.frameworks.schema import Framework, Passage, SourceKind
from learningloop.kit.forms import ChoiceOrWords, DateField, FilterForm, Form
from learningloop.kit.picking import Picker, PickManyField
from learningloop.kit.seen import SeenForm
from learningloop.kit.uploads import FilesField
from learningloop.people.models import Agency, Board, Group, Person
from learningloop.people.policy import agencies_on, groups_on
from learningloop.people.queries import people_on
from learningloop.records.rules import ENDINGS, in_words
from learningloop.sources.register.models import Sensitivity, Source, Theme
from learningloop.sources.register.queries import ANY_OF, Told, kinds_by_family, themes_of
from learningloop.sources.register.rules import WHO_OPENS, Declared

MISSING = {
    "tie_to_case": "Say whether the lead has a tie to the case",
    "tie_to_agencies": "Say whether the lead has a tie to an agency whose work is reviewed",
    "declared_words": "Enter what the lead declared, and how",
    "declared_on": "Enter when the lead declared it",
}
DECLARATION = tuple(MISSING)
"""The questions about the lead's independence, in the order of what is declared."""
EARLIEST = date(1990, 1, 1)
STATUSES = [("", "Any"), ("under-way", "Under way"), ("completed", "Completed")]
OPEN_TO = [(key, f"{label}. {WHO_OPENS[key]}") for key, label in Sensitivity.choices]

COLUMNS = {"class": "govuk-checkboxes--small kit-choices--columns"}
"""For many short things to choose from."""


class RegisterFilters(FilterForm):
    """The filters of the register."""

    words = forms.CharField(label="Words in the title, or a reference", max_length=100)
    kind = forms.ChoiceField(label="Kind")
    status = forms.ChoiceField(label="Status", choices=STATUSES)
    year = forms.ChoiceField(label="Began in the year from April")
    theme = forms.ChoiceField(label="Theme")
    group = forms.ChoiceField(label="Group")
    agency = ChoiceOrWords(label="Agency")

    def __init__(self, data: Any, *, board: Board, framework: Framework, years: list[str]) -> None:
        super().__init__(data)
        self.offer(
            kind=kind_choices(framework),
            year=[(year, year) for year in years],
            theme=themes_of(board).values_list("slug", "name"),
            agency=agencies_on(board).values_list("slug", "name"),
            group=groups_on(board).values_list("key", "name"),
        )


def kind_choices(framework: Framework) -> list[tuple[str, list[tuple[str, str]]]]:
    """Every kind of source by its family, and before them any of the family, to filter by."""
    return [
        (name, [(f"{ANY_OF}{key}", f"{name}: any kind"), *((kind.key, kind.name) for kind in kinds)])
        for key, name, kinds in kinds_by_family(framework)
    ]


def _yes_no(label: str, help_text: str) -> "forms.TypedChoiceField":
    return forms.TypedChoiceField(
        label=label,
        help_text=help_text,
        choices=[("no", "No"), ("yes", "Yes")],
        coerce=lambda answer: answer == "yes",
        empty_value=None,
        widget=forms.RadioSelect(attrs={"class": "govuk-radios--inline"}),
        required=False,
    )


class SourceForm(Form):
    """The cover sheet."""

    title = forms.CharField(max_length=300, help_text="What people call it. Do not name a child or a family.")
    started_on = DateField(label="When it began", help_text="For example, 27 3 2026")
    completed_on = DateField(
        label="When it was completed", required=False, help_text="Leave it empty while it is under way."
    )
    group: "forms.ModelChoiceField[Group]" = forms.ModelChoiceField(
        Group.objects.none(), label="Group it belongs to", required=False, empty_label="No group"
    )
    lead: "forms.ModelChoiceField[Person]" = forms.ModelChoiceField(
        Person.objects.none(),
        required=False,
        empty_label="Nobody yet",
        help_text="The one person who answers for it. They can always open it.",
    )
    agencies = PickManyField(Agency.objects.none(), kind="kind", required=False, help_text="Who took part.")
    themes = forms.ModelMultipleChoiceField(
        Theme.objects.none(), required=False, widget=forms.CheckboxSelectMultiple(attrs=COLUMNS)
    )
    summary = forms.CharField(
        required=False,
        widget=forms.Textarea,
        max_length=20_000,
        help_text="What it looks at, and why. Call a child by a pseudonym, such as Child ES.",
    )
    origin = forms.URLField(
        label="Link to where it is published", required=False, max_length=500, assume_scheme="https"
    )
    licence = forms.CharField(
        label="Licence of what is published",
        required=False,
        max_length=120,
        help_text="For example, Open Government Licence v3.0",
    )
    sensitivity = forms.ChoiceField(
        label="Who may open it, and all that grows from it", widget=forms.RadioSelect, choices=OPEN_TO
    )
    named_people = PickManyField(
        Person.objects.none(),
        label="People named",
        required=False,
        widget=Picker(attrs=COLUMNS),
        help_text="Needed only if it is not open to the board.",
    )

    tie_to_case = _yes_no(
        "Has the lead a tie to the case?", "For example, they knew the family or worked with them."
    )
    tie_to_agencies = _yes_no(
        "Has the lead a tie to an agency whose work is reviewed?", "For example, they work or worked there."
    )
    declared_words = forms.CharField(
        label="What the lead declared, and how",
        required=False,
        max_length=500,
        help_text="For example, signed the declaration form. Do not name a child or a family.",
    )
    declared_on = DateField(label="When they declared it", required=False, help_text="For example, 27 3 2026")

    def __init__(
        self, data: Any = None, *, board: Board, initial: dict[str, Any], independent: Passage | None = None
    ) -> None:
        super().__init__(data, initial=initial)
        self.independent = independent
        if not independent:
            for name in DECLARATION:
                del self.fields[name]
        choices: dict[str, Any] = {
            "group": groups_on(board),
            "lead": people_on(board),
            "agencies": agencies_on(board),
            "themes": themes_of(board),
            "named_people": people_on(board),
        }
        for name, rows in choices.items():
            self.fields[name].queryset = _with(rows, initial.get(name))  # type: ignore[attr-defined]

    @property
    def naming(self) -> bool:
        """Whether the people named are shown: it is not open to the board, or one of them is wrong."""
        return self["sensitivity"].value() != Sensitivity.BOARD or bool(self["named_people"].errors)

    def clean(self) -> dict[str, Any]:
        """What was declared goes on as one thing: all of it, or nothing."""
        cleaned: dict[str, Any] = super().clean() or {}
        answers = {name: cleaned.pop(name, None) for name in DECLARATION}
        given = {name for name, answer in answers.items() if answer not in (None, "")}
        for name in set(DECLARATION) - given if given else ():
            if name not in self.errors:
                self.add_error(name, MISSING[name])
        whole = given == set(DECLARATION)
        cleaned["declared"] = Declared(*(answers[name] for name in DECLARATION)) if whole else None
        return cleaned

    def clean_started_on(self) -> date:
        started: date = self.cleaned_data["started_on"]
        if not EARLIEST <= started <= timezone.localdate().replace(month=12, day=31):
            raise forms.ValidationError("When it began must be a date from 1990 to the end of this year")
        return started

    def clean_completed_on(self) -> date | None:
        return _past(self.cleaned_data["completed_on"])


class EditForm(SeenForm, SourceForm):
    """The cover sheet again, with the state from which the editor began."""


def _with(rows: "QuerySet[Any]", held: Any) -> "QuerySet[Any]":
    """The rows on offer, and those the source holds already: who has left the board stays on its cover sheet."""
    kept = held if isinstance(held, list) else [held]
    keys = [getattr(row, "pk", row) for row in kept if row]
    if not keys:
        return rows
    model: Any = rows.model
    return model.objects.filter(Q(pk__in=rows.values("pk")) | Q(pk__in=keys))  # type: ignore[no-any-return]


def _past(day: date | None) -> date | None:
    if day and day > timezone.localdate():
        raise forms.ValidationError("When it was completed must be today or in the past")
    return day


def first_values(kind: SourceKind, groups: list[Group]) -> dict[str, Any]:
    """What a new cover sheet begins with: today, open to the board, the group that commissions this kind.

    Where the framework does not say who commissions it, the first group through which it reports.
    """
    through = (key for route in kind.reports_to for key in route.groups)
    named = [*kind.commissioned_by, *through]
    by_key = {group.key: group for group in groups if group.level != "board"}
    likely = [by_key[key] for key in named if key in by_key]
    return {
        "started_on": timezone.localdate(),
        "sensitivity": Sensitivity.BOARD,
        "group": likely[0] if likely else None,
    }


def values_of(source: Source) -> dict[str, Any]:
    """What the cover sheet says now, for changing it."""
    plain = ("title", "started_on", "completed_on", "summary", "origin", "licence", "sensitivity")
    values: dict[str, Any] = {name: getattr(source, name) for name in plain}
    related = ("agencies", "themes", "named_people")
    values |= {name: list(getattr(source, name).all()) for name in related}
    return values | {"group": source.group_id, "lead": source.lead_id}


class CompleteForm(Form):
    """When a source was completed."""

    completed_on = DateField(label="When it was completed", help_text="For example, 27 3 2026")

    def clean_completed_on(self) -> date | None:
        return _past(self.cleaned_data["completed_on"])


class ThemeForm(Form):
    """A new theme."""

    name = forms.CharField(max_length=120, help_text="A few words, for example Information sharing")
    description = forms.CharField(
        max_length=300, required=False, help_text="What belongs under it, in a sentence."
    )

    def clean_name(self) -> str:
        name: str = self.cleaned_data["name"]
        if not slugify(name):
            raise forms.ValidationError("Name must have letters or numbers in it")
        return name


class FilesForm(Form):
    """Files to add."""

    uploads = FilesField(
        label="Files", endings=ENDINGS, help_text=f"{in_words()}. At most 20 files, of at most 20 MB each."
    )


class PrinciplesForm(SeenForm):
    """How a source met each principle of its framework."""

    def __init__(self, data: Any = None, *, told: Iterable[Told], state: int) -> None:
        self.base_told = list(told)
        super().__init__(data, initial={each.principle.key: each.how for each in self.base_told} | {"seen": state})
        for each in self.base_told:
            self.fields[each.principle.key] = forms.CharField(
                label=each.principle.name,
                help_text=escape(each.principle.text),
                widget=forms.Textarea,
                max_length=10_000,
                required=False,
            )

    @property
    def changed(self) -> dict[str, str]:
        """The answers that differ from what was told before."""
        told = {each.principle.key: each.how for each in self.base_told}
        return {key: self.cleaned_data[key] for key, how in told.items() if self.cleaned_data[key] != how}
