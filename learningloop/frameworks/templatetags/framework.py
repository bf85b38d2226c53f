"""`{% load framework %}`: how a framework's entries name each other and show where they come from."""

from collections.abc import Iterable

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from learningloop.frameworks.queries import source_kinds
from learningloop.frameworks.rules import differences, reading, wording
from learningloop.frameworks.schema import Clock, DocumentInfo, Entry, Framework, Passage
from learningloop.kit.templatetags.kit import tag

register = template.Library()


@register.simple_tag
def passage(part: Entry | DocumentInfo | Passage, of: str = "") -> SafeString:
    """Where an entry comes from, folded: `{% passage group group.name %}`; `of` is read aloud.

    An entry for which nobody has read a source yet says so.
    """
    source = part if isinstance(part, Passage) else part.source
    folded = format_html(
        '<details class="kit-passage"><summary>Where this comes from'
        '<span class="govuk-visually-hidden">: {}</span></summary>'
        "<p>{}</p><blockquote>{}</blockquote></details>",
        of,
        source.at,
        source.quote,
    )
    unread = isinstance(part, Entry) and not part.verified
    return format_html("<p>{}</p>{}", tag("Not checked against a source", "soon"), folded) if unread else folded


@register.simple_tag
def entries_named(framework: Framework, kept: str, keys: Iterable[str] | str | None) -> SafeString:
    """Entries by their keys, each a link to its place: `{% entries_named framework "groups" kind.methods %}`."""
    own = {entry.key: entry.name for entry in getattr(framework, kept)}
    outside = {key: kind.name for key, kind in source_kinds(framework).items()} if kept == "source_kinds" else {}
    wanted = [keys] if isinstance(keys, str) else keys or ()
    return format_html_join(
        ", ",
        "{}",
        ((_link(kept, key, own[key]) if key in own else outside.get(key, key),) for key in wanted),
    )


def _link(kept: str, key: str, text: str) -> SafeString:
    return format_html('<a class="govuk-link" href="#{}-{}">{}</a>', kept, key, text)


@register.simple_tag
def marked_words(was: str, now: str) -> tuple[list[differences.Piece], list[differences.Piece]]:
    """Two texts in pieces, each with whether the other lacks it: `{% marked_words was now as both %}`."""
    return differences.marked(was, now)


@register.filter
def called(entry: Entry) -> str:
    """What an entry is called."""
    return wording.title(entry)


@register.filter
def words(value: str) -> str:
    """A word of the schema as people write it: twice-yearly → Twice yearly."""
    return value[:1].upper() + value[1:].replace("-", " ")


@register.filter
def time_limit(clock: Clock) -> str:
    return reading.time_limit(clock)


@register.filter
def printed_date(written: str) -> str:
    return reading.printed_date(written)


@register.filter
def section_title(name: str) -> str:
    """What a section is called: source_kinds → Kinds of source."""
    return Framework.model_fields[name].title or name
