"""Django forms, rendered in GOV.UK's manner. Inherit `Form`; write `{{ form }}` in the template."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, ClassVar

from django import forms
from django.db.models import Q, QuerySet
from django.forms.boundfield import BoundField
from django.forms.renderers import DjangoTemplates
from django.forms.utils import flatatt
from django.http import HttpRequest, QueryDict
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from learningloop.kit import dates
from learningloop.kit.answers import LOOK, NOT_YET

CLASSES = {
    "text": "govuk-input",
    "email": "govuk-input",
    "password": "govuk-input",
    "number": "govuk-input govuk-input--width-5",
    "url": "govuk-input",
    "textarea": "govuk-textarea",
    "select": "govuk-select",
    "select_multiple": "govuk-select",
    "clearable_file_input": "govuk-file-upload",
    "file": "govuk-file-upload",
    "checkbox": "govuk-checkboxes__input",
}
NO_ARTICLE = {
    "the",
    "a",
    "an",
    "your",
    "their",
    "its",
    "what",
    "who",
    "which",
    "how",
    "when",
    "where",
    "why",
    "whether",
}
SHOWN = 3
"""So many of the names that bear somebody's words are told, when they are several."""
BOXES = {"text", "email", "number", "url"}
CHOICES = {"radio": "radios", "checkbox_select": "checkboxes"}


class Renderer(DjangoTemplates):
    """Dresses any form, also one that is not ours (signing in), without changing its class."""

    form_template_name = "kit/forms/form.html"
    field_template_name = "kit/forms/field.html"

    def render(self, template_name: str, context: dict[str, Any], request: HttpRequest | None = None) -> Any:
        if template_name == self.field_template_name and _is_plain(context["field"]):
            return _plain(context["field"])
        kind = template_name.removeprefix("django/forms/widgets/").removesuffix(".html")
        if kind == "select":
            return _select(_dressed(context["widget"], CLASSES[kind]))
        if kind in BOXES:
            return _box(_dressed(context["widget"], CLASSES[kind]))
        if kind in CHOICES:
            context = {**context, "widget": {**context["widget"], "kit_kind": CHOICES[kind]}}
            return super().render("kit/forms/choices.html", context, request)
        if kind in CLASSES:
            context = {**context, "widget": _dressed(context["widget"], CLASSES[kind])}
        return super().render(template_name, context, request)


def _is_plain(field: BoundField) -> bool:
    """A label and one box or list: what most fields are, and every filter."""
    widget = field.field.widget
    one = isinstance(widget, (forms.TextInput, forms.Select)) and not isinstance(widget, forms.RadioSelect)
    return one and not widget.use_fieldset and not getattr(field, "clash", None)


def _plain(field: BoundField) -> SafeString:
    """As kit/forms/field.html writes it, without templates: the filters took a third of a list's time."""
    optional = not field.field.required and getattr(field.form, "mark_optional", False)
    return format_html(
        '<div class="govuk-form-group{}">'
        '<label class="govuk-label govuk-label--s" for="{}">{} {}</label>{}{}{}</div>',
        " govuk-form-group--error" if field.errors else "",
        field.id_for_label,
        field.label,
        SafeString('<span class="kit-optional">(optional)</span>' if optional else ""),
        _hint(field) if field.help_text else "",
        _wrong(field) if field.errors else "",
        str(field),
    )


def _hint(field: BoundField) -> SafeString:
    return format_html('<div class="govuk-hint" id="{}_helptext">{}</div>', field.auto_id, field.help_text)


def _wrong(field: BoundField) -> SafeString:
    return format_html(
        '<p class="govuk-error-message" id="{}_error"><span class="govuk-visually-hidden">Error:</span> {}</p>',
        field.auto_id,
        format_html_join(". ", "{}", ((error,) for error in field.errors)),
    )


def _box(widget: dict[str, Any]) -> SafeString:
    """A box to type in, as Django writes it."""
    value = "" if widget["value"] is None else format_html(' value="{}"', widget["value"])
    attrs = flatatt(widget["attrs"])
    return format_html('<input type="{}" name="{}"{}{}>', widget["type"], widget["name"], value, attrs)


