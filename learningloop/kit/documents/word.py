"""A document as a Word file: real heading styles, header rows that repeat, page numbers, British English."""

from collections.abc import Callable
from datetime import UTC, datetime
from io import BytesIO
from typing import Any

import docx
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from learningloop.kit.documents.blocks import (
    SHADES,
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
from learningloop.kit.documents.pictures import png_of

INK, ACCENT, LINE = RGBColor(0x1D, 0x24, 0x33), RGBColor(0x0B, 0x5C, 0x63), "C9C6BB"
TYPEFACE = "Calibri"
TALLEST = Mm(140)
"""Of a picture, so that it fits on a page that lies on its side."""


def render_docx(document: Document) -> bytes:
    """The file's bytes. The same document gives the same text, whenever it is made."""
    file = docx.Document()
    _lay_out(file, wide=document.wide)
    _dress(file)
    _describe(file, document)
    file.add_paragraph(clean(document.title), style="Title")
    if document.note:
        file.add_paragraph(clean(document.note), style="Subtitle")
    for block in document.blocks:
        RENDERERS[type(block)](file, block)
    _number_pages(file, document.owner)
    made = BytesIO()
    file.save(made)
    return made.getvalue()


def _lay_out(file: Any, *, wide: bool) -> None:
    section = file.sections[0]
    short, long = Mm(210), Mm(297)
    section.orientation = WD_ORIENT.LANDSCAPE if wide else WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = (long, short) if wide else (short, long)
    section.left_margin = section.right_margin = Mm(20)
    section.top_margin = section.bottom_margin = Mm(18)


def _dress(file: Any) -> None:
    sizes = {"Normal": 11, "Title": 24, "Subtitle": 11, "Heading 1": 16, "Heading 2": 13, "Heading 3": 11}
    for name, size in sizes.items():
        style = file.styles[name]
        style.font.name, style.font.size = TYPEFACE, Pt(size)
        style.font.color.rgb = ACCENT if name.startswith("Heading") else INK
        style.font.italic = False
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
            fonts.attrib.pop(qn(f"w:{theme}"), None)
    language = OxmlElement("w:lang")
    language.set(qn("w:val"), "en-GB")
    file.styles["Normal"].element.get_or_add_rPr().append(language)


def _describe(file: Any, document: Document) -> None:
    about, made = file.core_properties, document.made or datetime.now(UTC)
    about.title, about.author, about.language = clean(document.title), clean(document.owner), "en-GB"
    about.comments = ""
    about.created = about.modified = made.astimezone(UTC).replace(tzinfo=None) if made.tzinfo else made


def _heading(file: Any, block: Heading) -> None:
    file.add_heading(clean(block.text), level=min(block.level, 3))


def _paragraph(file: Any, block: Paragraph) -> None:
    file.add_paragraph(clean(block.text))


def _bullets(file: Any, block: BulletList) -> None:
    for item in block.items:
        file.add_paragraph(clean(item), style="List Bullet")


def _table(file: Any, block: Table) -> None:
    if block.caption:
        file.add_paragraph(clean(block.caption), style="Caption")
    table = file.add_table(rows=1, cols=len(block.header), style="Table Grid")
    table.autofit = not block.widths
    for cell, text in zip(table.rows[0].cells, block.header, strict=True):
        cell.paragraphs[0].add_run(clean(text)).bold = True
        _shade(cell)
    _mark(table.rows[0], "w:tblHeader")
    for row in block.rows:
        _row(table, row)
    _share_out(file, table, block.widths)
    file.add_paragraph()


def _row(table: Any, row: tuple[Cell, ...]) -> None:
    made = table.add_row()
    _mark(made, "w:cantSplit")
    for cell, content in zip(made.cells, row, strict=True):
        if isinstance(content, Shaded):
            _shade(cell, SHADES[content.band])
        _fill(cell, content.text if isinstance(content, Shaded) else content)


def _fill(cell: Any, content: str | tuple[str, ...] | list[str]) -> None:
    items = [content] if isinstance(content, str) else list(content)
    style = None if isinstance(content, str) else "List Bullet"
    for index, item in enumerate(items):
        paragraph = cell.paragraphs[0] if index == 0 else cell.add_paragraph()
        paragraph.add_run(clean(item))
        paragraph.style = style or paragraph.style
        paragraph.paragraph_format.space_after = Pt(2)


def _chart(file: Any, block: Chart) -> None:
    file.add_paragraph(clean(block.title), style="Caption")
    picture = file.add_picture(BytesIO(png_of(block)), width=Mm(120))
    if picture.height > TALLEST:
        picture.width, picture.height = int(picture.width * TALLEST / picture.height), TALLEST
    picture._inline.docPr.set("descr", clean(block.alt))
    _table(file, block.table)


def _share_out(file: Any, table: Any, shares: tuple[float, ...]) -> None:
    section = file.sections[0]
    line = section.page_width - section.left_margin - section.right_margin
    for column, share in zip(table.columns, shares, strict=False):
        for cell in column.cells:
            cell.width = int(line * share / sum(shares))


def _mark(row: Any, name: str) -> None:
    """A property of a row that python-docx has no word for: repeat as header, do not split."""
    row._tr.get_or_add_trPr().append(OxmlElement(name))


def _shade(cell: Any, ground: str = "#f6f5f1") -> None:
    shade = OxmlElement("w:shd")
    for key, value in (("val", "clear"), ("color", "auto"), ("fill", ground.lstrip("#").upper())):
        shade.set(qn(f"w:{key}"), value)
    cell._tc.get_or_add_tcPr().append(shade)


def _number_pages(file: Any, owner: str) -> None:
    foot = file.sections[0].footer.paragraphs[0]
    foot.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    foot.add_run(clean(f"{owner} · page " if owner else "Page "))
    _field(foot, "PAGE")
    foot.add_run(" of ")
    _field(foot, "NUMPAGES")


def _field(paragraph: Any, code: str) -> None:
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), code)
    paragraph._p.append(field)
    run, text = OxmlElement("w:r"), OxmlElement("w:t")
    text.text = "1"
    run.append(text)
    field.append(run)


RENDERERS: dict[type, Callable[[Any, Any], None]] = {
    Heading: _heading,
    Paragraph: _paragraph,
    BulletList: _bullets,
    Table: _table,
    Chart: _chart,
}
