"""What puts a return at risk, what becomes a development area, and how far grades drift."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from learningloop.instruments.rules.conditions import Given
from learningloop.instruments.rules.evidence import Shown
from learningloop.instruments.tests.sets import a_set, asking, graded_sets, grades
from learningloop.scrutiny.rules import (
    Graded,
    Stand,
    is_development,
    not_independent,
    percents,
    reason_is_missing,
    risk_of,
    watched_in,
)

ON = date(2026, 11, 21)
SET = a_set(
    *(asking("grade", f"q{number}", explanation={"ask": "may"}) for number in range(4)), asking("text", "t")
)
QUESTION, WATCHED = SET.question("q0"), watched_in(SET)
files = st.builds(Shown, st.integers(0, 900).map(lambda days: ON - timedelta(days=days)), st.booleans())
answers = st.lists(
    st.builds(
        Graded,
        st.sampled_from(["q0", "q1", "q2", "q3", "t", "gone"]),
        grades,
        st.booleans(),
        st.lists(files, max_size=3),
    ),
    max_size=8,
)
needs = st.lists(st.just("F-2026-001"), max_size=3)


def test_a_high_grade_that_nothing_supports_is_at_risk():
    risk = risk_of(WATCHED, [Graded("q0", "met"), Graded("q1", "partly"), Graded("q2", "met", True)], [], ON)
    assert risk.unsupported == ["q0"]
    assert risk.reasons == ["1 high grade with no evidence and no words"]


@pytest.mark.parametrize(
    ("shown", "stale"),
    [
        ([Shown(ON, False)], False),
        ([Shown(ON, True)], True),
        ([Shown(ON - timedelta(days=400), False)], True),
        ([Shown(ON - timedelta(days=365), False)], False),
        ([Shown(ON - timedelta(days=400), False), Shown(ON, False)], False),
        ([Shown(ON - timedelta(days=400), True, ON)], False),
        ([Shown(ON, False, ON - timedelta(days=1))], True),
    ],
)
def test_evidence_that_is_old_or_taken_over_does_not_support(shown, stale):
    assert bool(risk_of(WATCHED, [Graded("q0", "met", True, shown)], [], ON).stale) is stale


def test_a_need_that_others_found_contradicts_a_high_grade_and_comes_first():
    risk = risk_of(WATCHED, [Graded("q0", "met")], ["F-2026-002", "F-2026-001"], ON)
    assert risk.reasons == [
        "2 needs found from another source since the last round: F-2026-002, F-2026-001",
        "1 high grade with no evidence and no words",
    ]
    assert not risk_of(WATCHED, [Graded("q0", "partly")], ["F-2026-002"], ON).reasons, "it says so itself"


def test_a_question_that_asks_for_no_support_is_not_at_risk():
    bare = a_set(asking("yes-no", "q0"))
    assert risk_of(watched_in(bare), [Graded("q0", "yes")], [], ON).weight == 0


@given(answers, needs)
def test_there_is_a_reason_whenever_there_is_a_risk(given_, found):
    risk = risk_of(WATCHED, given_, found, ON)
    assert bool(risk.reasons) == (risk.weight > 0)
    assert risk.weight == 0 or any(one.value == "met" for one in given_), "only high grades are at risk"
    assert not set(risk.unsupported) & set(risk.stale) or len({one.question for one in given_}) < len(given_)


@given(answers, needs, st.sampled_from(["q0", "q1"]))
def test_one_more_reason_never_lowers_the_risk(given_, found, question):
    before = risk_of(WATCHED, given_, found, ON).weight
    assert risk_of(WATCHED, [*given_, Graded(question, "met")], found, ON).weight >= before
    assert risk_of(WATCHED, given_, [*found, "F-2026-009"], ON).weight >= before


@given(answers, needs)
def test_words_and_a_fresh_file_support_everything(given_, found):
    supported = [Graded(one.question, one.value, True, [Shown(ON, False)]) for one in given_]
    risk = risk_of(WATCHED, supported, found, ON)
    assert not risk.unsupported and not risk.stale


@given(grades, grades, st.booleans())
def test_a_development_area_is_what_holds_below_the_pass_mark_or_is_marked(own, agreed, marked):
    holds = agreed or own
    assert is_development(SET, QUESTION, Stand(own, agreed, marked=marked)) == (
        marked or holds in ("not", "partly")
    )


@given(grades, grades)
def test_another_grade_than_the_agencys_needs_words(own, agreed):
    assert bool(reason_is_missing(own, agreed, "  ")) == bool(agreed and agreed != own)
    assert not reason_is_missing(own, agreed, "The minutes say otherwise")


def test_who_belongs_to_the_agency_is_named():
    assert not_independent(1, {"Ann": {2}, "Bob": set()}) == ""
    told = not_independent(1, {"Ann": {1, 2}, "Bob": {1}, "Cy": {3}})
    assert told.startswith("Ann, Bob belong to this agency")


@given(graded_sets(), st.data())
def test_own_grades_stay_what_they_were_and_agreed_ones_count_instead(made, data):
    question_set, own = made
    sections = [(one.key, one.questions) for one in question_set.sections]
    same = percents(question_set, sections, own, {})["one"]
    assert same["own"] == same["agreed"]
    agreed = {key: "met" for key in own if data.draw(st.booleans())}
    drift = percents(question_set, sections, own, agreed)["one"]
    assert drift["own"] == same["own"]
    both = own | {key: Given(value) for key, value in agreed.items()}
    assert drift["agreed"] == percents(question_set, sections, both, {})["one"]["own"]
