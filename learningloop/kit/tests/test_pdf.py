"""The PDF skin, read back as readers' programs do: text, tags, title, language; and no text is code."""

from datetime import UTC, datetime
from io import BytesIO

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from learningloop.kit.documents import BulletList, Chart, Document, Heading, Paragraph, Shaded, Table, render_pdf

NASTY = "#panic(\"x\") $x^ [ ] \\ @ref <label> *b* _i_ `raw` // no comment /* */ = heading #{ } ~ -- 'q'"


def a_document(*blocks, **more):
    more = {"title": "What was done", "owner": "Sandwell"} | more
    return Document(blocks=blocks, made=datetime(2026, 5, 3, 9, 30, tzinfo=UTC), **more)


def read(document):
    return PdfReader(BytesIO(render_pdf(document)))


def text_of(file):
    return "\n".join(page.extract_text() for page in file.pages)


def tags_of(file):
    """The tags of a file in their order, with the alternative text of those that bear one."""
    found = []

    def walk(node):
        node = node.get_object() if hasattr(node, "get_object") else node
        if isinstance(node, list):
            for one in node:
                walk(one)
        elif isinstance(node, dict) and "/S" in node:
            found.append((node["/S"], node.get("/Alt", "")))
            walk(node.get("/K", []))
        elif isinstance(node, dict):
            walk(node.get("/K", []))

    walk(file.trailer["/Root"]["/StructTreeRoot"])
    return found


@pytest.fixture(scope="module")
def file():
    return read(
        a_document(
            Heading("Reviews"),
            Heading("In one agency", level=2),
            Paragraph("Nobody asked <her>.\x0b"),
            BulletList(("one", "two")),
            Table(("Agency", "Reached"), (("Police", Shaded("41 %", 1)),) * 60, caption="Reached by each"),
            Chart(
                "Training is weakest",
                "Training 41 per cent",
                ("Section", "Now"),
                (("Training", (41,)),),
                unit=" %",
            ),
            note="From the records of 3 May 2026",
        )
    )


def test_it_says_its_title_owner_language_and_that_it_is_accessible(file):
    root = file.trailer["/Root"]
    assert (file.metadata.title, file.metadata.author) == ("What was done", "Sandwell")
    assert root["/Lang"].lower() == "en-gb" and root["/MarkInfo"]["/Marked"]
    assert b"pdfuaid" in root["/Metadata"].get_data()


def test_headings_lists_tables_and_figures_are_tagged(file):
    tags = tags_of(file)
    kinds = [kind for kind, _alt in tags]
    assert {"/H1", "/H2", "/L", "/Table", "/TH", "/TD", "/Figure", "/Caption"} <= set(kinds)
    assert kinds.count("/TH") == 2 + 2, "each table has its head once, however many pages repeat it"
    assert ("/Figure", "Training 41 per cent") in tags


def test_heads_are_repeated_and_pages_numbered(file):
    pages = [page.extract_text() for page in file.pages]
    assert len(pages) >= 2
    assert "Reached" in pages[1] and f"Sandwell · page 2 of {len(pages)}" in pages[1]


def test_what_stands_in_it_can_be_read(file):
    text = text_of(file)
    for words in ("What was done", "From the records of 3 May 2026", "Nobody asked <her>.", "two", "41 %"):
        assert words in text
    assert "Training is weakest: the numbers" in text


def test_the_same_document_gives_the_same_file():
    assert render_pdf(a_document(Paragraph("x"))) == render_pdf(a_document(Paragraph("x")))


def test_wide_documents_lie_on_their_side():
    box = read(a_document(wide=True)).pages[0].mediabox
    assert box.width > box.height


@pytest.mark.parametrize("words", [NASTY, "שלום وصباح الخير", "\ud800x", "🙂", "a\nb", "", "\\u{41}", "{% x %}"])
def test_no_text_is_code_wherever_it_stands(words):
    document = a_document(
        Heading(words),
        Paragraph(words),
        BulletList((words,)),
        Table((words, "x"), ((words, (words, words)), (Shaded(words, 0), ""))),
        title=words or "x",
        owner=words,
        note=words,
    )
    text = text_of(read(document))
    if words.isascii():
        for line in words.split("\n"):
            assert "".join(line.split()) in "".join(text.split())


def test_a_very_long_text_runs_over_many_pages():
    file = read(a_document(Paragraph("word #x " * 12_500)))
    assert len(file.pages) > 10 and text_of(file).count("#x") == 12_500


@settings(max_examples=40, deadline=None)
@given(st.text(alphabet="#$[]{}()\\@<>*_`/=+-~'\"&%!;:, \nab1", max_size=80))
@example(NASTY)
@example('"); #read("/etc/passwd"); #("')
def test_whatever_is_written_comes_out_as_it_was_written(words):
    text = text_of(read(a_document(Paragraph(words))))
    assert "".join(words.split()) in "".join(text.split())
