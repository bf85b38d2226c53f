"""What later stages made of records, on the pages of earlier ones: `{% load later %}`."""

from collections.abc import Iterable
from typing import Any

from django import template
from django.template import Context
from django.template.loader import render_to_string
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from learningloop.kit import slots
from learningloop.kit.templatetags.kit import tag

register = template.Library()


@register.simple_tag(takes_context=True)
def later_tags(context: Context, records: Iterable[Any]) -> dict[int, SafeString]:
    """`{% later_tags listing.page as tags %}`: what later stages say of the records of a list, by their keys."""
    told: dict[int, SafeString] = {}
    shown, person = list(records), context["request"].user
    for filler in slots.RECORDS_TAGS.fillers():
        for key, one in filler(shown, person).items():
            told[key] = format_html("{} {}", told.get(key, ""), tag(one.text, one.kind))
    return told


@register.filter
def tags_of(tags: dict[int, SafeString], record: Any) -> SafeString | str:
    """`{{ tags|tags_of:one }}`: the tags of one of these records; nothing where there are none."""
    return tags.get(record.pk, "")


@register.simple_tag(takes_context=True)
def later(context: Context, record: Any) -> SafeString:
    """`{% later action %}`: what later stages made of this record, each under a heading; nothing if nothing."""
    request = context["request"]
    panels = [panel for filler in slots.RECORD_LATER.fillers() for panel in filler(record, request.user)]
    return format_html_join(
        "\n",
        '<section><h2 class="govuk-heading-m">{}</h2>{}</section>',
        (
            (panel.title, mark_safe(render_to_string(panel.template, panel.context, request)))  # noqa: S308  # rendered
            for panel in panels
        ),
    )