def _select(widget: dict[str, Any]) -> SafeString:
    """A list to choose from, without templates: for hundreds of agencies they take most of a page's time."""
    groups = (_group(name, options) for name, options, _ in widget["optgroups"])
    attrs = flatatt(widget["attrs"])
    return format_html('<select name="{}"{}>{}</select>', widget["name"], attrs, SafeString("".join(groups)))


def _group(name: str | None, options: list[dict[str, Any]]) -> str:
    inside = "".join(
        format_html('<option value="{}"{}>{}</option>', one["value"], flatatt(one["attrs"]), one["label"])
        for one in options
    )
    return format_html('<optgroup label="{}">{}</optgroup>', name, SafeString(inside)) if name else inside


def _dressed(widget: dict[str, Any], css: str) -> dict[str, Any]:
    attrs = dict(widget["attrs"])
    base = css.split()[0]
    names = [css, attrs.get("class", ""), f"{base}--error" if attrs.get("aria-invalid") else ""]
    if base == "govuk-textarea":
        # A limit in the element would cut off what was pasted; the field's own check tells instead.
        if attrs.pop("maxlength", None):
            names.append("govuk-js-character-count")
        attrs["rows"] = 5 if attrs.get("rows") in (None, "10") else attrs["rows"]
        attrs.pop("cols", None)
    attrs["class"] = " ".join(name for name in names if name)
    return {**widget, "attrs": attrs}


class Form(forms.Form):
    """The base of every form: GOV.UK look, missing answers asked for by name, optional fields marked."""

    mark_optional: ClassVar[bool] = True
    use_required_attribute = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            _ask_by_name(name, field)

    def full_clean(self) -> None:
        """What was kept and is only to be looked at is shown as it was typed, and not taken."""
        super().full_clean()
        if LOOK in self.data:
            self.add_error(None, NOT_YET)
        if self.errors:
            self._ask_again_for(self._chosen_files())

    def refuse(self, field: str | None, why: str) -> None:
        """What was sent was good, and is refused all the same: say so beside a field, or above them all."""
        files = self._chosen_files()
        self.add_error(field, why.removesuffix("."))  # errors of a field stand one after another as sentences
        self._ask_again_for(files)

    def _chosen_files(self) -> list[str]:
        """The names of fields in which files were chosen."""
        fields = self.fields.items()
        return [name for name, one in fields if one.widget.needs_multipart_form and self.cleaned_data.get(name)]

    def _ask_again_for(self, files: list[str]) -> None:
        """A browser does not keep chosen files from page to page; who is not told would save without them."""
        for name in files:
            some = "file" if isinstance(self.fields[name], forms.FileField) else "files"
            self.add_error(name, f"Nothing was saved yet; choose the {some} again")


class FilterForm(Form):
    """The filters of a list: each field optional and not marked so; read from the address."""

    mark_optional: ClassVar[bool] = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.required = False

    def offer(self, **offered: Any) -> None:
        """What each filter lets choose among: keys and names. One with nothing to choose among is left out."""
        fields: dict[str, Any] = self.fields
        for name, choices in offered.items():
            if isinstance(fields[name], ChoiceOrWords):
                fields[name].offer(choices)
            elif listed := list(choices):
                fields[name].choices = [("", "Any"), *listed]
            else:
                del fields[name]


class ChoiceOrWords(forms.ChoiceField):
    """A choice from a list while that is short enough to look through; of a long one the name, or part of it.

    Nobody finds a school among five hundred options, and nobody should wait for them. The value is the choice's
    key either way; an address may bear the key.
    """

    longest: ClassVar[int] = 60
    by_words = False
    found: Sequence[tuple[str, str]] = ()
    """The one that somebody's words meant."""

    def offer(self, rows: QuerySet[Any, Any]) -> None:
        """Rows of a key and a name, to choose one or any of. Of many no more is read than that they are many."""
        some: list[tuple[str, str]] = list(rows.order_by()[: self.longest + 1])
        self.by_words = len(some) > self.longest
        if self.by_words:
            self.rows = rows
            self.widget, self.help_text = forms.TextInput(), "Its name, or part of it"
        else:
            self.choices = [("", "Any"), *sorted(some, key=lambda pair: pair[1].casefold())]

    def to_python(self, value: Any) -> str:
        words = str(value or "").strip()
        if not self.by_words or not words:
            return words
        found, number = self._called(words)
        if number == 1:
            self.found = self.choices = found
            return found[0][0]
        if not found:
            raise forms.ValidationError(
                f"There is none called “{words}”. Enter part of its name, or leave it empty"
            )
        some = ", ".join(name for _, name in found)
        raise forms.ValidationError(f"“{words}” is part of {number} names: {some}… Enter more of the one you mean")

    def _called(self, words: str) -> tuple[list[tuple[str, str]], int]:
        """The first few of those that bear the words as key or name, or else as a part of it; and their number."""
        key, name = self.rows.query.values_select
        for meant in (Q(**{key: words}) | Q(**{f"{name}__iexact": words}), Q(**{f"{name}__icontains": words})):
            rows = self.rows.filter(meant)
            if found := list(rows[:SHOWN]):
                return found, rows.count() if len(found) > 1 else 1
        return [], 0

    def prepare_value(self, value: Any) -> Any:
        return dict(self.found).get(value, value)


