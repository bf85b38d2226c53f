import csv
from datetime import date
from io import StringIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from learningloop.kit.spreadsheets import FORMULA_STARTS, cell, render_csv


@pytest.mark.parametrize("text", ["=1+1", "+44", "-2+3", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "＝1"])
def test_what_would_be_a_formula_is_text(text):
    assert cell(text) == f"'{text}"


@pytest.mark.parametrize("text", ["-", " - ", "a=b", "", "3 May", "'quoted"])
def test_other_text_stays_as_it_was(text):
    assert cell(text) == text


def test_values_are_written_plainly():
    assert [cell(value) for value in (None, 3, -3, date(2026, 5, 3), ["a", "b"])] == [
        "",
        "3",
        "-3",
        "2026-05-03",
        "a; b",
    ]


def test_a_table_reads_back():
    made = render_csv(("what", "who"), [("Ask, then listen", ['the "QPP"', "police"]), ("two\nlines", None)])
    assert list(csv.reader(StringIO(made))) == [
        ["what", "who"],
        ["Ask, then listen", 'the "QPP"; police'],
        ["two\nlines", ""],
    ]


@given(st.text())
def test_no_text_at_all_makes_a_formula(text):
    assert not cell(text).startswith(FORMULA_STARTS) or text.strip() == "-"
