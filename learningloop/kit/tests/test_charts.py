"""Charts: one specification as SVG and PNG, each with its table and words for who cannot see it."""

import re
import subprocess
import sys
from datetime import date
from io import BytesIO
from xml.etree import ElementTree

import docx
import pytest

from learningloop.kit.documents import Chart, Document, render_docx, render_html
from learningloop.kit.documents.pictures import png_of, svg_of

ROWS = (("Leading & <b>", (55, 70)), ("Training", (None, 41)))
HEADER = ("Section", "Last round", "This round")


def a_chart(form="bars", unit=" %"):
    return Chart("Training is weakest", "Training: 41 per cent", HEADER, ROWS, form, unit)


@pytest.mark.parametrize("form", ["bars", "stacks", "line"])
def test_each_form_is_drawn_with_its_numbers_and_without_inline_style(form):
    svg = svg_of(a_chart(form))
    words = {element.text for element in ElementTree.fromstring(svg).iter() if element.text}  # noqa: S314  # our own
    assert "41 %" in words and "This round" in words
    assert not re.search(r"\sstyle=|<style|<script", svg), "the content policy forbids them"
    assert png_of(a_chart(form)).startswith(b"\x89PNG")


def test_nothing_to_draw_is_drawn_as_nothing():
    for form in ("bars", "stacks", "line"):
        assert "<svg" in svg_of(Chart("Nothing", "Nothing yet", HEADER, (), form))


def test_on_a_page_it_has_a_name_words_and_its_table():
    html = render_html(Document("x", (a_chart(),)))
    assert 'role="img" aria-label="Training: 41 per cent"' in html and "Training is weakest" in html
    assert "Leading &amp; &lt;b&gt;" in html and '<td data-label="Last round">–</td>' in html


def test_in_word_it_has_words_and_its_table():
    file = docx.Document(BytesIO(render_docx(Document("x", (a_chart(),)))))
    [picture] = file.inline_shapes
    assert picture._inline.docPr.get("descr") == "Training: 41 per cent"
    assert [cell.text for cell in file.tables[0].rows[2].cells] == ["Training", "–", "41 %"]


def test_who_draws_nothing_loads_no_drawing_library():
    code = "import sys, learningloop.kit.documents; sys.exit({'altair', 'vl_convert'} & set(sys.modules) != set())"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0  # noqa: S603


def test_days_stand_as_far_apart_as_they_are():
    days = (date(2026, 10, 1), date(2026, 10, 2), date(2026, 10, 12))
    rows = tuple((f"{on:%-d %b}", (number,)) for number, on in enumerate(days))
    svg = svg_of(Chart("In", "In", ("Day", "By then"), rows, "line", days=days))
    drawn = next(path for path in re.findall(r' d="(M[^"]+)"', svg) if path.count("L") == 2)
    first, second, third = (float(x) for x, _y in re.findall(r"([\d.]+),([\d.]+)", drawn))
    assert third - second == pytest.approx(10 * (second - first), rel=0.02)
