"""What people fill in about findings, recommendations and responses."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.forms.utils import ErrorDict
from django.utils import timezone
from django.utils.text import Truncator

from learningloop.frameworks.schema import Framework
from learningloop.kit.forms import ChoiceOrWords, DateField, FilterForm, Form
from learningloop.kit.picking import PickManyField
from learningloop.kit.seen import SeenForm
from learningloop.learning.models import Finding, Recommendation, Response
from learningloop.learning.rules import ASK_REASON, ask_later, reason_is_missing
from learningloop.people.models import Agency, Board, Group
from learningloop.people.policy import agencies_on, groups_on
from learningloop.sources.register.forms import kind_choices
from learningloop.sources.register.models import Source, Theme
from learningloop.sources.register.queries import themes_of

KINDS = [("strength", "Strength, to keep and spread"), ("need", "Need, to be met")]
PRACTICE = [("one", "One agency"), ("several", "Several agencies, or how they work together")]
OFFERED = 10
"""How many findings a recommendation form shows at once besides those chosen."""


def _past(label: str, day: date) -> date:
    if day > timezone.localdate():
        raise forms.ValidationError(f"{label} must be today or in the past")
    return day


def _agencies(board: Board, held: Sequence[Agency]) -> QuerySet[Agency]:
    """The board's agencies, and those the record names already: who left the board stays on its record."""
    kept = [agency.pk for agency in held]
    return Agency.objects.filter(Q(pk__in=agencies_on(board).values("pk")) | Q(pk__in=kept))


class FindingForm(Form):
    """One piece of learning."""

    kind = forms.ChoiceField(
        label="Is it a strength or a need?",
        widget=forms.RadioSelect(attrs={"class": "govuk-radios--inline"}),
        choices=KINDS,
        help_text="What works is learning, as much as what is missing.",
    )
    statement = forms.CharField(
        label="What was learned",
        widget=forms.Textarea,
        max_length=2000,
        help_text="One thing, in a sentence or two, that somebody who has not read the source will understand. "
        "Do not name a child or a family.",
    )
    evidence = forms.CharField(
        label="How we know",
        widget=forms.Textarea,
        max_length=20_000,
        required=False,
        help_text="What was seen, counted or said. For example, 4 of 12 files had a chronology.",
    )
    passage = forms.CharField(
        label="Where it stands in the source",
        max_length=200,
        required=False,
        help_text="For example, page 12, paragraph 4.3",
    )
    voice = forms.CharField(
        label="The voice of the child",
        widget=forms.Textarea,
        max_length=10_000,
        required=False,
        help_text="How does what children said, or could not say, bear on this? Call a child by a pseudonym, "
        "such as Child ES.",
    )
    practice = forms.ChoiceField(label="Whose practice is it about?", widget=forms.RadioSelect, choices=PRACTICE)
    agencies = PickManyField(
        Agency.objects.none(),
        kind="kind",
        required=False,
        help_text="Choose one, or two and more. Choose none if it is about all of them.",
    )
    themes = forms.ModelMultipleChoiceField(
        Theme.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple(attrs={"class": "govuk-checkboxes--small kit-choices--columns"}),
        to_field_name="slug",
    )
    priority = forms.ChoiceField(label="The board’s priority it bears on", required=False)
    domain = forms.ChoiceField(label="Domain of the framework", required=False)
    good = forms.ChoiceField(
        label="What good looks like",
        required=False,
        help_text="The statement of the framework that this is a strength or a need of.",
    )
    drawn_on = DateField(label="Date drawn", help_text="For example, 27 3 2026")

    def __init__(self, data: Any = None, *, source: Source, initial: dict[str, Any]) -> None:
        super().__init__(data, initial=initial)
        self.framework = source.framework
        self.fields["agencies"].queryset = _agencies(source.board, initial.get("agencies", []))  # type: ignore[attr-defined]
        self.fields["themes"].queryset = themes_of(source.board)  # type: ignore[attr-defined]
        self._offer("priority", [(one.key, one.name) for one in self.framework.priorities])
        self._offer("domain", [(one.key, one.name) for one in self.framework.domains])
        self._offer("good", _good_choices(self.framework))

    def _offer(self, name: str, choices: list[Any]) -> None:
        """A framework that names none of these is not asked for them."""
        if choices:
            self.fields[name].choices = [("", "None in particular"), *choices]  # type: ignore[attr-defined]
        else:
            del self.fields[name]

    def clean_drawn_on(self) -> date:
        return _past("Date drawn", self.cleaned_data["drawn_on"])

    def clean(self) -> dict[str, Any]:
        answers: dict[str, Any] = super().clean() or self.cleaned_data
        answers["multi_agency"] = answers.pop("practice", "") == "several"
        of, _, statement = answers.pop("good", "").partition("/")
        if of and answers.get("domain") and of != answers["domain"]:
            self.add_error("good", "Choose a statement of the domain you chose, or choose the other domain")
        answers |= {"domain": of or answers.get("domain", ""), "good_statement": statement}
        return answers


