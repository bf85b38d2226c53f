"""A document as HTML, to stand in a page under its h1: headings begin at h2."""

from collections.abc import Callable, Iterable
from typing import Any

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from learningloop.kit.documents.blocks import (
    Block,
    BulletList,
    Cell,
    Chart,
    Document,
    Heading,
    Paragraph,
    Shaded,
    Table,
)
from learningloop.kit.documents.pictures import svg_of

SIZES = {1: "m", 2: "s", 3: "s"}


def render_html(document: Document) -> SafeString:
    """The blocks without the title, which is the page's own heading."""
    note = format_html('<p class="govuk-body kit-quiet">{}</p>', document.note) if document.note else ""
    return format_html("{}{}", note, format_html_join("", "{}", ((_block(block),) for block in document.blocks)))


def _block(block: Block) -> SafeString:
    renderer: Callable[[Any], SafeString] = RENDERERS[type(block)]
    return renderer(block)


def _heading(block: Heading) -> SafeString:
    level = min(block.level, 3)
    return format_html('<h{} class="govuk-heading-{}">{}</h{}>', level + 1, SIZES[level], block.text, level + 1)


def _paragraph(block: Paragraph) -> SafeString:
    return format_html('<p class="govuk-body">{}</p>', block.text)


def _bullets(block: BulletList) -> SafeString:
    return format_html('<ul class="govuk-list govuk-list--bullet">{}</ul>', _items(block.items))


def _items(items: Iterable[str]) -> SafeString:
    return format_html_join("", "<li>{}</li>", ((item,) for item in items))


def _table(block: Table) -> SafeString:
    caption = format_html("<caption>{}</caption>", block.caption) if block.caption else ""
    head = format_html_join("", '<th scope="col">{}</th>', ((text,) for text in block.header))
    rows = format_html_join("", "<tr>{}</tr>", ((_row(block.header, row),) for row in block.rows))
    return format_html(
        '<table class="kit-table kit-table--cards">{}<thead><tr>{}</tr></thead><tbody>{}</tbody></table>',
        caption,
        head,
        rows,
    )


def _row(header: tuple[str, ...], row: tuple[Cell, ...]) -> SafeString:
    first = format_html('<th scope="row">{}</th>', _cell(row[0]))
    rest = ((_ground(cell), label, _cell(cell)) for label, cell in zip(header[1:], row[1:], strict=True))
    return format_html("{}{}", first, format_html_join("", '<td{} data-label="{}">{}</td>', rest))


def _ground(cell: Cell) -> SafeString | str:
    return format_html(' class="kit-heat__cell--{}"', cell.band) if isinstance(cell, Shaded) else ""


def _cell(cell: Cell) -> SafeString:
    if isinstance(cell, Shaded):
        return format_html("{}", cell.text)
    if isinstance(cell, str):
        return format_html("{}", cell)
    return format_html('<ul class="kit-bullets">{}</ul>', _items(cell))


def _chart(block: Chart) -> SafeString:
    picture = mark_safe(svg_of(block))  # noqa: S308  # drawn by a library that escapes what stands in it
    return format_html(
        '<figure class="kit-chart"><figcaption class="govuk-heading-s">{}</figcaption>'
        '<div class="kit-chart__picture" role="img" aria-label="{}"><div aria-hidden="true">{}</div></div>'
        '<details class="govuk-details"><summary class="govuk-details__summary">'
        '<span class="govuk-details__summary-text">The numbers</span></summary>'
        '<div class="govuk-details__text">{}</div></details></figure>',
        block.title,
        block.alt,
        picture,
        _table(block.table),
    )


RENDERERS: dict[type[Block], Callable[[Any], SafeString]] = {
    Heading: _heading,
    Paragraph: _paragraph,
    BulletList: _bullets,
    Table: _table,
    Chart: _chart,
}
