"""Scores: between nothing and everything, moved only by what is scored, by each question as much as it weighs."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from learningloop.instruments.queries import shipped_scales
from learningloop.instruments.rules.conditions import Given
from learningloop.instruments.rules.scoring import is_below, score, worth
from learningloop.instruments.tests.sets import a_set, asking, graded_sets


def total(question_set, answers):
    return score(question_set, answers, "school")[1]


@given(graded_sets())
def test_a_share_lies_between_nothing_and_everything(made):
    found = total(*made)
    assert found.share is None or 0 <= found.share <= 1
    assert 0 <= found.below <= found.answered - found.not_applicable
    assert found.answered <= found.asked


@given(graded_sets())
def test_what_does_not_apply_changes_no_share(made):
    question_set, answers = made
    without = {key: one for key, one in answers.items() if one.value != "na"}
    assert total(question_set, answers).share == total(question_set, without).share


@given(graded_sets(), st.data())
def test_a_better_grade_never_lowers_the_share(made, data):
    question_set, answers = made
    key = data.draw(st.sampled_from(sorted(answers)))
    worse, better = {**answers, key: Given("partly")}, {**answers, key: Given("met")}
    before, after = total(question_set, worse).share, total(question_set, better).share
    assert (before is None) == (after is None)
    assert before is None or before <= after


@given(graded_sets())
def test_the_whole_is_its_questions_by_weight(made):
    question_set, answers = made
    counted = [
        (question.weight, worth(question_set, question, answers[question.key].value))
        for question in question_set.questions()
        if answers[question.key].value not in ("", "na")
    ]
    weights = sum(weight for weight, _share in counted)
    expected = sum(weight * share for weight, share in counted) / Fraction(weights) if weights else None
    assert total(question_set, answers).share == expected


@pytest.mark.parametrize("key", shipped_scales())
def test_a_shipped_scale_runs_from_nothing_to_everything(key):
    scale = shipped_scales()[key].model_dump()
    question_set = a_set(asking("grade", scale=key), scales=[scale])
    [question] = question_set.questions()
    shares = [worth(question_set, question, point.key) for point in shipped_scales()[key].scored]
    assert shares[0] == 0
    assert shares[-1] == 1
    assert shares == sorted(set(shares))


@pytest.mark.parametrize(
    ("kind", "value", "below"),
    [("grade", "partly", True), ("grade", "met", False), ("grade", "na", False), ("grade", "", False),
     ("yes-no", "no", True), ("yes-no", "yes", False), ("text", "no", False)],
)  # fmt: skip
def test_what_is_below_the_pass_mark(kind, value, below):
    question_set = a_set(asking(kind))
    [question] = question_set.questions()
    assert is_below(question_set, question, value) is below


@pytest.mark.parametrize(
    ("answers", "percent"), [(["met", "not"], 50), (["partly"], 33), (["na"], None), ([], None)]
)
def test_a_share_in_whole_per_cent(answers, percent):
    questions = [asking("grade", f"q{number}") for number in range(len(answers) or 1)]
    given_answers = {f"q{number}": Given(value) for number, value in enumerate(answers)}
    assert total(a_set(*questions), given_answers).percent == percent
