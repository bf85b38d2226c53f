"""What may be answered, and how it is kept."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from learningloop.instruments.rules.answers import NotAnAnswer, clean
from learningloop.instruments.schema import QuestionKind
from learningloop.instruments.tests.sets import a_set, asking

KINDS = QuestionKind.__args__


def kept(kind, value):
    question_set = a_set(asking(kind))
    return clean(question_set, next(question_set.questions()), value)


@pytest.mark.parametrize(
    ("kind", "value", "expected"),
    [
        ("grade", " met ", "met"), ("yes-no", "not-applicable", "not-applicable"), ("choice", "daily", "daily"),
        ("choices", ["weekly", "daily"], ["daily", "weekly"]), ("number", "1,200.50", "1200.5"),
        ("number", "-0", "0"),
        ("percentage", "93 %", "93"), ("date", "2026-03-27", "2026-03-27"), ("text", "  words ", "words"),
        ("long-text", "=SUM(A1)", "=SUM(A1)"),
        ("table", [{"what": " Train ", "by": "2026-03-27"}, {"what": "", "by": ""}],
         [{"what": "Train", "by": "2026-03-27"}]),
    ],
)  # fmt: skip
def test_an_answer_is_kept_in_one_form(kind, value, expected):
    assert kept(kind, value) == expected
    assert kept(kind, expected) == expected


@pytest.mark.parametrize(
    ("kind", "value", "words"),
    [
        ("grade", "perfect", "not among the answers"), ("yes-no", "maybe", "not among the answers"),
        ("choice", "hourly", "not among the answers"), ("choices", ["hourly"], "not among the choices"),
        ("number", "many", "in digits"), ("number", "NaN", "no more than 15 digits"),
        ("number", "1e99", "15 digits"),
        ("percentage", "101", "from 0 to 100"), ("date", "2026-02-30", "real date"),
        ("text", "x" * 301, "no more than 300 characters"), ("long-text", "x" * 100_000, "these are 100,000"),
        ("table", [{"what": "x", "by": "soon"}], "Row 1, By when: Give a real date"),
        ("table", [{"what": "x"}] * 201, "no more than 200 rows"), ("text", ["a"], "one answer"),
        ("choices", "daily", "a list"), ("files", "notes.pdf", "beside the question"),
    ],
)  # fmt: skip
def test_what_is_no_answer_is_told(kind, value, words):
    with pytest.raises(NotAnAnswer, match=words):
        kept(kind, value)


@given(st.sampled_from(KINDS), st.text() | st.lists(st.text()) | st.lists(st.dictionaries(st.text(), st.text())))
def test_whatever_is_sent_is_kept_or_told_and_what_is_kept_stays(kind, value):
    try:
        once = kept(kind, value)
    except NotAnAnswer as fault:
        assert str(fault)  # noqa: PT017
        return
    assert kept(kind, once) == once