class FindingEditForm(SeenForm, FindingForm):
    """A finding again, with the state from which the editor began."""


def _good_choices(framework: Framework) -> list[tuple[str, list[tuple[str, str]]]]:
    """Each domain's statements; two domains may have a statement of the same key."""
    return [
        (domain.name, [(f"{domain.key}/{good.key}", good.text) for good in domain.good])
        for domain in framework.domains
        if domain.good
    ]


def first_values(source: Source) -> dict[str, Any]:
    """What a new finding begins with: the day on which its source was completed, else today."""
    return {"drawn_on": source.completed_on or timezone.localdate()}


def values_of_finding(finding: Finding) -> dict[str, Any]:
    """What a finding says now, for changing it."""
    plain = ("kind", "statement", "evidence", "passage", "voice", "priority", "domain", "drawn_on")
    return {name: getattr(finding, name) for name in plain} | {
        "good": f"{finding.domain}/{finding.good_statement}" if finding.good_statement else "",
        "practice": "several" if finding.multi_agency else "one",
        "themes": list(finding.themes.all()),
        "agencies": list(finding.agencies.all()),
    }


class RecommendationForm(Form):
    """What should change, and the findings it rests on. A search among findings asks for nothing else yet."""

    text = forms.CharField(
        label="What should change, or be kept and spread",
        widget=forms.Textarea,
        max_length=5000,
        help_text="Say what is to be different for children, and leave to the agencies how they bring it about.",
    )
    passage = forms.CharField(
        label="Where it stands in the source",
        max_length=200,
        required=False,
        help_text="For example, recommendation 3, page 21",
    )
    agencies = PickManyField(
        Agency.objects.none(),
        kind="kind",
        label="Agencies it is addressed to",
        required=False,
        help_text="Choose none if it is addressed to the board as a whole.",
    )
    made_on = DateField(label="Date made", help_text="For example, 27 3 2026")
    words = forms.CharField(
        label="Search the board’s findings", required=False, help_text="A word, a theme or a reference"
    )
    findings = forms.ModelMultipleChoiceField(
        Finding.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        to_field_name="reference",
    )

    def __init__(
        self,
        data: Any = None,
        *,
        board: Board,
        candidates: QuerySet[Finding],
        own: QuerySet[Finding],
        fixed: Sequence[Finding] = (),
        closed: Sequence[Finding] = (),
        initial: dict[str, Any],
    ) -> None:
        """`candidates` may be chosen; `fixed` stay whatever is chosen, and so do those `closed` to this person.

        One of the person's `own` must be among them.
        """
        super().__init__(data, initial=initial)
        self.searching = data is not None and "search" in data
        self.own, self.fixed, self.closed = own, list(fixed), list(closed)
        self.fields["agencies"].queryset = _agencies(board, initial.get("agencies", []))  # type: ignore[attr-defined]
        self.fields["findings"].label = "Other findings it rests on" if fixed else "Findings it rests on"
        self.fields["findings"].queryset = candidates  # type: ignore[attr-defined]
        self.offered, self.number_found = self._look(candidates)
        self.fields["findings"].widget.choices = self.offered

    def _look(self, candidates: QuerySet[Finding]) -> tuple[list[tuple[str, str]], int]:
        """What to offer: the chosen findings, then the newest that bear the words; and how many bear them."""
        references = [getattr(held, "reference", held) for held in self["findings"].value() or []]
        chosen = candidates.filter(reference__in=references)
        found = _with_words(candidates, (self["words"].value() or "").strip())
        rest = found.exclude(reference__in=references)[:OFFERED]
        return [_offer(finding) for finding in [*chosen, *rest]], found.count()

    @property
    def looking(self) -> bool:
        """Whether the findings to choose from are shown: some are chosen, looked for, or wrong."""
        return bool(self.searching or not self.fixed or self["findings"].value() or self.errors.get("findings"))

    @property
    def more(self) -> int:
        """How many more findings bear the words than are shown."""
        return max(0, self.number_found - len(self.offered))

    def full_clean(self) -> None:
        """While searching nothing is found wrong with what is only half written."""
        if self.searching:
            self._errors = ErrorDict()
        else:
            super().full_clean()

    def is_valid(self) -> bool:
        return not self.searching and super().is_valid()

    def clean_made_on(self) -> date:
        return _past("Date made", self.cleaned_data["made_on"])

    def clean(self) -> dict[str, Any]:
        answers: dict[str, Any] = super().clean() or self.cleaned_data
        answers.pop("words", None)
        answers["findings"] = [*self.fixed, *self.closed, *answers.get("findings", [])]
        keys = [finding.pk for finding in answers["findings"]]
        if keys and not self.own.filter(pk__in=keys).exists():
            self.add_error("findings", "Keep at least one finding of your own group or source among them")
        return answers


