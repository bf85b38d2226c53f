"""When an activity is due again, and when it is late."""

from datetime import date, timedelta
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from learningloop.frameworks.schema import Frequency
from learningloop.sources.programmes.rules import FREQUENCIES, due_on, late_before, nearest_kind, noted_wrongly

DAYS = st.dates(date(2000, 1, 1), date(2090, 1, 1))


def test_every_frequency_of_a_framework_is_known():
    assert list(FREQUENCIES) == list(get_args(Frequency))


@given(st.sampled_from(sorted(FREQUENCIES)), DAYS, DAYS)
def test_what_is_late_is_what_is_past_its_day(frequency, last, today):
    due, before = due_on(frequency, last), late_before(today).get(frequency)
    assert (due is None) == (before is None)
    if due and before:
        assert (due < today) == (last < before)
        assert due > last


@given(DAYS, st.integers(-30, 5000))
def test_only_a_day_that_was_can_be_noted(today, ago):
    wrong = noted_wrongly(today - timedelta(days=ago), today)
    assert bool(wrong) == (ago < 0 or ago > 3653)


@pytest.mark.parametrize(
    ("kinds", "nearest"),
    [
        (
            [("scr", "review"), ("multi-agency-audit", "audit"), ("single-agency-audit", "audit")],
            "single-agency-audit",
        ),
        ([("scr", "review"), ("practice-review", "audit"), ("training-audit", "audit")], "practice-review"),
        ([("inquiry", "review"), ("data-set", "data")], "inquiry"),
        ([], ""),
    ],
)
def test_an_agencys_own_audit_is_of_the_nearest_kind_that_the_framework_has(kinds, nearest):
    assert nearest_kind(kinds) == nearest
