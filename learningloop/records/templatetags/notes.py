"""`{% load notes %}`: the notes beside a record, on its page."""

from typing import Any

from django import template
from django.db.models import Model
from django.template import Context

from learningloop.people.policy import holds_on
from learningloop.records.policy import NOTE_ADD
from learningloop.records.queries import notes_beside

register = template.Library()


@register.inclusion_tag("records/_notes.html", takes_context=True)
def notes(context: Context, record: Model) -> dict[str, Any]:
    """`{% notes finding %}` on a record's page: the notes beside it, and the way to add one."""
    request = context["request"]
    kind, reference = str(record._meta.model_name), getattr(record, "reference", "")
    return {
        "notes": notes_beside(request.board, kind, reference),
        "may_add": holds_on(request.user, NOTE_ADD, request.board),
        "board": request.board,
        "kind": kind,
        "reference": reference,
        "back": request.path,
    }
