"""What people fill in about shared learning."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.forms.utils import ErrorDict
from django.utils import timezone
from django.utils.text import Truncator

from learningloop.embedding.sharing import queries
from learningloop.embedding.sharing.models import CascadeReturn, SharedItem
from learningloop.embedding.sharing.policy import SHARED_FOLLOW, SHARED_WRITE, answers_for
from learningloop.kit.forms import ChoiceOrWords, DateField, FilterForm, Form
from learningloop.kit.picking import PickManyField
from learningloop.kit.seen import SeenForm
from learningloop.learning.models import Finding
from learningloop.learning.policy import FINDING_VIEW
from learningloop.people.models import Agency, Board, Person
from learningloop.people.policy import PEOPLE_VIEW, agencies_on, holds_on
from learningloop.people.rules import agency_kinds
from learningloop.sources.register.queries import themes_of

LATEST = 30
"""How many of the latest findings stand ready to be ticked; any other is named by its reference."""
FOUR_WEEKS = timedelta(days=28)
LONGEST = timedelta(days=2 * 365)
LIVE = {
    "hx-post": "",
    "hx-trigger": "input changed delay:700ms",
    "hx-vals": '{"preview": "1"}',
    "hx-target": "#preview",
    "hx-swap": "outerHTML",
}
"""While one writes, the preview follows; without script the button beside it does the same."""


class SharedFilters(FilterForm):
    """The filters of the list: only those that this person's roles give a meaning."""

    words = forms.CharField(label="Words in the title, or a reference", max_length=100)
    state = forms.ChoiceField(label="Which items")
    year = forms.ChoiceField(label="Sent in the year from April")
    theme = forms.ChoiceField(label="Theme of a finding")
    agency = ChoiceOrWords(label="Sent to agency")

    def __init__(self, data: Any, *, board: Board, person: Person, years: list[str]) -> None:
        super().__init__(data)
        sees_agencies, sees_findings = holds_on(person, PEOPLE_VIEW, board), holds_on(person, FINDING_VIEW, board)
        self.offer(
            state=_states(person, board),
            year=[(year, year) for year in years],
            theme=themes_of(board).values_list("slug", "name") if sees_findings else [],
        )
        if sees_agencies:
            self.offer(agency=agencies_on(board).values_list("slug", "name"))
        else:
            del self.fields["agency"]


def _states(person: Person, board: Board) -> list[tuple[str, str]]:
    offered = [
        ("confirm", "Waiting for me to confirm", True),
        ("my-agency", "Waiting for my agency's return", bool(answers_for(person, board))),
        ("owed", "Waiting for any agency's return", holds_on(person, SHARED_FOLLOW, board)),
        ("draft", "Drafts", holds_on(person, SHARED_WRITE, board)),
        ("sent", "Sent", holds_on(person, SHARED_WRITE, board)),
    ]
    return [(key, words) for key, words, meant in offered if meant]


