"""`{% load kit %}`: the pieces that pages are made of. Each docstring shows how it is written."""

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django import template
from django.core.paginator import Page
from django.forms import BaseForm, BoundField
from django.template import Context
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from learningloop.kit import dates, stages
from learningloop.kit import markdown as markdown_text
from learningloop.kit.answers import kept
from learningloop.kit.lists import Listing, page_links
from learningloop.kit.loop import draw
from learningloop.kit.problems import problems_of

register = template.Library()
WHOLE = re.compile(rf"\b[A-Z]{{1,3}}-\d{{4}}-\d{{3,}}\b|\b\d{{1,2}} (?:{'|'.join(dates.MONTHS)}) \d{{4}}\b")
"""A reference, or a date in words."""


# ---- where am I


@register.simple_block_tag(takes_context=True)
def breadcrumbs(context: Context, content: str) -> SafeString:
    """`{% breadcrumbs %}{% crumb "Actions" "actions:list" board.slug %}{% crumb "A-31" %}{% endbreadcrumbs %}`.

    The board's (or the first) page is put in front by itself.
    """
    home = format_html(
        '<li class="govuk-breadcrumbs__list-item"><a class="govuk-breadcrumbs__link" href="{}">{}</a></li>',
        context.get("board_url") or context.get("home_url") or "/",
        context.get("board_name") or "Home",
    )
    return format_html(
        '<nav class="govuk-breadcrumbs" aria-label="Breadcrumb">'
        '<ol class="govuk-breadcrumbs__list">{}{}</ol></nav>',
        home,
        mark_safe(content),  # noqa: S308  # what the template engine has escaped already
    )


@register.simple_tag
def crumb(text: str, url_name: str = "", *args: Any) -> SafeString:
    """One step: `{% crumb "Actions" "actions:list" board.slug %}`; without a URL name it is this page."""
    if not url_name:
        return format_html('<li class="govuk-breadcrumbs__list-item" aria-current="page">{}</li>', whole(text))
    return format_html(
        '<li class="govuk-breadcrumbs__list-item"><a class="govuk-breadcrumbs__link" href="{}">{}</a></li>',
        url_name if url_name.startswith("/") else reverse(url_name, args=args),
        whole(text),
    )


@register.simple_tag
def heading(text: str, caption: str = "") -> SafeString:
    """The page's one h1: `{% heading finding.title caption=finding.reference %}`."""
    above = format_html('<span class="kit-caption">{}</span>', whole(caption)) if caption else ""
    return format_html('<h1 class="govuk-heading-l">{}{}</h1>', above, whole(text))


# ---- what can I do


@register.simple_tag
def button(text: str, href: str = "", kind: str = "", name: str = "", value: str = "") -> SafeString:
    """`{% button "Save" %}` sends the form; `{% button "Add a finding" href=url kind="secondary" %}` is a link.

    Kinds: primary (default), `secondary`, `warning` (what cannot be undone).
    """
    css = f"govuk-button govuk-button--{kind}" if kind and kind != "primary" else "govuk-button"
    if href:
        return format_html(
            '<a class="{}" href="{}" role="button" draggable="false" data-module="govuk-button">{}</a>',
            css,
            href,
            text,
        )
    named = format_html(' name="{}" value="{}"', name, value or "1") if name else ""
    return format_html(
        '<button class="{}" type="submit" data-module="govuk-button"'
        ' data-prevent-double-click="true"{}>{}</button>',
        css,
        named,
        text,
    )


@register.simple_tag
def link(text: str, href: str, hidden: str = "") -> SafeString:
    """`{% link "Change" url hidden="due date" %}`; `hidden` is read aloud so that the link stands alone."""
    more = format_html('<span class="govuk-visually-hidden"> {}</span>', hidden) if hidden else ""
    return format_html('<a class="kit-link" href="{}">{}{}</a>', href, text, more)


# ---- forms


@register.simple_tag
def error_summary(*forms: BaseForm | Iterable[BaseForm]) -> SafeString:
    """`{% error_summary form %}`; also several forms or a formset. `kit/page.html` does it for `form`."""
    problems = problems_of(forms)
    html = render_to_string("kit/parts/error_summary.html", {"problems": problems}) if problems else ""
    return mark_safe(html)  # noqa: S308  # rendered by the template engine


@register.simple_tag
def form_fields(form: BaseForm, *names: str) -> SafeString:
    """`{% form_fields form %}`, or some of them: `{% form_fields form "title" "due" %}`."""
    if not names:
        return form.render()
    return mark_safe("".join(form[name].as_field_group() for name in names))  # noqa: S308  # rendered fields


@register.simple_tag
def field(bound: BoundField) -> SafeString:
    """One field with its label, hint and error: `{% field form.title %}`."""
    return bound.as_field_group()


@register.simple_tag(takes_context=True)
def kept_answers(context: Context) -> SafeString:
    """Hidden fields with what was sent, in the form of a check page whose buttons are `confirmed` and `change`."""
    return hidden_fields(kept(context["request"]))