class RecommendationEditForm(SeenForm, RecommendationForm):
    """A recommendation again, with the state from which the editor began."""


def _with_words(findings: QuerySet[Finding], words: str) -> QuerySet[Finding]:
    if not words:
        return findings
    themed = Finding.objects.filter(themes__name__icontains=words).values("pk")
    return findings.filter(Q(statement__icontains=words) | Q(reference__iexact=words) | Q(pk__in=themed))


def _offer(finding: Finding) -> tuple[str, str]:
    words = Truncator(finding.statement).chars(120)
    return finding.reference, f"{finding.get_kind_display()} {finding.reference}: {words}"


def values_of_recommendation(recommendation: Recommendation) -> dict[str, Any]:
    """What a recommendation says now, for changing it; its findings come from who may read them."""
    return {
        "text": recommendation.text,
        "passage": recommendation.passage,
        "made_on": recommendation.made_on,
        "agencies": list(recommendation.agencies.all()),
    }


class RespondForm(Form):
    """The board's response to a recommendation."""

    mark_optional = False
    decision = forms.ChoiceField(
        label="What is the board’s response?", widget=forms.RadioSelect, choices=Response.Decision
    )
    reason = forms.CharField(
        label="Reason",
        required=False,
        widget=forms.Textarea,
        max_length=10_000,
        help_text="Word for word as it was decided. Needed unless the recommendation is accepted whole.",
    )
    group = forms.ModelChoiceField(Group.objects.none(), label="Who decided it")
    decided_on = DateField(label="Date decided", help_text="For example, 27 3 2026")

    def __init__(
        self,
        data: Any = None,
        *,
        recommendation: Recommendation,
        groups: QuerySet[Group],
        board_too: bool,
        initial: dict[str, Any],
    ) -> None:
        super().__init__(data, initial=initial)
        self.recommendation = recommendation
        group: Any = self.fields["group"]
        group.queryset = groups
        group.required = not board_too
        group.empty_label = f"{recommendation.board.short_name}, the board itself" if board_too else "Choose"

    def clean_decided_on(self) -> date:
        decided = _past("Date decided", self.cleaned_data["decided_on"])
        if decided < self.recommendation.made_on:
            raise forms.ValidationError(ask_later(self.recommendation.made_on))
        return decided

    def clean(self) -> dict[str, Any]:
        answers: dict[str, Any] = super().clean() or self.cleaned_data
        if "decision" in answers and reason_is_missing(answers["decision"], answers.get("reason", "")):
            self.add_error("reason", ASK_REASON)
        return answers


class LearningFilters(FilterForm):
    """What both lists filter by."""

    words = forms.CharField(label="Words, or a reference", max_length=100)

    def __init__(self, data: Any, *, board: Board, years: list[str]) -> None:
        super().__init__(data)
        self.offer(
            agency=agencies_on(board).values_list("slug", "name"),
            year=[(year, year) for year in years],
            theme=themes_of(board).values_list("slug", "name"),
            group=groups_on(board).values_list("key", "name"),
        )


class FindingFilters(LearningFilters):
    """The filters of the findings."""

    kind = forms.ChoiceField(label="Strength or need", choices=[("", "Any"), *Finding.Kind.choices])
    recommendation = forms.ChoiceField(
        choices=[("", "Any"), ("without", "Without a recommendation"), ("with", "With a recommendation")]
    )
    theme = forms.ChoiceField(label="Theme")
    agency = ChoiceOrWords(label="Agency")
    group = forms.ChoiceField(label="Group of the source")
    priority = forms.ChoiceField(label="Priority")
    domain = forms.ChoiceField(label="Domain")
    source_kind = forms.ChoiceField(label="Kind of source")
    source = forms.CharField(label="Source (its reference)", max_length=20)
    year = forms.ChoiceField(label="Drawn in the year from April")

    def __init__(self, data: Any, *, board: Board, framework: Framework, years: list[str]) -> None:
        super().__init__(data, board=board, years=years)
        self.offer(
            priority=[(one.key, one.name) for one in framework.priorities],
            domain=[(one.key, one.name) for one in framework.domains],
            source_kind=kind_choices(framework),
        )


class RecommendationFilters(LearningFilters):
    """The filters of the recommendations."""

    answer = forms.ChoiceField(
        label="The board’s response",
        choices=[
            ("", "Any"),
            ("waiting", "Waiting for a response"),
            ("answered", "Answered"),
            *Response.Decision.choices,
        ],
    )
    theme = forms.ChoiceField(label="Theme")
    agency = ChoiceOrWords(label="Addressed to")
    group = forms.ChoiceField(label="Group of the source")
    source = forms.CharField(label="Source (its reference)", max_length=20)
    year = forms.ChoiceField(label="Made in the year from April")
