"""Handing out tables as files, the same way from every page.

    if form := form_asked(request):
        return table_file(f"actions-{board.slug}", COLUMNS, listing.found, _cells, form)

`listing.found` is the list with the filters and the order in force, all pages of it.
"""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse

from learningloop.kit.documents import Document, render_docx, render_pdf
from learningloop.kit.portions import AT_ONCE
from learningloop.kit.spreadsheets import CSV, FORMS, Sheet, render_csv, render_xlsx

WORD, PDF = "docx", "pdf"
PAPERS = {
    WORD: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    PDF: "application/pdf",
}
"""The forms of a document's file, with the type that a browser is told."""


def form_asked(request: HttpRequest) -> str:
    """The form in which a page's table is asked for, `csv` or `xlsx`; nothing when the page itself is."""
    asked = request.GET.get("format", "")
    return asked if asked in FORMS else ""


def paper_asked(request: HttpRequest) -> str:
    """The form in which a page's document is asked for, `docx` or `pdf`; nothing when the page itself is."""
    asked = request.GET.get("format", "")
    return asked if asked in PAPERS else ""


def attachment(content: bytes | str, name: str, form: str) -> HttpResponse:
    """A file that the browser saves and no shared computer keeps."""
    response = HttpResponse(content, content_type={**FORMS, **PAPERS}[form])
    response["Content-Disposition"] = f'attachment; filename="{name}.{form}"'
    response["Cache-Control"] = "private, no-store"
    return response


def table_file(
    name: str, header: Sequence[str], rows: Iterable[Any], cells: Callable[[Any], Sequence[Any]], form: str
) -> HttpResponse:
    """A list as a file, a line a row."""
    each = rows.iterator(chunk_size=AT_ONCE) if isinstance(rows, QuerySet) else rows
    lines = (cells(row) for row in each)
    made = render_csv(header, lines) if form == CSV else render_xlsx(Sheet("List", header, lines))
    return attachment(made, name, form)


def document_file(document: Document, name: str, form: str) -> HttpResponse:
    """A document as a Word or a PDF file."""
    return attachment(render_pdf(document) if form == PDF else render_docx(document), name, form)
