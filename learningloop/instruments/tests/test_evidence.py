"""Until when a file counts, and how it is said."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from learningloop.instruments.rules.evidence import OLD, Shown, evidence_in_words, is_current, wrong_last_day

ON = date(2026, 5, 3)
near = st.dates(ON - 3 * OLD, ON + 3 * OLD)
shown = st.builds(Shown, near, st.booleans(), st.none() | near)


@given(shown, near, near)
def test_what_counts_no_longer_never_counts_again(file, one, other):
    earlier, later = sorted([one, other])
    assert is_current(file, earlier) or not is_current(file, later)


@given(shown, near)
def test_a_day_that_is_set_decides_alone(file, on):
    if file.counts_until:
        assert is_current(file, on) == (on <= file.counts_until)
    else:
        assert is_current(file, on) <= (not file.reused)


@given(shown, near)
def test_the_words_say_what_the_rule_says(file, on):
    words = evidence_in_words(file, on)
    assert ("no longer current" in words) == (file.counts_until is not None and not is_current(file, on))
    assert ("taken over" in words) == file.reused
    assert ("more than a year old" in words) <= (not is_current(file, on))


@pytest.mark.parametrize(
    ("file", "words"),
    [
        (Shown(date(2026, 5, 1)), "added 1 May 2026"),
        (Shown(date(2025, 5, 3)), "added 3 May 2025"),
        (Shown(date(2025, 5, 2)), "added 2 May 2025; more than a year old"),
        (Shown(date(2025, 5, 2), True), "added 2 May 2025, taken over from last time; more than a year old"),
        (Shown(date(2026, 5, 1), False, ON), "added 1 May 2026; counts until 3 May 2026"),
        (
            Shown(date(2025, 5, 3), False, date(2026, 4, 30)),
            "added 3 May 2025; counted until 30 April 2026: no longer current",
        ),
    ],
)
def test_how_it_is_said(file, words):
    assert evidence_in_words(file, ON) == words


@pytest.mark.parametrize(
    ("days", "wrong"), [(-1, "today or later"), (0, ""), (365, ""), (3660, ""), (3661, "within ten years")]
)
def test_a_last_day_that_cannot_be_is_told(days, wrong):
    told = wrong_last_day(ON + timedelta(days=days), ON)
    assert wrong in told and bool(wrong) == bool(told)
