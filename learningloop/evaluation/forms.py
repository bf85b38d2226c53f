"""What people fill in about evaluations."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils import timezone

from learningloop.embedding.actions.models import Action
from learningloop.evaluation.models import Evaluation, Verdict
from learningloop.evaluation.rules import MEANS
from learningloop.frameworks.schema import Framework
from learningloop.kit.forms import ChoiceOrWords, DateField, FilterForm, Form
from learningloop.kit.uploads import FilesField
from learningloop.people.models import Board, Group, Person
from learningloop.people.policy import agencies_on, groups_on
from learningloop.records.rules import ENDINGS, in_words
from learningloop.sources.register.models import Source
from learningloop.sources.register.queries import kinds_by_family, register_of, themes_of

EARLIEST = date(1990, 1, 1)
FURTHEST = timedelta(days=20 * 366)
EXAMPLE = "For example, 27 3 2026"
LONG = 10_000
VERDICTS = [(key, f"{label}. {MEANS[key]}") for key, label in Verdict.choices]


class EvaluationFilters(FilterForm):
    """The filters of the list of evaluations."""

    words = forms.CharField(label="Words in the action, or a reference", max_length=100)
    verdict = forms.ChoiceField(choices=[("", "Any"), *Verdict.choices])
    agency = ChoiceOrWords(label="Agency")
    group = forms.ChoiceField(label="Group")
    theme = forms.ChoiceField(label="Theme")

    def __init__(self, data: Any, *, board: Board) -> None:
        super().__init__(data)
        self.offer(
            agency=agencies_on(board).values_list("slug", "name"),
            group=groups_on(board).values_list("key", "name"),
            theme=themes_of(board).values_list("slug", "name"),
        )


class CarryOutForm(Form):
    """A judgement of whether an action changed anything."""

    evidence = forms.CharField(
        label="What was looked at, and what it shows",
        widget=forms.Textarea,
        max_length=LONG,
        help_text="Figures, files, observations, what children and families said. Call a child by a pseudonym.",
    )
    shown_by: "forms.ModelChoiceField[Source]" = forms.ModelChoiceField(
        Source.objects.none(),
        label="Later source that showed it",
        required=False,
        empty_label="None of them",
        help_text="An audit, review or survey that began after the action was agreed.",
    )
    verdict = forms.ChoiceField(widget=forms.RadioSelect, choices=VERDICTS)
    why = forms.CharField(
        label="Why this verdict",
        widget=forms.Textarea,
        max_length=LONG,
        error_messages={"required": "Say why you chose this verdict"},
    )
    again_on = DateField(
        label="When to judge again",
        required=False,
        help_text=f"Needed while there is no evidence or the effect is unknown. {EXAMPLE}",
    )
    group: "forms.ModelChoiceField[Group]" = forms.ModelChoiceField(
        Group.objects.none(), label="Group that judged", required=False, empty_label="No group"
    )
    on = DateField(label="When it was judged", help_text=EXAMPLE)

    def __init__(self, data: Any = None, *, action: Action, person: Person) -> None:
        super().__init__(data, initial={"on": timezone.localdate(), "group": action.group_id})
        later = register_of(person, action.board).filter(started_on__gte=action.agreed_on)
        self.fields["shown_by"].queryset = later  # type: ignore[attr-defined]
        self.fields["group"].queryset = groups_on(action.board)  # type: ignore[attr-defined]

    def clean_on(self) -> date:
        day: date = self.cleaned_data["on"]
        if not EARLIEST <= day <= timezone.localdate():
            raise forms.ValidationError("The date must be today or in the past, and from 1990 on")
        return day

    def clean_again_on(self) -> date | None:
        return _sensible(self.cleaned_data["again_on"])


class EvidenceForm(Form):
    """Files, asked with the answers checked: a browser cannot keep a chosen file from one page to the next."""

    uploads = FilesField(
        label="Files that show it",
        endings=ENDINGS,
        required=False,
        help_text=f"{in_words()}, at most 20 MB each. Take out what names a child or a family.",
    )


class CommissionForm(Form):
    """A follow-up source."""

    kind = forms.ChoiceField(label="Kind of source")
    title = forms.CharField(max_length=300, help_text="What people will call it. Do not name a child or a family.")
    started_on = DateField(label="When it is to begin", help_text=EXAMPLE)
    group: "forms.ModelChoiceField[Group]" = forms.ModelChoiceField(
        Group.objects.none(), label="Group it belongs to", required=False, empty_label="No group"
    )

    def __init__(self, data: Any = None, *, evaluation: Evaluation, framework: Framework) -> None:
        action = evaluation.action
        initial = {
            "kind": action.evaluate_by,
            "title": f"Follow-up: {action.title}"[:300],
            "started_on": timezone.localdate(),
            "group": action.group_id,
        }
        super().__init__(data, initial=initial)
        families = kinds_by_family(framework)
        kinds = [(name, [(kind.key, kind.name) for kind in of]) for _, name, of in families]
        self.fields["kind"].choices = [("", "Choose a kind"), *kinds]  # type: ignore[attr-defined]
        self.fields["group"].queryset = groups_on(evaluation.board)  # type: ignore[attr-defined]

    def clean_started_on(self) -> date | None:
        return _sensible(self.cleaned_data["started_on"])


def _sensible(day: date | None) -> date | None:
    if day and not EARLIEST <= day <= timezone.localdate() + FURTHEST:
        raise forms.ValidationError("The date must be from 1990 on and within 20 years from now")
    return day