def _ask_by_name(name: str, field: forms.Field) -> None:
    """'Enter the title', not 'This field is required'."""
    label = lower_first(str(field.label or name.replace("_", " ")))
    if field.error_messages.get("required") != forms.Field.default_error_messages["required"]:
        return
    if label.endswith("?"):
        field.error_messages["required"] = f"Answer the question “{field.label}”"
        return
    chosen = isinstance(field, (forms.ChoiceField, forms.ModelChoiceField, forms.FileField))
    article = "" if label.split()[0].lower() in NO_ARTICLE else "the "
    field.error_messages["required"] = f"{'Choose' if chosen else 'Enter'} {article}{label}"


def lower_first(words: str) -> str:
    """'Due date' → 'due date', but 'QPP subgroup' stays."""
    return words if words[1:2].isupper() or not words else words[0].lower() + words[1:]


class DateWidget(forms.MultiWidget):
    """Three boxes. Also reads `name=2026-05-03` and `name=3 May 2026`, as a filter's address bears it."""

    template_name = "kit/forms/date.html"
    use_fieldset = True
    boxes = (("day", "Day", 2), ("month", "Month", 2), ("year", "Year", 4))

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({name: forms.TextInput() for name, _label, _width in self.boxes}, attrs)

    def decompress(self, value: Any) -> list[str | None]:
        found = value if isinstance(value, date) else dates.read(str(value or ""))
        return [str(found.day), str(found.month), str(found.year)] if found else [None, None, None]

    def value_from_datadict(self, data: Mapping[str, Any], files: Any, name: str) -> list[str]:
        whole = str(data.get(name, "")).strip()
        if whole:
            found = dates.read(whole)
            return [str(found.day), str(found.month), str(found.year)] if found else [whole, "", ""]
        return [str(data.get(f"{name}_{box}", "")).strip() for box, _label, _width in self.boxes]

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        for box, (_name, label, width) in zip(context["widget"]["subwidgets"], self.boxes, strict=True):
            box.update(label=label, width=width, wrong="aria-invalid" in box["attrs"])
        return context


class DateField(forms.Field):
    """A date in three boxes, with an error that names the box that is missing."""

    widget = DateWidget
    empty_values: list[Any] = [None, "", ["", "", ""]]  # noqa: RUF012  # the shape Django declares

    def to_python(self, value: Any) -> date | None:
        if value in self.empty_values:
            return None
        if isinstance(value, date):
            return value
        return self._read(value if isinstance(value, list) else DateWidget().decompress(value))

    def _read(self, parts: list[str | None]) -> date:
        label = str(self.label or "The date")
        missing = [name for (name, _l, _w), part in zip(DateWidget.boxes, parts, strict=True) if not part]
        if missing:
            raise forms.ValidationError(f"{label} must include a {' and '.join(missing)}", "incomplete")
        found = dates.read(" ".join(str(part) for part in parts))
        if found is None:
            raise forms.ValidationError(f"{label} must be a real date, like 27 3 2026", "invalid")
        return found

    def has_changed(self, initial: Any, data: Any) -> bool:
        try:
            return self.to_python(initial) != self.to_python(data)
        except forms.ValidationError:
            return True


def posted(request: HttpRequest) -> QueryDict | None:
    """What was sent to a form, or nothing when it is only being opened; an empty answer is still an answer."""
    return request.POST if request.method == "POST" else None
