"""Sandwell's table of 2015-16, row by row as its document prints it, produced from records."""

import csv
import io
from datetime import date
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django_scopes import scope
from docx import Document
from pypdf import PdfReader

from learningloop.frameworks.imports import read_framework
from learningloop.frameworks.operations import load_framework
from learningloop.frameworks.queries import PACKS
from learningloop.frameworks.tests.test_pack_sandwell import TABLE_OF_REVIEWS
from learningloop.sources.register.operations import record_source
from learningloop.trail.operations import SYSTEM
from learningloop.web.demo.activity import record_activity


@pytest.fixture
def sandwell(db):
    framework = read_framework(PACKS / "sandwell.yaml")
    version = load_framework(framework=framework, by=SYSTEM)
    with scope(board=version.board):
        record_activity(version.board, version.document)
    return version.board


def write(board, form, path: Path) -> Path:
    call_command("report", "activity", board=board.slug, year="2015-16", format=form, output=path)
    return path


def test_the_table_is_rebuilt_from_records_row_by_row(sandwell, tmp_path):
    rows = list(csv.DictReader(io.StringIO(write(sandwell, "csv", tmp_path / "a.csv").read_text("utf-8"))))
    assert [tuple(row.values()) for row in rows] == [
        (*rest, activity or "-") for *rest, activity in TABLE_OF_REVIEWS
    ]
    assert list(rows[0]) == ["type", "description", "who", "reporting", "activity"]
    assert len(rows) == 12


def test_the_word_file_holds_the_same_table(sandwell, tmp_path):
    [table] = Document(str(write(sandwell, "docx", tmp_path / "a.docx"))).tables
    assert table.rows[0].cells[4].text == "2015-16 activity"
    for row, (name, description, *_lists, activity) in zip(table.rows[1:], TABLE_OF_REVIEWS, strict=True):
        assert (row.cells[0].text, row.cells[1].text) == (name, description)
        assert row.cells[4].text.split("\n") == (activity or "-").split("; ")


def test_the_pdf_file_holds_the_same_table(sandwell, tmp_path):
    pages = PdfReader(write(sandwell, "pdf", tmp_path / "a.pdf")).pages
    text = " ".join("".join(page.extract_text() for page in pages).split())
    assert "2015-16 activity" in text and "63 child deaths reviewed" in text
    assert pages[0].mediabox.width > pages[0].mediabox.height


def test_the_page_holds_the_same_table(sandwell, tmp_path):
    page = write(sandwell, "html", tmp_path / "a.html").read_text("utf-8")
    assert page.count("<tr>") == 13
    assert "63 child deaths reviewed" in page


def test_another_record_of_the_year_joins_its_row_and_one_of_another_year_does_not(sandwell, tmp_path):
    with scope(board=sandwell):
        for day in (date(2016, 3, 31), date(2016, 4, 1)):
            record_source(board=sandwell, kind="scr", title=f"Child XY, {day}", started_on=day, by=SYSTEM)
    first = next(csv.DictReader(io.StringIO(write(sandwell, "csv", tmp_path / "a.csv").read_text("utf-8"))))
    assert first["activity"].endswith("; Child XY, 2016-03-31")


def test_a_source_open_to_named_people_is_left_out(sandwell, tmp_path):
    with scope(board=sandwell):
        record_source(
            board=sandwell, kind="scr", title="Secret", started_on=date(2016, 1, 1), sensitivity="named", by=SYSTEM
        )
    assert "Secret" not in write(sandwell, "csv", tmp_path / "a.csv").read_text("utf-8")


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"board": "nowhere", "year": "2015-16"}, "There is no board nowhere. The boards are: sandwell"),
        ({"board": "sandwell", "year": "2015"}, "Write it like 2015-16"),
        ({"board": "sandwell", "year": "2015-17"}, "Write it like 2015-16"),
    ],
)
def test_what_cannot_be_reported_is_told_in_a_sentence(sandwell, options, words):
    with pytest.raises(CommandError, match=words):
        call_command("report", "activity", **options)
