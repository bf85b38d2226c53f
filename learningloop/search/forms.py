"""What is asked in the search box, and the filters of its results."""

from typing import Any

from django import forms

from learningloop.kit.forms import FilterForm

LONGEST = 200
EARLIEST, LATEST = 1900, 2200


class SearchForm(forms.Form):
    """The box that stands on every page of a board."""

    words = forms.CharField(max_length=LONGEST, required=False)


class SearchFilters(FilterForm):
    """Kinds of record, and the years of their dates."""

    kind = forms.MultipleChoiceField(
        label="Kind", widget=forms.CheckboxSelectMultiple(attrs={"class": "govuk-checkboxes--small"})
    )
    first = forms.IntegerField(
        label="From year",
        min_value=EARLIEST,
        max_value=LATEST,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "govuk-input--width-4"}),
        error_messages={"invalid": "From year must be a year, like 2015"},
    )
    last = forms.IntegerField(
        label="To year",
        min_value=EARLIEST,
        max_value=LATEST,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "govuk-input--width-4"}),
        error_messages={"invalid": "To year must be a year, like 2016"},
    )

    def __init__(self, *args: Any, kinds: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = kinds  # type: ignore[attr-defined]
