"""Markdown as people write it into a text box, made into clean HTML."""

from html import unescape

import nh3
from django.utils.html import strip_tags
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt

TAGS = {"p", "br", "strong", "em", "ul", "ol", "li", "blockquote", "a", "code", "hr"} | {
    "h2", "h3", "h4", "table", "thead", "tbody", "tr", "th", "td",
}  # fmt: skip
READER = MarkdownIt("commonmark", {"html": False}).enable("table")


def render(text: str) -> SafeString:
    """Clean HTML. A page has its own h1, so the writer's `#` begins at h2."""
    tokens = READER.parse(text or "")
    for token in tokens:
        if token.type in ("heading_open", "heading_close"):
            token.tag = f"h{min(int(token.tag[1]) + 1, 4)}"
    dirty = READER.renderer.render(tokens, READER.options, {})
    clean = nh3.clean(
        dirty, tags=TAGS, attributes={"a": {"href"}}, url_schemes={"http", "https", "mailto"},
        link_rel="noopener noreferrer",
    )  # fmt: skip
    return mark_safe(clean)  # noqa: S308  # cleaned in the line above


def text_of(text: str) -> str:
    """The words without the marks, for what is not shown as a page."""
    return unescape(strip_tags(render(text))).strip()
