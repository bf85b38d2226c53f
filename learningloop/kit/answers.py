"""Check your answers: a valid form's answers in words, and what was sent, to be sent again."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models import Model
from django.forms import BaseForm
from django.http import HttpRequest

from learningloop.kit import dates, stamps

CONFIRMED, CHANGE = "confirmed", "change"
"""The names of the two buttons of a check page."""
AGAIN, LOOK = "kept_form", "kept_look"
"""What a form that was kept bears when it is sent again: its key, and that it is to be looked at first."""
NOT_YET = "This is as you typed it, and not saved yet. Look through it, then save it."
OURS = {"csrfmiddlewaretoken", stamps.FIELD, AGAIN, LOOK}


def is_confirmed(request: HttpRequest) -> bool:
    """Whether the answers were checked: what cannot be undone may be done."""
    return CONFIRMED in request.POST


def wants_change(request: HttpRequest) -> bool:
    """Whether somebody came back from the check page to change an answer."""
    return CHANGE in request.POST


def answers_of(form: BaseForm) -> list[tuple[str, str]]:
    """The questions of a valid form and its answers in words; what was left empty is left out."""
    told = [(str(bound.label), _words(bound.field, form.cleaned_data.get(bound.name))) for bound in form]
    return [(label, words) for label, words in told if words]


def _words(field: Any, value: Any) -> str:
    if value is None or value is False:
        return ""
    if value is True:
        return "Yes"
    if isinstance(value, date):
        return dates.day(value)
    if isinstance(value, Iterable) and not isinstance(value, str):
        return ", ".join(_words(field, part) for part in value)
    chosen = getattr(field, "choices", None) and not isinstance(value, Model)
    return dict(_flat(field.choices)).get(str(value), str(value)) if chosen else str(value)


def _flat(choices: Iterable[Any]) -> Iterable[tuple[str, str]]:
    for value, label in choices:
        if isinstance(label, list | tuple):
            yield from _flat(label)
        else:
            yield str(value), str(label)


def kept(request: HttpRequest) -> list[tuple[str, str]]:
    """What was sent, name by name, for hidden fields; without the button that sent it."""
    return [(name, value) for name, value in sent(request) if name not in (CONFIRMED, CHANGE)]


def sent(request: HttpRequest) -> list[tuple[str, str]]:
    """What was sent, name by name, but for what we add to every form."""
    return [(name, value) for name, values in request.POST.lists() if name not in OURS for value in values]
