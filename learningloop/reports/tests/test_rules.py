"""Where a thread stands: every position from the facts, and what must hold whatever the facts are."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from learningloop.reports.rules import (
    Deed,
    Judgement,
    Means,
    Position,
    Thread,
    awaited_on,
    moved_on,
    position,
    stuck_since,
)  # fmt: skip

DAY = date(2026, 5, 3)
AT = datetime(2026, 5, 3, 12, tzinfo=UTC)
LATER = AT + timedelta(days=1)
OPEN = Deed(DAY, DAY + timedelta(60), DAY + timedelta(200), AT)
REPORTED = replace(OPEN, reported_on=DAY + timedelta(50))
DONE = replace(REPORTED, closed_on=DAY + timedelta(55))


def judged(verdict, again=None):
    return replace(DONE, judged=Judgement(verdict, DAY + timedelta(210), LATER, again))


def thread(*deeds, decision="accepted", shared=None):
    return Thread(DAY, False, (Means(DAY, AT, decision, DAY if decision else None, deeds),), shared)


CASES = [
    (Thread(DAY, False), Position.IDENTIFIED),
    (Thread(DAY, True), Position.IDENTIFIED),
    (Thread(DAY, False, (), DAY), Position.IDENTIFIED),
    (Thread(DAY, True, (), DAY), Position.KEPT),
    (thread(decision=""), Position.RECOMMENDED),
    (thread(decision="not-accepted"), Position.DECLINED),
    (thread(), Position.MEANS_AGREED),
    (thread(replace(OPEN, withdrawn_on=DAY)), Position.MEANS_AGREED),
    (thread(OPEN), Position.BEING_DONE),
    (thread(OPEN, DONE, shared=DAY), Position.BEING_DONE),
    (thread(REPORTED), Position.DONE),
    (thread(DONE), Position.ASSURED),
    (thread(DONE, shared=DAY), Position.SPREAD),
    (thread(judged("unknown", DAY), shared=DAY), Position.EVALUATED),
    (thread(judged("no-evidence", DAY), shared=DAY), Position.EVALUATED),
    (thread(judged("practice"), shared=DAY), Position.CLOSED),
    (thread(judged("outcomes"), judged("sustained"), shared=DAY), Position.CLOSED),
    (thread(judged("practice")), Position.ASSURED),
    (thread(judged("not-improved"), shared=DAY), Position.BACK_AGAIN),
]


@pytest.mark.parametrize(("facts", "expected"), CASES)
def test_the_first_thing_missing_decides_the_position(facts, expected):
    assert position(facts) is expected


def test_new_means_after_a_verdict_of_not_improved_begin_the_way_again():
    failed = thread(judged("not-improved"), shared=DAY)
    newer = Means(DAY, LATER + timedelta(hours=1))
    assert position(replace(failed, means=(*failed.means, newer))) is Position.RECOMMENDED
    another = replace(OPEN, at=LATER + timedelta(hours=1))
    assert position(thread(judged("not-improved"), another, shared=DAY)) is Position.BEING_DONE


def test_means_found_before_the_verdict_do_not_count_as_new():
    failed = thread(judged("not-improved"), replace(DONE, at=AT), shared=DAY)
    assert position(failed) is Position.BACK_AGAIN


def test_a_thread_is_stuck_from_the_day_after_its_next_step_was_due():
    facts = thread(OPEN)
    assert awaited_on(facts) == OPEN.due_on
    assert stuck_since(facts, OPEN.due_on) is None
    assert stuck_since(facts, OPEN.due_on + timedelta(9)) == OPEN.due_on + timedelta(1)


def test_a_thread_without_a_date_is_stuck_when_nothing_moves():
    assert stuck_since(Thread(DAY, False), DAY + timedelta(89), patience=90) is None
    assert stuck_since(Thread(DAY, False), DAY + timedelta(95), patience=90) == DAY + timedelta(90)


days = st.dates(date(2020, 1, 1), date(2026, 12, 31))
moments = st.datetimes(datetime(2020, 1, 1), datetime(2026, 12, 31), timezones=st.just(UTC))
verdicts = st.sampled_from(["no-evidence", "unknown", "practice", "outcomes", "sustained", "not-improved"])
judgements = st.builds(Judgement, verdicts, days, moments, days)
deeds = st.one_of(
    st.builds(Deed, days, days, days, moments),
    st.builds(Deed, days, days, days, moments, reported_on=days),
    st.builds(Deed, days, days, days, moments, withdrawn_on=days),
    st.builds(Deed, days, days, days, moments, reported_on=days, closed_on=days, judged=st.none() | judgements),
)
decided = st.builds(
    Means, days, moments, st.sampled_from(["accepted", "in-part", "not-accepted"]), days,
    st.lists(deeds, max_size=3).map(tuple),
)  # fmt: skip
threads = st.builds(
    Thread,
    days,
    st.booleans(),
    st.lists(st.builds(Means, days, moments) | decided, max_size=3).map(tuple),
    st.none() | days,
)


@given(threads)
def test_a_closed_thread_has_nothing_open_and_every_effect_known(facts):
    if position(facts) is Position.CLOSED:
        assert facts.shared_on
        assert all(means.decision for means in facts.means)
        assert all(deed.closed_on and deed.judged for deed in facts.deeds())


@given(threads, days)
def test_only_living_threads_are_stuck_and_never_from_a_day_to_come(facts, today):
    since = stuck_since(facts, today)
    if since:
        assert position(facts).is_living
        assert since <= today


@given(threads)
def test_a_thread_moved_no_earlier_than_it_was_drawn(facts):
    assert moved_on(facts) >= facts.drawn_on


@given(threads, moments)
def test_a_new_recommendation_always_asks_for_an_answer_first(facts, moment):
    newest = max([moment, *(d.judged.at for d in facts.deeds() if d.judged)]) + timedelta(seconds=1)
    assert position(replace(facts, means=(*facts.means, Means(DAY, newest)))) is Position.RECOMMENDED
