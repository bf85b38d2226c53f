"""A document as a small tree of blocks, built once and rendered as a page or as a Word file."""

from learningloop.kit.documents.blocks import BulletList, Document, Heading, Paragraph, Table
from learningloop.kit.documents.html import render_html
from learningloop.kit.documents.word import render_docx

__all__ = ["BulletList", "Document", "Heading", "Paragraph", "Table", "render_docx", "render_html"]
