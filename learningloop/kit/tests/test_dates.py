from datetime import date

import pytest

from learningloop.kit import dates

TODAY = date(2026, 5, 3)


@pytest.mark.parametrize(
    "words", ["3 May 2026", "3 may 2026", "03/05/2026", "3 5 2026", "2026-05-03", " 3-5-2026 "]
)
def test_reads_a_date_as_people_write_it(words):
    assert dates.read(words) == TODAY


@pytest.mark.parametrize(
    "words", ["", "31 2 2026", "3 Smarch 2026", "May 2026", "2026-13-01", "3 5 26", "0 5 2026"]
)
def test_what_is_no_date_is_none(words):
    assert dates.read(words) is None


def test_every_month_reads_back_as_written():
    for month in range(1, 13):
        written = date(2026, month, 28)
        assert dates.read(dates.day(written)) == written


@pytest.mark.parametrize(
    ("due", "words", "kind"),
    [
        (date(2026, 4, 29), "overdue by 4 days", "attention"),
        (date(2026, 5, 2), "overdue by 1 day", "attention"),
        (date(2025, 10, 3), "overdue by 30 weeks", "attention"),
        (date(2023, 5, 3), "overdue by 3 years", "attention"),
        (TODAY, "due today", "soon"),
        (date(2026, 5, 4), "due tomorrow", "soon"),
        (date(2026, 5, 17), "due in 14 days", "soon"),
        (date(2026, 5, 18), "due 18 May 2026", "plain"),
        (None, "no date set", "plain"),
    ],
)
def test_says_how_near_a_date_is(due, words, kind):
    assert dates.due(due, TODAY) == words
    assert dates.urgency(due, TODAY) == kind


def test_nothing_is_said_of_no_date():
    assert dates.day(None) == dates.since(None) == ""
    assert dates.since(TODAY) == "since 3 May 2026"
