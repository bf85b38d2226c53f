"""What people fill in about an agency's own quality assurance."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.text import Truncator

from learningloop.frameworks.schema import Framework
from learningloop.kit.forms import ChoiceOrWords, DateField, FilterForm, Form
from learningloop.kit.seen import SeenForm
from learningloop.kit.uploads import FilesField
from learningloop.people.models import Agency, Board
from learningloop.people.policy import groups_on
from learningloop.records.rules import ENDINGS
from learningloop.records.rules import in_words as files_in_words
from learningloop.sources.programmes import rules
from learningloop.sources.programmes.models import Outcome
from learningloop.sources.programmes.queries import Told, kinds_for
from learningloop.sources.register.forms import SourceForm, first_values

STATES = [
    ("", "Going on"),
    ("late", "Late"),
    ("never", "Never noted as done"),
    ("ended", "Ended"),
]
LONGEST_TITLE = 300
EXAMPLE = "For example, 27 3 2026"


class ActivityFilters(FilterForm):
    """The filters of the list."""

    words = forms.CharField(label="Words in what is done", max_length=100)
    agency = ChoiceOrWords()
    state = forms.ChoiceField(label="Where it stands", choices=STATES)

    def __init__(self, *args: Any, agencies: QuerySet[Agency], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer(agency=agencies.values_list("slug", "name"))


class ActivityForm(SeenForm):
    """What is done, and how often."""

    what = forms.CharField(
        label="What the agency does",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="For example, audit of ten case files by a manager of another team.",
    )
    frequency = forms.ChoiceField(label="How often", choices=rules.in_words)


class AddForm(ActivityForm):
    """Something more that an agency does."""

    agency: "forms.ModelChoiceField[Agency]" = forms.ModelChoiceField(Agency.objects.none())
    started_on = DateField(label="Since when", help_text=f"It is due for the first time after this. {EXAMPLE}")
    field_order = ("agency", "what", "frequency", "started_on")

    def __init__(self, *args: Any, agencies: QuerySet[Agency], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["agency"].queryset = agencies  # type: ignore[attr-defined]


class OutcomeForm(Form):
    """One time that it was done."""

    on = DateField(label="When it was done", help_text=EXAMPLE)
    found = forms.CharField(
        label="What it found",
        max_length=5_000,
        widget=forms.Textarea,
        help_text="What was good, what was not, and what will be done about it. Do not name a child or a family.",
    )
    uploads = FilesField(
        label="Files",
        endings=ENDINGS,
        required=False,
        help_text=(
            f"The report, for example: {files_in_words()}. At most 20 files, of at most 20 MB each. "
            "Take out what names a child or a family."
        ),
    )


class RecordForm(SourceForm):
    """The cover sheet of a source that comes of an outcome, and of which kind it is."""

    kind = forms.ChoiceField(label="Kind of source")

    def __init__(self, data: Any = None, *, outcome: Outcome, board: Board, framework: Framework) -> None:
        families = kinds_for(framework)
        kinds = {kind.key: kind for _, some in families for kind in some}
        likely = rules.nearest_kind([(kind.key, kind.family) for kind in kinds.values()])
        first = first_values(kinds[likely], list(groups_on(board))) if likely else {}
        super().__init__(data, board=board, initial=first | self._told(outcome) | {"kind": likely})
        self.fields["kind"].choices = [  # type: ignore[attr-defined]
            (name, [(kind.key, kind.name) for kind in some]) for name, some in families
        ]

    @staticmethod
    def _told(outcome: Outcome) -> dict[str, Any]:
        """What is known of it already."""
        return {
            "title": Truncator(" ".join(outcome.activity.what.split())).chars(LONGEST_TITLE),
            "started_on": outcome.on,
            "completed_on": outcome.on,
            "agencies": [outcome.activity.agency],
            "summary": outcome.found,
        }


class EndForm(Form):
    """The agency does this no longer."""

    why = forms.CharField(label="Why it is done no longer", max_length=500)


class TakeOverForm(Form):
    """What the framework says agencies do."""

    told = forms.MultipleChoiceField(label="What they do", widget=forms.CheckboxSelectMultiple)

    def __init__(self, data: Any = None, *, told: list[Told]) -> None:
        super().__init__(data)
        words = dict(rules.in_words())
        self.by_key = {one.key: one for one in told}
        self.fields["told"].choices = [  # type: ignore[attr-defined]
            (one.key, f"{one.agency}: {one.what} ({words[one.frequency].lower()})") for one in told
        ]

    @property
    def chosen(self) -> list[Told]:
        return [self.by_key[key] for key in self.cleaned_data["told"]]