class ItemForm(Form):
    """An item: what it says, what it tells of, who gets it."""

    mark_optional = False  # of findings and of agencies either field will do, so neither is optional

    title = forms.CharField(max_length=200, help_text="What readers see first. Do not name a child or a family.")
    body = forms.CharField(
        label="Text",
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 16, **LIVE}),
        help_text="Everybody you send it to can read it, so name nobody. A line that begins with # is a heading, "
        "one that begins with - is an item of a list, **two stars** make bold.",
    )
    findings = forms.ModelMultipleChoiceField(
        Finding.objects.none(),
        label="Findings it tells of",
        to_field_name="reference",
        required=False,
        widget=forms.CheckboxSelectMultiple(attrs={"class": "govuk-checkboxes--small"}),
        error_messages={"invalid_choice": "Choose findings from the list, or name them by their references below"},
    )
    other_findings = forms.CharField(
        label="Older findings, by reference",
        required=False,
        max_length=500,
        help_text="For example, F-2026-004, F-2026-011",
    )
    kinds = forms.MultipleChoiceField(
        label="Every agency of a kind", required=False, widget=forms.CheckboxSelectMultiple
    )
    agencies = PickManyField(
        Agency.objects.none(), kind="kind", label="Agencies", to_field_name="slug", required=False
    )
    roles = forms.MultipleChoiceField(
        label="Who in these agencies gets it",
        widget=forms.CheckboxSelectMultiple,
        help_text="Everybody who holds one of these roles for one of the agencies on the day you send it.",
        error_messages={"required": "Choose who in these agencies gets it"},
    )
    return_by = DateField(
        label="Agencies return what came of it by",
        help_text="Each agency says who discussed it and what changed. For example, 27 3 2027",
        error_messages={"required": "Enter the date by which agencies return what came of it"},
    )

    def __init__(self, data: Any = None, *, board: Board, person: Person, initial: dict[str, Any]) -> None:
        super().__init__(data, initial=initial)
        self.visible = queries.findings_for(person, board)
        self.on_board = agencies_on(board)
        chosen = data.getlist("findings") if data is not None else initial.get("findings", [])
        fields: dict[str, Any] = self.fields
        fields["findings"].queryset = self.visible
        fields["findings"].widget.choices = self._findings_offered(chosen)
        agencies = list(self.on_board)
        fields["agencies"].queryset = self.on_board
        fields["kinds"].choices = _kinds(agencies)
        fields["roles"].choices = [(role.key, role.name) for role in queries.receiving_roles()]

    def _findings_offered(self, chosen: list[str]) -> list[tuple[str, str]]:
        """The chosen ones first, then the latest."""
        latest = self.visible.exclude(reference__in=chosen)[:LATEST]
        rows = [*self.visible.filter(reference__in=chosen), *latest]
        return [(finding.reference, _in_a_line(finding)) for finding in rows]

    def untested(self) -> "ItemForm":
        """As it was typed, none of it judged: for a preview."""
        self._errors = ErrorDict()
        return self

    def clean_other_findings(self) -> list[Finding]:
        asked = {part.strip().upper() for part in self.cleaned_data["other_findings"].replace(";", ",").split(",")}
        asked.discard("")
        found = {finding.reference: finding for finding in self.visible.filter(reference__in=asked)}
        missing = sorted(asked - found.keys())
        if missing:
            raise forms.ValidationError(f"There is no finding {', '.join(missing)} that you can open")
        return list(found.values())

    def clean_return_by(self) -> date:
        day: date = self.cleaned_data["return_by"]
        today = timezone.localdate()
        if not today <= day <= today + LONGEST:
            raise forms.ValidationError("The return date must be from today to two years from now")
        return day

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        told = [*cleaned.get("findings", []), *cleaned.get("other_findings", [])]
        if not told and not {"findings", "other_findings"} & self.errors.keys():
            self.add_error("findings", "Choose at least one finding that the item tells of")
        sent_to = self._agencies_meant(cleaned)
        if not sent_to and not {"kinds", "agencies"} & self.errors.keys():
            self.add_error("agencies", "Choose at least one agency, or every agency of a kind")
        return {**cleaned, "told": list({finding.pk: finding for finding in told}.values()), "sent_to": sent_to}

    def _agencies_meant(self, cleaned: dict[str, Any]) -> list[Agency]:
        of_kinds = self.on_board.filter(kind__in=cleaned.get("kinds", []))
        return list({agency.pk: agency for agency in [*cleaned.get("agencies", []), *of_kinds]}.values())

    @property
    def answers(self) -> dict[str, Any]:
        """What the operations take."""
        plain = {name: self.cleaned_data[name] for name in ("title", "body", "roles", "return_by")}
        return {**plain, "findings": self.cleaned_data["told"], "agencies": self.cleaned_data["sent_to"]}


class EditForm(SeenForm, ItemForm):
    """A draft again, with the state from which the editor began."""

    @property
    def answers(self) -> dict[str, Any]:
        return {**super().answers, "seen": self.cleaned_data["seen"]}


def _in_a_line(finding: Finding) -> str:
    restricted = " (restricted)" if finding.source.is_restricted else ""
    return f"{finding.reference}{restricted}: {Truncator(finding.statement).chars(160)}"


def _kinds(agencies: list[Agency]) -> list[tuple[str, str]]:
    """The kinds of which a board has several agencies, with how many."""
    numbers = {key: sum(agency.kind == key for agency in agencies) for key, _name in agency_kinds()}
    return [(key, f"{name} ({numbers[key]})") for key, name in agency_kinds() if numbers[key] > 1]


def first_values(finding: str) -> dict[str, Any]:
    """What a new item begins with: the finding it was started from, and four weeks for the agencies."""
    return {"findings": [finding] if finding else [], "return_by": timezone.localdate() + FOUR_WEEKS}


def values_of(item: SharedItem) -> dict[str, Any]:
    """What a draft says now, for changing it."""
    plain = {name: getattr(item, name) for name in ("title", "body", "roles", "return_by")}
    return {
        **plain,
        "findings": [finding.reference for finding in item.findings.all()],
        "agencies": [agency.slug for agency in item.agencies.all()],
    }


class SendForm(SeenForm):
    """The last word before sending: where a finding is restricted, that the text names nobody."""

    names_nobody = forms.BooleanField(
        label="I have read the text. It names no child, family or member of staff, and nobody can be known by it.",
        error_messages={"required": "Read the text, and tick that it names nobody"},
    )

    def __init__(self, data: Any = None, *, restricted: bool, state: int) -> None:
        super().__init__(data, initial={"seen": state})
        if not restricted:
            del self.fields["names_nobody"]


class CascadeForm(SeenForm):
    """What an agency made of an item."""

    who_discussed = forms.CharField(
        label="Who discussed it",
        max_length=5_000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Teams and meetings, for example: all response teams at their briefings in May. Name no child.",
    )
    how_many = forms.IntegerField(
        label="How many people took part",
        required=False,
        min_value=0,
        max_value=1_000_000,
        help_text="As near as you know.",
    )
    what_changed = forms.CharField(
        label="What changed",
        max_length=10_000,
        widget=forms.Textarea,
        help_text="In practice, guidance, training or supervision. If nothing has changed yet, say so and why.",
    )


def cascade_values(returned: CascadeReturn | None) -> dict[str, Any]:
    """What the agency returned before, for correcting it."""
    names = ("who_discussed", "how_many", "what_changed")
    return {name: getattr(returned, name) for name in names} if returned else {}
