from datetime import UTC, datetime
from io import BytesIO

import docx
import pytest
from docx.oxml.ns import qn

from learningloop.kit.documents import BulletList, Document, Heading, Paragraph, Table, render_docx, render_html

ACTIVITY = Document(
    title="What was done",
    owner="Sandwell",
    note="From the records of 3 May 2026",
    made=datetime(2026, 5, 3, 9, 30, tzinfo=UTC),
    blocks=(
        Heading("Reviews"),
        Heading("In one agency", level=2),
        Paragraph("Nobody asked <her>.\x0b"),
        BulletList(("one", "two")),
        Table(
            header=("Type", "Who"),
            rows=(("Serious case review", ("police", "health & schools")), ("Audit", "-")),
            caption="Activity in 2015-16",
            widths=(2, 1),
        ),
    ),
)


@pytest.fixture(scope="module")
def word():
    return docx.Document(BytesIO(render_docx(ACTIVITY)))


def test_word_headings_are_real(word):
    styles = {paragraph.text: paragraph.style.name for paragraph in word.paragraphs}
    assert styles["What was done"] == "Title"
    assert styles["Reviews"] == "Heading 1"
    assert styles["In one agency"] == "Heading 2"
    assert styles["Nobody asked <her>."] == "Normal"
    assert styles["one"] == "List Bullet"
    assert styles["Activity in 2015-16"] == "Caption"


def test_word_tables_repeat_their_header_and_keep_rows_whole(word):
    header, *rows = word.tables[0].rows
    assert [cell.text for cell in header.cells] == ["Type", "Who"]
    assert header._tr.trPr.find(qn("w:tblHeader")) is not None
    assert [row._tr.trPr.find(qn("w:cantSplit")) is not None for row in rows] == [True, True]
    assert [row._tr.trPr.find(qn("w:tblHeader")) for row in rows] == [None, None]


def test_word_cells_hold_lists(word):
    police, health = word.tables[0].rows[1].cells[1].paragraphs
    assert (police.text, police.style.name) == ("police", "List Bullet")
    assert (health.text, health.style.name) == ("health & schools", "List Bullet")
    assert [paragraph.style.name for paragraph in word.tables[0].rows[2].cells[1].paragraphs] == ["Normal"]


def test_word_says_its_language_title_and_time(word):
    about = word.core_properties
    assert (about.title, about.author, about.language) == ("What was done", "Sandwell", "en-GB")
    assert about.created.replace(tzinfo=None) == datetime(2026, 5, 3, 9, 30)
    [language] = word.styles["Normal"].element.rPr.findall(qn("w:lang"))
    assert language.get(qn("w:val")) == "en-GB"


def test_word_pages_are_numbered(word):
    codes = [field.get(qn("w:instr")) for field in word.sections[0].footer._element.iter(qn("w:fldSimple"))]
    assert codes == ["PAGE", "NUMPAGES"]


def test_wide_documents_lie_on_their_side():
    section = docx.Document(BytesIO(render_docx(Document("Wide", (), wide=True)))).sections[0]
    assert section.page_width > section.page_height


def test_html_begins_under_the_pages_heading_and_escapes():
    html = render_html(ACTIVITY)
    assert "<h1" not in html
    assert '<h2 class="govuk-heading-m">Reviews</h2>' in html
    assert '<h3 class="govuk-heading-s">In one agency</h3>' in html
    assert "Nobody asked &lt;her&gt;." in html
    assert '<th scope="col">Type</th>' in html
    assert '<th scope="row">Serious case review</th>' in html
    assert (
        '<td data-label="Who"><ul class="kit-bullets"><li>police</li><li>health &amp; schools</li></ul></td>'
        in html
    )


def test_a_row_must_fit_its_header():
    with pytest.raises(ValueError, match="1 cells where the header has 2"):
        Table(header=("Type", "Who"), rows=(("alone",),))
