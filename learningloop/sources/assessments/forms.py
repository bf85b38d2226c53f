"""What people fill in about rounds and returns, besides the answers themselves."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils import timezone

from learningloop.frameworks.schema import Framework
from learningloop.instruments.models import QuestionSetVersion
from learningloop.instruments.rules.evidence import wrong_last_day
from learningloop.kit.forms import DateField, FilterForm, Form
from learningloop.kit.picking import PickManyField
from learningloop.kit.seen import SeenForm
from learningloop.kit.uploads import FilesField
from learningloop.people.forms import offer_localities
from learningloop.people.models import Agency, Board, Group, Person
from learningloop.people.policy import agencies_on, groups_on
from learningloop.people.rules import agency_kinds
from learningloop.records.rules import ENDINGS, in_words
from learningloop.sources.assessments.models import Return, Round
from learningloop.sources.assessments.queries import asked_agencies
from learningloop.sources.assessments.rules import REMINDERS, dates_disagree
from learningloop.sources.register.models import Sensitivity
from learningloop.sources.register.queries import kinds_by_family
from learningloop.sources.register.rules import group_is_missing

EXAMPLE = "For example, 27 3 2026"
WHO = [
    ("kinds", "All agencies of some kinds, such as all schools"),
    ("all", "Every agency of the board"),
    ("list", "Some agencies, one by one"),
]
NOBODY_YET = ("nobody", "Nobody yet: I bring a list of agencies and their leads next")
COLUMNS = {"class": "govuk-checkboxes--small kit-choices--columns"}
STATES = [("", "Any"), ("late", "Late"), ("outstanding", "Not submitted yet"), *Return.State.choices]
LATEST = timedelta(days=3 * 366)


class ReturnFilters(FilterForm):
    """The filters of a list of returns."""

    words = forms.CharField(label="Agency, or a reference", max_length=100)
    state = forms.ChoiceField(label="Where it stands", choices=STATES)


class OverviewFilters(FilterForm):
    """The filters of an overview: which agencies stand in it."""

    words = forms.CharField(label="Agency, or a reference", max_length=100)
    kind = forms.ChoiceField(label="Kind of agency", choices=[("", "Any"), *agency_kinds()])
    locality = forms.ChoiceField()
    state = forms.ChoiceField(label="Where it stands", choices=STATES)

    def __init__(self, *args: Any, board: Board, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_localities(self, board)


class WhoForm(Form):
    """Which agencies are asked."""

    who = forms.ChoiceField(label="Who is asked?", choices=WHO, widget=forms.RadioSelect)
    kinds = forms.MultipleChoiceField(
        label="Kinds of agency",
        choices=agency_kinds,
        required=False,
        widget=forms.CheckboxSelectMultiple(attrs=COLUMNS),
    )
    agencies = PickManyField(Agency.objects.none(), kind="kind", required=False, label="Agencies")

    def __init__(self, data: Any = None, *, board: Board, initial: dict[str, Any] | None = None) -> None:
        super().__init__(data, initial=initial)
        self.board = board
        self.fields["agencies"].queryset = agencies_on(board)  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        who, kinds, chosen = (cleaned.pop(name, None) for name in ("who", "kinds", "agencies"))
        if who == "kinds" and not kinds:
            self.add_error("kinds", "Choose at least one kind of agency")
        elif who == "list" and not chosen:
            self.add_error("agencies", "Choose at least one agency")
        elif who == NOBODY_YET[0]:
            cleaned["agencies"] = []
        elif who:
            cleaned["agencies"] = asked_agencies(self.board, who, kinds or (), chosen or ())
            if not cleaned["agencies"]:
                self.add_error("kinds" if who == "kinds" else "who", "The board has no such agency")
        return cleaned


def _instructions() -> forms.CharField:
    return forms.CharField(
        label="What the agencies should know",
        required=False,
        max_length=5_000,
        widget=forms.Textarea,
        help_text="It stands above every return. Do not name a child or a family.",
    )


def _reminders() -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        label="Remind those whose return is still to come",
        choices=list(REMINDERS.items()),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="By mail to who answers for the agency. Where an agency has another day, it counts from that.",
    )


class RoundForm(WhoForm):
    """A new round."""

    who = forms.ChoiceField(label="Who is asked?", choices=[*WHO, NOBODY_YET], widget=forms.RadioSelect)
    version: "forms.ModelChoiceField[QuestionSetVersion]" = forms.ModelChoiceField(
        QuestionSetVersion.objects.none(),
        label="Question set",
        widget=forms.RadioSelect,
        empty_label=None,
        help_text="Only published versions are asked.",
    )
    kind = forms.ChoiceField(label="Kind of source in the register")
    title = forms.CharField(max_length=300, help_text="For example, Section 11 self-assessment 2026")
    opens_on = DateField(label="When it opens", help_text=EXAMPLE)
    closes_on = DateField(label="When it closes", help_text="Until then returns are not late.")
    signed_by = forms.CharField(
        label="Who signs each return",
        max_length=200,
        help_text="The senior who answers for it, such as the chief officer or the head teacher.",
    )
    group: "forms.ModelChoiceField[Group]" = forms.ModelChoiceField(
        Group.objects.none(),
        label="Group that reads the returns",
        required=False,
        empty_label="No group",
        help_text="Its members open every return; other groups see how the round stands.",
    )
    before: "forms.ModelChoiceField[Round]" = forms.ModelChoiceField(
        Round.objects.none(),
        label="Round whose answers are shown again",
        required=False,
        empty_label="None",
        help_text="They stand beside the questions, to be confirmed again. They never count as answered.",
    )
    instructions = _instructions()
    reminders = _reminders()
    field_order = (
        "version", "title", "kind", "who", "kinds", "agencies", "opens_on", "closes_on", "signed_by", "group",
        "before", "reminders", "instructions",
    )  # fmt: skip

    def __init__(self, data: Any = None, *, board: Board, framework: Framework, initial: dict[str, Any]) -> None:
        super().__init__(data, board=board, initial=initial)
        rows: dict[str, Any] = {
            "version": QuestionSetVersion.objects.filter(board=board).exclude(published_on=None).defer("content"),
            "group": groups_on(board),
            "before": Round.objects.filter(board=board).select_related("source"),
        }
        for name in rows.keys() & self.fields.keys():
            self.fields[name].queryset = rows[name]  # type: ignore[attr-defined]
        self.fields["kind"].choices = [  # type: ignore[attr-defined]
            (name, [(kind.key, kind.name) for kind in kinds]) for _, name, kinds in kinds_by_family(framework)
        ]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        opens, closes = cleaned.get("opens_on"), cleaned.get("closes_on")
        if opens and closes and (wrong := dates_disagree(opens, closes)):
            self.add_error("closes_on", wrong)
        before, version = cleaned.get("before"), cleaned.get("version")
        if before and version and before.version.key != version.key:
            self.add_error("before", "That round was of another question set. Choose one of the same, or none")
        return cleaned

    def clean_opens_on(self) -> date:
        return _near(self.cleaned_data["opens_on"], "When it opens")

    def clean_closes_on(self) -> date:
        return _near(self.cleaned_data["closes_on"], "When it closes")


def _near(found: date, label: str) -> date:
    if abs(found - timezone.localdate()) > LATEST:
        raise forms.ValidationError(f"{label} must be within three years of today")
    return found


class JoinForm(RoundForm):
    """Our share of a round that another board offers: its questions and days are given."""

    version = opens_on = closes_on = signed_by = None  # type: ignore[assignment]
    sensitivity = forms.ChoiceField(
        label="Who may open it, and all that grows from it",
        widget=forms.RadioSelect,
        choices=[(key, label) for key, label in Sensitivity.choices if key != Sensitivity.NAMED],
        help_text="It can be opened to named people only afterwards, on its cover sheet.",
    )
    field_order = (  # type: ignore[assignment]
        "title", "kind", "who", "kinds", "agencies", "group", "sensitivity", "before",
        "reminders", "instructions",
    )  # fmt: skip

    def __init__(
        self, data: Any = None, *, offered: Round, board: Board, framework: Framework, initial: dict[str, Any]
    ) -> None:
        super().__init__(data, board=board, framework=framework, initial=initial)
        rows = Round.objects.filter(board=board, version__key=offered.version.key).select_related("source")
        self.fields["before"].queryset = rows  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if wrong := group_is_missing(cleaned.get("sensitivity", ""), bool(cleaned.get("group"))):
            self.add_error("group", wrong)
        return cleaned


class ChangeForm(SeenForm):
    """What can be changed in an open round; the day and who signs not in one that boards hold together."""

    closes_on = DateField(
        label="When it closes", help_text="Returns that were due on the former day move with it."
    )
    signed_by = forms.CharField(label="Who signs each return", max_length=200)
    reminders = _reminders()
    instructions = _instructions()

    def __init__(self, data: Any = None, *, is_joint: bool, initial: dict[str, Any]) -> None:
        super().__init__(data, initial=initial)
        if is_joint:
            del self.fields["closes_on"], self.fields["signed_by"]

    def clean_closes_on(self) -> date:
        return _near(self.cleaned_data["closes_on"], "When it closes")


class OfferForm(Form):
    """To which boards a round is offered."""

    boards: "forms.ModelMultipleChoiceField[Board]" = forms.ModelMultipleChoiceField(
        Board.objects.none(),
        label="Boards that may join",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Those that share a group with yours. To withdraw the offer, choose none.",
    )

    def __init__(self, data: Any = None, *, boards: QuerySet[Board], initial: Any) -> None:
        super().__init__(data, initial=initial)
        self.fields["boards"].queryset = boards  # type: ignore[attr-defined]


class SignForm(Form):
    """Who signed a return."""

    name = forms.CharField(label="Name of who signs", max_length=200)
    post = forms.CharField(label="Their post", max_length=200)
    on = DateField(label="When they signed", help_text=EXAMPLE)
    agrees = forms.BooleanField(
        label="I am this person, or they have read the answers and told me that they sign them",
        error_messages={"required": "Say that whoever signs has read the answers"},
    )

    def clean_on(self) -> date:
        return _past(self.cleaned_data["on"])


def _past(found: date) -> date:
    if found > timezone.localdate():
        raise forms.ValidationError("When they signed must be today or in the past")
    return found


class WhyForm(Form):
    """Why a return is withdrawn."""

    why = forms.CharField(
        label="Why it is withdrawn",
        max_length=300,
        help_text="It stands in the history. Do not name a child or a family.",
    )


class MoveForm(Form):
    """Another day for one agency."""

    due_on = DateField(label="New day", help_text=EXAMPLE)
    why = forms.CharField(label="Why", max_length=300)

    def clean_due_on(self) -> date:
        return _near(self.cleaned_data["due_on"], "New day")


class FilesForm(Form):
    """Evidence to add."""

    uploads = FilesField(
        label="Files",
        endings=ENDINGS,
        help_text=f"{in_words()}. At most 20 files, of at most 20 MB each. The same file twice is kept once.",
    )
    counts_until = DateField(
        label="Counts until",
        required=False,
        help_text="If you know it: the last day on which these files show how things are, such as the day by "
        f"which a policy is reviewed. {EXAMPLE}",
    )

    def clean_counts_until(self) -> date | None:
        found: date | None = self.cleaned_data["counts_until"]
        if found and (wrong := wrong_last_day(found, timezone.localdate())):
            raise forms.ValidationError(wrong)
        return found


class CommentForm(Form):
    """A comment for colleagues."""

    text = forms.CharField(
        label="Comment",
        max_length=5_000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Write the comment"},
        help_text="Those who answer for this agency read it; the board’s office only if it answers on its behalf. "
        "It is no part of the answer and is not handed in.",
    )
    mark_optional = False


class ShareOutForm(Form):
    """Who answers each section: nobody chosen means anybody of the agency."""

    def __init__(
        self, data: Any = None, *, sections: list[tuple[str, str]], people: list[Person], initial: Any
    ) -> None:
        super().__init__(data, initial=initial)
        choices = [(str(person.pk), person.name) for person in people]
        for key, title in sections:
            self.fields[key] = forms.MultipleChoiceField(
                label=title, choices=choices, required=False, widget=forms.CheckboxSelectMultiple(attrs=COLUMNS)
            )


class ListForm(Form):
    """A list of agencies to ask: rows in the box, or a file that takes their place."""

    rows = forms.CharField(
        label="Rows",
        required=False,
        strip=False,
        max_length=5_000_000,
        widget=forms.Textarea(attrs={"rows": 12, "spellcheck": "false"}),
        help_text="Copy them in your spreadsheet, with the column names, and paste them here.",
    )
    uploads = FilesField(
        label="Or a file",
        endings=(".xlsx", ".csv"),
        most=1,
        required=False,
        help_text="Excel (.xlsx) or CSV. It takes the place of what is in the box.",
    )

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if not self.errors and not cleaned.get("uploads") and not cleaned.get("rows", "").strip():
            self.add_error("rows", "Paste your rows, or choose a file")
        return cleaned


class ColleagueForm(Form):
    """A colleague who is to answer."""

    name = forms.CharField(label="Their name", max_length=200)
    email = forms.EmailField(label="Their email address", max_length=254, help_text="The invitation goes there.")
    sections = forms.MultipleChoiceField(
        label="What they are to answer",
        required=False,
        widget=forms.CheckboxSelectMultiple(attrs=COLUMNS),
        help_text="Choose none, and they may answer every section to which nobody is named.",
    )

    def __init__(self, data: Any = None, *, sections: list[tuple[str, str]]) -> None:
        super().__init__(data)
        self.fields["sections"].choices = sections  # type: ignore[attr-defined]
