"""What people choose about reminders."""

from django import forms

from learningloop.kit.forms import Form
from learningloop.reminders.rules import WEEKDAYS


class DaysForm(Form):
    mark_optional = False
    days = forms.MultipleChoiceField(
        label="On which days do you want the mail?",
        help_text="It comes only when something waits for you. Choose no day to switch it off.",
        choices=WEEKDAYS,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def clean_days(self) -> str:
        return "".join(sorted(self.cleaned_data["days"]))
