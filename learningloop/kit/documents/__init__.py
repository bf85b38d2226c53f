"""A document as a small tree of blocks, built once and rendered as a page, a Word file or a PDF file."""

from learningloop.kit.documents.blocks import BulletList, Chart, Document, Heading, Paragraph, Shaded, Table
from learningloop.kit.documents.html import render_html
from learningloop.kit.documents.pdf import render_pdf
from learningloop.kit.documents.word import render_docx

__all__ = [
    "BulletList", "Chart", "Document", "Heading", "Paragraph", "Shaded", "Table", "render_docx", "render_html",
    "render_pdf",
]  # fmt: skip
