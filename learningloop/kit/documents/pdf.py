"""A document as a PDF file: tagged, in British English, in the site's typeface. Its look stands in `pdf.typ`."""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any, Literal

import typst

from learningloop.kit.documents.blocks import (
    SHADES,
    Block,
    BulletList,
    Cell,
    Chart,
    Document,
    Heading,
    Paragraph,
    Shaded,
    Table,
    clean,
)
from learningloop.kit.documents.pictures import svg_of

SKIN = Path(__file__).with_name("pdf.typ").read_bytes()
FONTS = files("fontpkg_atkinson_hyperlegible") / "files"
TYPEFACES = ("Atkinson Hyperlegible", "DejaVu Sans", "Liberation Sans")
Told = dict[str, Any]
"""A block as `pdf.typ` takes it."""


def render_pdf(document: Document) -> bytes:
    """The file's bytes. It says that it is accessible (PDF/UA), unless no typeface here has some letter of it."""
    told = {"document": json.dumps(_told(document))}
    made = document.made or datetime.now(UTC)
    try:
        return _compile(told, made, "ua-1")
    except typst.TypstError:
        return _compile(told, made, None)


def _compile(told: dict[str, str], made: datetime, standards: Literal["ua-1"] | None) -> bytes:
    file: bytes = typst.compile(
        SKIN, sys_inputs=told, font_paths=_fonts(), pdf_standards=standards, timestamp=int(made.timestamp())
    )
    return file


@cache
def _fonts() -> typst.Fonts:
    """The machine's typefaces besides our own, for scripts that ours has no letters of; searched for once."""
    return typst.Fonts(font_paths=[str(FONTS)])


def _told(document: Document) -> Told:
    """The document as data."""
    return {
        "title": clean(document.title),
        "owner": clean(document.owner),
        "note": clean(document.note),
        "wide": document.wide,
        "typefaces": TYPEFACES,
        "shades": SHADES,
        "blocks": [RENDERERS[type(block)](block) for block in document.blocks],
    }


def _heading(block: Heading) -> Told:
    return {"kind": "heading", "level": min(block.level, 3), "text": clean(block.text)}


def _paragraph(block: Paragraph) -> Told:
    return {"kind": "paragraph", "text": clean(block.text)}


def _bullets(block: BulletList) -> Told:
    return {"kind": "bullets", "items": [clean(item) for item in block.items]}


def _table(block: Table) -> Told:
    return {
        "kind": "table",
        "caption": clean(block.caption),
        "header": [clean(text) for text in block.header],
        "widths": block.widths,
        "cells": [_cell(cell) for row in block.rows for cell in row],
    }


def _cell(cell: Cell) -> str | list[str] | Told:
    if isinstance(cell, Shaded):
        return {"text": clean(cell.text), "band": cell.band}
    return clean(cell) if isinstance(cell, str) else [clean(item) for item in cell]


def _chart(block: Chart) -> Told:
    return {
        "kind": "chart",
        "title": clean(block.title),
        "alt": clean(block.alt),
        "picture": svg_of(block),
        "table": _table(block.table),
    }


RENDERERS: dict[type[Block], Callable[[Any], Told]] = {
    Heading: _heading,
    Paragraph: _paragraph,
    BulletList: _bullets,
    Table: _table,
    Chart: _chart,
}
