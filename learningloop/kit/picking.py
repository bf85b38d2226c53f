"""Choosing several of many: checkboxes while they can be looked through, and hundreds of them folded away by kind.

Hundreds are found by opening a kind, or, with script, by typing a part of the name; those chosen stand on top.
"""

from collections.abc import Iterable, Iterator
from itertools import count, groupby
from typing import Any, ClassVar

from django import forms
from django.forms.models import ModelChoiceIterator, ModelMultipleChoiceField
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

Named = tuple[Any, str]
"""A choice: its value and its name."""


class Kinds(ModelChoiceIterator):  # type: ignore[type-arg]  # Django takes no type here
    """The rows to choose from; where they are many, by kind, and no more is read of each than is shown."""

    def __iter__(self) -> Iterator[Any]:
        field: Any = self.field
        names = [name for name in (field.to_field_name or "pk", "name", field.kind) if name]
        rows = list(self.queryset.order_by(*names[2:], "name").values_list(*names))
        if len(rows) <= field.longest:
            yield from sorted(((pk, name) for pk, name, *_ in rows), key=lambda row: row[1].casefold())
            return
        words = dict(self.queryset.model._meta.get_field(field.kind).flatchoices) if field.kind else {}
        for kind, some in groupby(rows, key=lambda row: row[2] if field.kind else None):
            yield str(words.get(kind, kind or "All")), [(pk, name) for pk, name, *_ in some]


class Picker(forms.CheckboxSelectMultiple):
    """What is folded is written without templates: for thousands of agencies they would take seconds."""

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        choices = self.choices = list(self.choices)
        if not any(isinstance(told, list) for _, told in choices):
            return super().render(name, value, attrs, renderer)
        picked = {str(one) for one in value or ()}
        boxes = _Boxes(name, (attrs or {}).get("id", f"id_{name}"))
        chosen = [one for _, told in choices for one in told if str(one[0]) in picked]
        kinds = [(kind, [one for one in told if str(one[0]) not in picked]) for kind, told in choices]
        return boxes.written(chosen, [(kind, told) for kind, told in kinds if told])


class PickManyField(ModelMultipleChoiceField):  # type: ignore[type-arg]  # as above
    """Several rows of a table, by their `name`; `kind` is the field by which many of them are folded."""

    widget = Picker
    iterator = Kinds
    longest: ClassVar[int] = 60

    def __init__(self, *args: Any, kind: str = "", **kwargs: Any) -> None:
        self.kind = kind
        super().__init__(*args, **kwargs)


class _Boxes:
    """The checkboxes of one field, numbered in the order in which they stand."""

    def __init__(self, name: str, key: str) -> None:
        self.name, self.key, self.number = escape(name), escape(key), count()

    def written(self, chosen: list[Named], kinds: list[tuple[str, list[Named]]]) -> SafeString:
        parts = [
            f'<div class="kit-pick" id="{self.key}"><div class="kit-pick__find">'
            f'<label class="govuk-label" for="{self.key}_find">Find by part of the name</label>'
            f'<input class="govuk-input" id="{self.key}_find" type="search" autocomplete="off">'
            '<p class="govuk-hint" role="status"></p></div>'
        ]
        if chosen:
            parts.append(f'<p class="kit-pick__head">Chosen ({len(chosen)})</p>{self._boxes(chosen, " checked")}')
        parts += [
            f'<details class="kit-pick__kind"><summary>{escape(kind)} ({len(told)})</summary>{self._boxes(told)}'
            "</details>"
            for kind, told in kinds
        ]
        return mark_safe("".join(parts) + "</div>")  # noqa: S308  # each part is escaped where it is written

    def _boxes(self, told: Iterable[Named], checked: str = "") -> str:
        items = "".join(self._box(escape(value), escape(name), checked) for value, name in told)
        return f'<div class="govuk-checkboxes govuk-checkboxes--small">{items}</div>'

    def _box(self, value: str, name: str, checked: str) -> str:
        key = f"{self.key}_{next(self.number)}"
        return (
            f'<div class="govuk-checkboxes__item"><input class="govuk-checkboxes__input" type="checkbox"'
            f' name="{self.name}" value="{value}" id="{key}"{checked}>'
            f'<label class="govuk-label govuk-checkboxes__label" for="{key}">{name}</label></div>'
        )
