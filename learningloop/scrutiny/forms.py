"""What the panel and the agency fill in. Each form bears the state of what it changes."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils.timezone import localdate, localtime

from learningloop.instruments.schema import YES_NO
from learningloop.kit.forms import DateField, FilterForm, Form
from learningloop.kit.seen import SeenForm
from learningloop.people.models import Person
from learningloop.scrutiny.operations import MOST_WORDS
from learningloop.scrutiny.queries.sheet import Area, Line, Sheet
from learningloop.scrutiny.rules import STANDS, reason_is_missing

SHORT = forms.Textarea(attrs={"rows": 3})
SMALL = forms.RadioSelect(attrs={"class": "govuk-radios--small"})
NAMELESS = "Do not name a child or a family."


class AllocateForm(SeenForm):
    """Who scrutinises a return."""

    panel: "forms.ModelMultipleChoiceField[Person]" = forms.ModelMultipleChoiceField(
        Person.objects.none(),
        label="Who scrutinises it",
        widget=forms.CheckboxSelectMultiple(attrs={"class": "kit-choices--columns"}),
        help_text="People of the group that reads the round, and of the board’s unit. Nobody of this agency.",
        error_messages={"required": "Choose at least one person"},
    )

    def __init__(self, data: Any = None, *, people: list[Person], initial: dict[str, Any]) -> None:
        super().__init__(data, initial=initial)
        rows = Person.objects.filter(pk__in=[person.pk for person in people]).order_by("name", "pk")
        self.fields["panel"].queryset = rows  # type: ignore[attr-defined]


class AnswerForm(SeenForm):
    """A form about one answer of a return."""

    mark_optional = False

    def __init__(self, data: Any, *, sheet: Sheet, line: Line) -> None:
        self.line = line
        number = line.moderation.number if line.moderation else 0
        super().__init__(data, prefix=line.question.key, initial=self.held(line) | {"seen": number})

    def held(self, line: Line) -> dict[str, Any]:
        """What stands in the boxes before anybody writes."""
        raise NotImplementedError

    @property
    def is_sent(self) -> bool:
        """Whether this answer was on the page that was sent."""
        return self.began is not None

    def tell_collision(self, who: str, at: Any) -> None:
        """Show both versions."""
        self.collide(who, localtime(at) if at else None)


class ModerationForm(AnswerForm):
    """What the panel makes of one answer."""

    challenge = forms.CharField(
        label="Challenge to the agency",
        required=False,
        max_length=MOST_WORDS,
        widget=SHORT,
        help_text=f"The agency sees it on its home page and replies. {NAMELESS}",
    )
    grade = forms.ChoiceField(label="Agreed grade", required=False, widget=SMALL)
    why = forms.CharField(
        label="Why this grade",
        required=False,
        max_length=MOST_WORDS,
        widget=SHORT,
        help_text=f"Needed where it is not the agency’s own. {NAMELESS}",
    )
    marked = forms.BooleanField(label="Make it a development area, whatever the grade", required=False)

    def __init__(self, data: Any, *, sheet: Sheet, line: Line) -> None:
        super().__init__(data, sheet=sheet, line=line)
        scale = sheet.paper.question_set.scale_of(line.question)
        keys = [point.key for point in scale.points] if scale else YES_NO
        choices = [(key, sheet.grade(line.question, key)[0]) for key in keys]
        self.fields["grade"].choices = [("", "Not agreed yet"), *choices]  # type: ignore[attr-defined]

    def held(self, line: Line) -> dict[str, Any]:
        one = line.moderation
        if one is None:
            return {"challenge": "", "grade": "", "why": "", "marked": False}
        return {"challenge": one.challenge, "grade": one.agreed, "why": one.why, "marked": one.marked}

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        wrong = reason_is_missing(self.line.stand.value, cleaned.get("grade", ""), cleaned.get("why", ""))
        if wrong and "why" in cleaned:
            self.add_error("why", wrong)
        return cleaned


class ScrutinyFilters(FilterForm):
    """The filters of the returns to scrutinise."""

    words = forms.CharField(label="Agency, or a reference", max_length=100)
    stand = forms.ChoiceField(label="Where it stands", choices=[("", "Any"), *STANDS.items()])


class MeetingForm(Form):
    """Notes of a challenge meeting."""

    on = DateField(label="When it was", help_text="For example, 27 3 2026")
    present = forms.CharField(
        label="Who was there", max_length=MOST_WORDS, widget=SHORT, help_text="Names and posts, or only the posts."
    )
    said = forms.CharField(
        label="What was said",
        max_length=MOST_WORDS,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=f"The agency reads it too. {NAMELESS}",
    )

    def clean_on(self) -> date:
        found: date = self.cleaned_data["on"]
        if found > localdate():
            raise forms.ValidationError("When it was must be today or in the past")
        return found


class ReportForm(Form):
    """What was done about each development area: a box for each, and at least one filled in."""

    mark_optional = False

    def __init__(self, data: Any = None, *, areas: Sequence[Area]) -> None:
        super().__init__(data)
        for area in areas:
            self.fields[area.question.key] = forms.CharField(
                label="What was done since, and what is different",
                required=False,
                max_length=MOST_WORDS,
                widget=forms.Textarea(attrs={"rows": 4}),
                help_text=NAMELESS,
            )


class ReplyForm(AnswerForm):
    """The agency's reply to one challenge."""

    reply = forms.CharField(
        label="Your reply",
        required=False,
        max_length=MOST_WORDS,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=NAMELESS,
    )

    def held(self, line: Line) -> dict[str, Any]:
        return {"reply": line.moderation.reply if line.moderation else ""}
