"""`{% load history %}`: the trail of a record, on its page."""

from typing import Any

from django import template
from django.template import Context
from django.utils.html import format_html, linebreaks
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import Truncator

from learningloop.people.models import Board
from learningloop.people.policy import HISTORY_VIEW, READINGS_VIEW, allow, kind_of
from learningloop.people.queries import history_lines
from learningloop.trail.models import Traced

register = template.Library()
LONG = 160


@register.inclusion_tag("people/_history.html", takes_context=True)
def history(context: Context, record: Traced) -> dict[str, Any]:
    """`{% history action %}`: what was done to it, newest first, folded; nothing for who may not read it.

    To be used on a page of a board: it asks HISTORY_VIEW of `request.board`, and tells nothing of a record of
    another board, for its people are not known here. One query.
    """
    request = context["request"]
    board: Board | None = getattr(request, "board", None)
    may = board and record.trail_board in ("", board.slug) and allow(request.user, HISTORY_VIEW, board)
    opened = board and getattr(request, "is_noted", False) and allow(request.user, READINGS_VIEW, board)
    return {
        "lines": history_lines(record) if may else [],
        "kind": kind_of(record) if opened else "",
        "record": record,
        "board": board,
        "back": request.path,
    }


@register.simple_tag
def quoted(value: str) -> SafeString:
    """A value in a sentence: quoted, a long one shortened with the whole on demand."""
    if not value:
        return mark_safe("empty")
    if len(value) <= LONG:
        return format_html("“{}”", value)
    return format_html(
        '“{}” <details class="govuk-details"><summary class="govuk-details__summary">'
        '<span class="govuk-details__summary-text">Read the whole text</span></summary>'
        '<div class="govuk-details__text">{}</div></details>',
        Truncator(value).chars(LONG),
        mark_safe(linebreaks(value, autoescape=True)),  # noqa: S308  # escaped by itself
    )
