"""What people fill in about actions."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils import timezone

from learningloop.embedding.actions.models import Action
from learningloop.frameworks.schema import Framework
from learningloop.kit.forms import ChoiceOrWords, DateField, FilterForm, Form
from learningloop.kit.picking import PickManyField
from learningloop.kit.seen import SeenForm
from learningloop.learning.models import Recommendation
from learningloop.people.models import Agency, Board, Group, Person
from learningloop.people.policy import agencies_on, groups_on
from learningloop.people.queries import people_by_agency, people_on
from learningloop.records.rules import ENDINGS, in_words
from learningloop.sources.register.queries import kinds_by_family, themes_of

EARLIEST = date(1990, 1, 1)
FURTHEST = timedelta(days=20 * 366)
EXAMPLE = "For example, 27 3 2026"
LONG = 10_000
STATES = [
    ("", "Any"),
    ("living", "Not settled yet"),
    ("overdue", "Overdue"),
    ("open", "Being done"),
    ("reported", "Reported done"),
    ("closed", "Done and assured"),
    ("withdrawn", "Withdrawn"),
]
WHOSE = [("", "Anybody’s"), ("me", "Mine"), ("agency", "Mine and my agency’s")]


class ActionFilters(FilterForm):
    """The filters of the list of actions."""

    words = forms.CharField(label="Words in the title, or a reference", max_length=100)
    state = forms.ChoiceField(label="Where it stands", choices=STATES)
    whose = forms.ChoiceField(label="Whose", choices=WHOSE)
    agency = ChoiceOrWords(label="Agency that does it or helps")
    group = forms.ChoiceField(label="Group that assures it")
    theme = forms.ChoiceField(label="Theme")
    priority = forms.ChoiceField(label="Priority")

    def __init__(self, data: Any, *, board: Board, framework: Framework) -> None:
        super().__init__(data)
        self.offer(
            agency=agencies_on(board).values_list("slug", "name"),
            group=groups_on(board).values_list("key", "name"),
            theme=themes_of(board).values_list("slug", "name"),
            priority=[(priority.key, priority.name) for priority in framework.priorities],
        )


def _long(label: str, hint: str = "", *, required: bool = True, missing: str = "") -> forms.CharField:
    return forms.CharField(
        label=label,
        help_text=hint,
        widget=forms.Textarea,
        max_length=LONG,
        required=required,
        error_messages={"required": missing} if missing else None,
    )


class ActionForm(Form):
    """What will be done, by whom, by when, and how we will know."""

    title = forms.CharField(
        label="What will be done", max_length=300, help_text="One sentence that begins with a verb."
    )
    difference = _long("What will be different", "For children, families or practice, once it is done.")
    agency: "forms.ModelChoiceField[Agency]" = forms.ModelChoiceField(
        Agency.objects.none(), label="Agency that does it", empty_label="Choose an agency"
    )
    owner: "forms.ModelChoiceField[Person]" = forms.ModelChoiceField(
        Person.objects.none(),
        label="Person who answers for it",
        required=False,
        help_text="Somebody of that agency. Leave it open if the agency decides later.",
    )
    helping_agencies = PickManyField(
        Agency.objects.none(), kind="kind", required=False, label="Agencies that help"
    )
    group: "forms.ModelChoiceField[Group]" = forms.ModelChoiceField(
        Group.objects.none(),
        label="Group that assures it",
        empty_label="Choose a group",
        help_text="It looks at the evidence before the action closes.",
    )
    how_will_we_know = _long(
        "How will we know",
        "What will be counted, read or asked, and what it should show.",
        missing="Enter how you will know whether it worked",
    )
    evaluate_on = DateField(
        label="When its effect will be judged", help_text=f"On the day it is due, or later. {EXAMPLE}"
    )
    evaluate_by = forms.ChoiceField(
        label="By which later source",
        required=False,
        help_text="The kind of audit, review or survey that will show whether it worked.",
    )

    def __init__(self, data: Any = None, *, board: Board, framework: Framework, initial: dict[str, Any]) -> None:
        super().__init__(data, initial=initial)
        rows: dict[str, Any] = {
            "agency": agencies_on(board),
            "helping_agencies": agencies_on(board),
            "owner": people_on(board),
            "group": groups_on(board),
        }
        for name, offered in rows.items():
            self.fields[name].queryset = offered  # type: ignore[attr-defined]
        self.fields["owner"].choices = _owners(board)  # type: ignore[attr-defined]
        self.fields["evaluate_by"].choices = _kinds(framework)  # type: ignore[attr-defined]

    def clean_evaluate_on(self) -> date:
        return _sensible(self.cleaned_data["evaluate_on"])

    def clean(self) -> dict[str, Any]:
        answers: dict[str, Any] = super().clean() or self.cleaned_data
        if answers.get("agency") and answers["agency"] in answers.get("helping_agencies", ()):
            self.add_error("helping_agencies", f"{answers['agency']} does it already. Choose only those that help")
        return answers


class EditForm(SeenForm, ActionForm):
    """The action again, with the state from which the editor began."""


class AgreeForm(ActionForm):
    """A new action, with its dates. The fields stand in the order of the page, and so do their errors."""

    field_order = (
        "title", "difference", "agency", "owner", "helping_agencies", "group", "agreed_on", "due_on",
        "how_will_we_know", "evaluate_on", "evaluate_by",
    )  # fmt: skip

    agreed_on = DateField(label="When it was agreed", help_text=EXAMPLE)
    due_on = DateField(label="When it is due", help_text=EXAMPLE)

    def clean_agreed_on(self) -> date:
        return _past(self.cleaned_data["agreed_on"])

    def clean_due_on(self) -> date:
        return _sensible(self.cleaned_data["due_on"])


def _owners(board: Board) -> list[Any]:
    people = people_by_agency(board).items()
    return [("", "Nobody yet"), *((agency, [(person.pk, person.name) for person in of]) for agency, of in people)]


def _kinds(framework: Framework) -> list[Any]:
    families = kinds_by_family(framework)
    return [("", "Not decided yet"), *((name, [(kind.key, kind.name) for kind in of]) for _, name, of in families)]


def _sensible(day: date) -> date:
    if not EARLIEST <= day <= timezone.localdate() + FURTHEST:
        raise forms.ValidationError("The date must be from 1990 on and within 20 years from now")
    return day


def _past(day: date) -> date:
    if not EARLIEST <= day <= timezone.localdate():
        raise forms.ValidationError("The date must be today or in the past, and from 1990 on")
    return day


def first_values(recommendation: Recommendation) -> dict[str, Any]:
    """What a new action begins with: today, the one agency named, the group that answered the recommendation."""
    named = list(recommendation.agencies.all())
    source = recommendation.findings.select_related("source").first()
    group = recommendation.response.group_id or (source and source.source.group_id)
    agency = named[0] if named else None
    return {"agreed_on": timezone.localdate(), "agency": agency, "helping_agencies": named[1:], "group": group}


def values_of(action: Action) -> dict[str, Any]:
    """What an action says now, for changing it."""
    plain = ("title", "difference", "how_will_we_know", "evaluate_on", "evaluate_by")
    related = {"agency": action.agency_id, "owner": action.owner_id, "group": action.group_id}
    values: dict[str, Any] = {name: getattr(action, name) for name in plain}
    return values | related | {"helping_agencies": list(action.helping_agencies.all())}


class ProgressForm(Form):
    """An entry of the progress log."""

    text = _long("What was done", "Call a child by a pseudonym, such as Child ES.")
    on = DateField(label="On which day", help_text=EXAMPLE)
    is_evidence = forms.BooleanField(
        label="This is evidence that something changed",
        required=False,
        help_text="It will be shown where the action is assured and its effect is judged.",
    )
    upload = forms.FileField(
        label="File",
        required=False,
        allow_empty_file=True,
        help_text=f"{in_words()}, at most 20 MB. Take out what names a child or a family.",
        widget=forms.FileInput({"accept": ",".join(ENDINGS)}),
    )

    def clean_on(self) -> date:
        return _past(self.cleaned_data["on"])


class MoveForm(Form):
    """A new due date, and why."""

    due_on = DateField(label="New due date", help_text=EXAMPLE)
    why = _long("Why it is moved", "The old date and this reason stay on the action’s page.")

    def clean_due_on(self) -> date:
        return _sensible(self.cleaned_data["due_on"])


class ReportForm(Form):
    """That the action is done."""

    note = _long("What was done", "What the group should know and see before it assures itself.")
    on = DateField(label="When it was done", help_text=EXAMPLE)

    def clean_on(self) -> date:
        return _past(self.cleaned_data["on"])


class ReturnForm(Form):
    """Why a reported action is not done yet."""

    why = _long("What is missing", "The agency reads this.")


class CloseForm(Form):
    """How the group assured itself that the action is done."""

    assurance = _long("How the group assured itself", "For example, ten files read, or minutes seen.")
    on = DateField(label="When the group was assured", help_text=EXAMPLE)

    def clean_on(self) -> date:
        return _past(self.cleaned_data["on"])


class WithdrawForm(Form):
    """Why an action will not be done."""

    why = _long("Why it is withdrawn", "This reason stays on the action’s page.")
    on = DateField(label="When that was decided", help_text=EXAMPLE)

    def clean_on(self) -> date:
        return _past(self.cleaned_data["on"])
