"""What is wrong with the forms of a page, each with the place to mend it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.forms import BaseForm, BoundField


@dataclass(frozen=True)
class Problem:
    """A sentence, and the id of the element that its link leads to (none for the form as a whole)."""

    text: str
    target: str = ""


def problems_of(forms: Iterable[Any]) -> list[Problem]:
    """All problems of forms and formsets, in the order in which the fields stand on the page."""
    return [problem for thing in forms if thing is not None for problem in _of(thing)]


def _of(thing: Any) -> Iterator[Problem]:
    if not isinstance(thing, BaseForm):
        for text in thing.non_form_errors():
            yield Problem(str(text))
        for form in thing:
            yield from _of(form)
        return
    for text in thing.non_field_errors():
        yield Problem(str(text))
    for field in thing:
        for text in field.errors:
            yield Problem(str(text), _target(field))


def _target(field: BoundField) -> str:
    """The first element that can take the focus: of several boxes or choices the first."""
    if field.is_hidden:
        return ""
    return f"{field.auto_id}_0" if field.use_fieldset else str(field.id_for_label or field.auto_id)
