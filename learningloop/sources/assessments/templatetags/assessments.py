"""Rounds and returns in words, for pages."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django import template
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.timezone import localtime

from learningloop.instruments.models import Evidence
from learningloop.kit.dates import day
from learningloop.people.models import Person
from learningloop.sources.assessments.models import Return
from learningloop.sources.assessments.queries import Standing
from learningloop.sources.assessments.queries.answering import Told, counts_still, file_in_words
from learningloop.sources.assessments.queries.others import Beside
from learningloop.sources.assessments.queries.overview import Cell, Column

register = template.Library()
NOT_GRADED = mark_safe('<span class="kit-quiet">–<span class="govuk-visually-hidden"> not graded</span></span>')
SO_FAR = mark_safe(' <span class="kit-quiet">so far</span>')
LACKS = {"answer": "no answer yet", "explanation": "explain the answer", "evidence": "add evidence"}


@register.filter
def standing_in_words(standing: Standing) -> str:
    """5 of 12 submitted (41 %)."""
    return f"{standing.submitted} of {standing.asked} submitted ({standing.rate} %)"


@register.filter
def rest_in_words(standing: Standing) -> str:
    """3 not started, 2 in progress, 2 signed; 4 are late."""
    parts = {
        "not started": standing.not_started,
        "in progress": standing.in_progress,
        "signed": standing.signed,
    }
    told = ", ".join(f"{number} {words}" for words, number in parts.items() if number)
    return f"{told}; {standing.late} late" if standing.late else told


@register.simple_tag
def progress(complete: int, asked: int) -> SafeString:
    """A bar with its words: `{% progress 3 12 %}`."""
    return format_html(
        '<span class="kit-number">{} of {}</span> '
        '<progress class="kit-progress" value="{}" max="{}" aria-hidden="true"></progress>',
        complete,
        asked,
        complete,
        max(asked, 1),
    )


@register.simple_tag
def heat(one: Return, cells: Iterable[Cell], section_url: str) -> SafeString:
    """A return's cells: in Python, since a page has hundreds. `section_url` is what `page_of_a_section` gives.

    The address is escaped once for all of them; keys of sections are plain words, and the rest are numbers.
    """
    url = escape(section_url.replace("REFERENCE", one.reference))
    return mark_safe("\n".join(_cell(cell, url.replace("SECTION", cell.section)) for cell in cells))  # noqa: S308


def _cell(cell: Cell, url: str) -> str:
    so_far = "" if cell.complete else SO_FAR
    told = f'<a class="govuk-link" href="{url}">{cell.percent} %</a>{so_far}'
    if cell.percent is None:
        told = NOT_GRADED
    return f'<td class="kit-heat__cell kit-heat__cell--{cell.band}">{told}</td>'


@register.simple_tag
def answerers(people: Mapping[int, Sequence[Person]], one: Return) -> SafeString | str:
    """Who answers for the agency of a return."""
    found = people.get(one.agency_id) or ()
    return ", ".join(person.name for person in found) or format_html(
        '<strong class="govuk-tag kit-tag--attention">{}</strong>', "Nobody yet"
    )


@register.filter
def lacks_in_words(lacks: Sequence[str]) -> str:
    return ", ".join(LACKS[lack] for lack in lacks)


@register.simple_tag
def saved(told: Told) -> SafeString | str:
    """Who answered it last, and when; on whose behalf."""
    answer = told.answer
    if answer is None:
        return ""
    at = localtime(answer.at)
    by = f" by {answer.by}" if answer.by else ""
    behalf = ", on behalf of the agency" if answer.on_behalf else ""
    return format_html(
        '<p class="govuk-body kit-quiet">Saved{} on {} at {}{}</p>', by, day(at.date()), f"{at:%H:%M}", behalf
    )


@register.filter
def shown_in_words(evidence: Evidence, one: Return) -> str:
    """When a file of evidence came, and until when it counts: `{{ file|shown_in_words:return }}`."""
    return file_in_words(evidence, one)


@register.filter
def outdated(files: Sequence[Evidence], one: Return) -> str:
    """How many files show nothing any more: `, 1 no longer current`; nothing when all do."""
    number = sum(not counts_still(evidence, one) for evidence in files)
    return f", {number} no longer current" if number else ""


@register.filter
def change_in_words(column: Column) -> str:
    """How a section changed since the round before: (5 more than last time)."""
    change = column.change
    if change is None:
        return ""
    if not change:
        return " (as last time)"
    return f" ({abs(change)} {'more' if change > 0 else 'less'} than last time)"


@register.filter
def band(percent: int) -> str:
    """Which shade a percentage is given."""
    return Cell(percent, True, "").band


@register.filter
def beside(some: Iterable[Any], others: Iterable[Any]) -> list[tuple[Any, Any]]:
    """Two lists of one length, pair by pair."""
    return list(zip(some, others, strict=True))


@register.filter
def points_in_words(change: int | None) -> str:
    """How a percentage changed: 5 points more."""
    if change is None:
        return "–"
    return f"{abs(change)} points {'more' if change > 0 else 'less'}" if change else "As before"


@register.filter
def place_in_words(line: Beside) -> str:
    """Where an agency's own percentage lies among those of others: in the lower quarter."""
    if line.own is None or line.range is None:
        return ""
    if line.own < line.range.lower_quarter:
        return "in the lower quarter"
    return "in the upper quarter" if line.own > line.range.upper_quarter else "in the middle half"