@register.simple_tag
def hidden_fields(pairs: Iterable[tuple[str, str]]) -> SafeString:
    """`{% hidden_fields typed %}`: names and values, to be sent with a form."""
    return format_html_join("", '<input type="hidden" name="{}" value="{}">', pairs)


# ---- what is this


@register.simple_tag
def tag(text: str, kind: str = "plain") -> SafeString:
    """`{% tag "Overdue" "attention" %}`; kinds: `attention`, `soon`, `well`, `plain`."""
    return format_html('<strong class="govuk-tag kit-tag--{}">{}</strong>', kind, text)


@register.simple_block_tag
def summary_list(content: str) -> SafeString:
    """`{% summary_list %}{% row "Owner" owner %}{% row "Due" due|day change=url %}{% endsummary_list %}`."""
    return format_html('<dl class="govuk-summary-list">{}</dl>', mark_safe(content))  # noqa: S308  # escaped already


@register.simple_tag
def row(key: str, value: Any, change: str = "", none: str = "Not recorded") -> SafeString:
    """A row of a `summary_list`; an empty value reads "Not recorded" (or `none=`)."""
    return _row(key, whole(value) if value not in (None, "") else _quiet(none), change)


@register.simple_block_tag
def rowblock(content: str, key: str, change: str = "") -> SafeString:
    """A row with whatever stands between: `{% rowblock "Agencies" %}<ul>…</ul>{% endrowblock %}`."""
    return _row(key, mark_safe(content.strip()) or _quiet("Not recorded"), change)  # noqa: S308  # escaped already


def _quiet(text: str) -> SafeString:
    return format_html('<span class="kit-quiet">{}</span>', text)


def _row(key: str, value: str, change: str) -> SafeString:
    action = format_html(
        '<dd class="govuk-summary-list__actions"><a class="govuk-link" href="{}">Change'
        '<span class="govuk-visually-hidden"> {}</span></a></dd>',
        change,
        key.lower(),
    )
    return format_html(
        '<div class="govuk-summary-list__row{}"><dt class="govuk-summary-list__key">{}</dt>'
        '<dd class="govuk-summary-list__value">{}</dd>{}</div>',
        "" if change else " govuk-summary-list__row--no-actions",
        key,
        value,
        action if change else "",
    )


@register.simple_block_tag
def details(content: str, summary: str, open: bool = False) -> SafeString:
    """Folded text: `{% details "How this is worked out" %}…{% enddetails %}`."""
    return format_html(
        '<details class="govuk-details"{}><summary class="govuk-details__summary">'
        '<span class="govuk-details__summary-text">{}</span></summary>'
        '<div class="govuk-details__text">{}</div></details>',
        mark_safe(" open") if open else "",
        summary,
        mark_safe(content),  # noqa: S308  # escaped already
    )


@register.simple_block_tag
def inset(content: str) -> SafeString:
    """Set apart: `{% inset %}The passage in the review.{% endinset %}`."""
    return format_html('<div class="govuk-inset-text">{}</div>', mark_safe(content))  # noqa: S308  # escaped already


@register.simple_tag
def warning(text: str) -> SafeString:
    """What to think of before going on: `{% warning "You cannot undo this." %}`."""
    return format_html(
        '<div class="govuk-warning-text"><span class="govuk-warning-text__icon" aria-hidden="true">!</span>'
        '<strong class="govuk-warning-text__text"><span class="govuk-visually-hidden">Warning</span>'
        " {}</strong></div>",
        text,
    )


@register.simple_block_tag
def panel(content: str, title: str) -> SafeString:
    """The end of a task, and the page's h1: `{% panel "Action closed" %}The chair was told.{% endpanel %}`."""
    return format_html(
        '<div class="govuk-panel govuk-panel--confirmation"><h1 class="govuk-panel__title">{}</h1>'
        '<div class="govuk-panel__body">{}</div></div>',
        title,
        mark_safe(content),  # noqa: S308  # escaped already
    )


@register.simple_tag
def nothing_yet(sentence: str, action: str = "", href: str = "") -> SafeString:
    """`{% nothing_yet "No actions yet." "Take up a recommendation" url %}`."""
    begin = format_html('<p class="govuk-body"><a class="govuk-link" href="{}">{}</a></p>', href, action)
    return format_html(
        '<div class="kit-empty"><p class="govuk-body">{}</p>{}</div>', whole(sentence), begin if href else ""
    )


# ---- the loop


@register.simple_tag
def stage(key: str, name: str = "") -> SafeString:
    """Where a thread stands: `{% stage "embedding" %}`, or in the board's own word `{% stage key name %}`."""
    return format_html(
        '<span class="kit-stage">{}<span>{}</span></span>', stages.ring(key), name or stages.STAGES[key].name
    )


@register.simple_tag
def shape(key: str) -> SafeString:
    """The stage's mark alone, beside its word: `{% shape "learning" %} Learning`."""
    return stages.shape(key)


@register.inclusion_tag("kit/parts/loop.html")
def loop(arcs: Sequence[Mapping[str, Any]], total_words: str = "") -> dict[str, Any]:
    """The ring: `{% loop arcs "threads" %}`; four mappings of `key, name, count, url, stuck, since, unit`.

    `stuck` is a number, `since` a date, `unit` the counted thing in the plural ("findings").
    """
    return {"arcs": draw(arcs), "total": sum(int(arc["count"]) for arc in arcs), "total_words": total_words}


@register.inclusion_tag("kit/parts/timeline.html")
def timeline(entries: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """`{% timeline entries %}`, oldest first; each `{stage, date, sentence}` and, as wanted, `url`, `who`,
    `details_html` (safe HTML, folded), `missing` (drawn as a dashed gap; `who` must act, `date` is when by)."""
    drawn = [{**entry, "shape": stages.shape(entry["stage"])} for entry in entries]
    return {"entries": drawn, "today": timezone.localdate()}


@register.inclusion_tag("kit/parts/next.html")
def next_box(what: str, who: str = "", by: date | None = None, url: str = "", button: str = "") -> dict[str, Any]:
    """`{% next_box what="Report progress" who=agency by=action.due url=url button="Report" %}`."""
    today = timezone.localdate()
    return {
        "what": what,
        "who": who,
        "by": by,
        "url": url,
        "button": button,
        "words": dates.due(by, today),
        "pressing": dates.urgency(by, today) != "plain",
        "urgency": dates.urgency(by, today),
    }


# ---- lists


@register.inclusion_tag("kit/parts/pagination.html", takes_context=True)
def pagination(context: Context, page: Page[Any]) -> dict[str, Any]:
    """`{% pagination listing.page %}`; keeps filters and order in the address."""
    return {"page": page, "links": page_links(page, context["request"].GET)}


@register.simple_tag
def sort_header(listing: Listing[Any], key: str, css: str = "") -> SafeString:
    """A column that sorts: `{% sort_header listing "due" %}`, with the label given to `Sort`."""
    column = listing.column(key)
    arrow = {"ascending": "▲", "descending": "▼"}.get(column.direction, "")
    return format_html(
        '<th scope="col"{}{}><a class="kit-link kit-sort" id="sort-{}" href="{}">{}'
        '<span class="kit-sort__arrow" aria-hidden="true"> {}</span></a></th>',
        format_html(' class="{}"', css) if css else "",
        format_html(' aria-sort="{}"', column.direction) if column.direction else "",
        key,
        column.url,
        column.label,
        arrow,
    )


# ---- words


@register.filter
def whole(text: Any) -> SafeString:
    """`{{ sentence|whole }}`: no line ends within its references and dates (A-2026-031, 3 May 2026).

    What is HTML already stays as it is: a reference may stand in the address of a link.
    """
    if isinstance(text, SafeString):
        return text
    marked = WHOLE.sub(r'<span class="kit-number">\g<0></span>', conditional_escape(text))
    return mark_safe(marked)  # noqa: S308  # escaped above


@register.filter
def day(value: date | datetime | None) -> SafeString:
    """`{{ action.due|day }}` → 3 May 2026, never broken at a line's end."""
    local = timezone.localtime(value) if isinstance(value, datetime) and timezone.is_aware(value) else value
    return whole(dates.day(local))


@register.filter
def since(value: date | None) -> str:
    """`{{ stuck.since|since }}` → since 3 May 2026."""
    return dates.since(value)


@register.filter
def due(value: date | None) -> str:
    """`{{ action.due|due }}` → overdue by 4 days, due today, due in 9 days."""
    return dates.due(value, timezone.localdate())


@register.simple_tag
def due_tag(value: date | None, done: bool = False) -> SafeString:
    """A due date and, when it presses, a tag: `{% due_tag action.due done=action.closed %}`."""
    today = timezone.localdate()
    kind = dates.urgency(value, today)
    if value is None or done or kind == "plain":
        return format_html('<span class="kit-number">{}</span>', dates.day(value) or "No date set")
    words = dates.due(value, today)
    return format_html(
        '<span class="kit-number">{}</span> {}', dates.day(value), tag(words[0].upper() + words[1:], kind)
    )


@register.filter
def markdown(text: str) -> SafeString:
    """`{{ item.text|markdown }}`: Markdown as clean HTML, headings from h2 down."""
    return format_html('<div class="kit-prose">{}</div>', markdown_text.render(text))


@register.simple_tag
def plural(number: int, one: str, many: str = "") -> str:
    """`{% plural count "action" %}` → 1 action, 37 actions."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


@register.simple_tag
def joined(items: Iterable[Any], last: str = "and") -> SafeString:
    """`{% joined agencies %}` → Police, Health and Education."""
    words = [conditional_escape(item) for item in items]
    if len(words) < 2:
        return format_html_join("", "{}", ((word,) for word in words))
    return format_html("{} {} {}", format_html_join(", ", "{}", ((word,) for word in words[:-1])), last, words[-1])
