"""What is asked, of whom, and what is still missing."""

import pytest
from hypothesis import given

from learningloop.instruments.queries import shipped_sets
from learningloop.instruments.rules.conditions import Given, asked, missing
from learningloop.instruments.tests.sets import a_set, asking, grades


def keys(question_set, answers, kind="school"):
    return [question.key for _section, questions in asked(question_set, answers, kind) for question in questions]


def lacks(question_set, answers, kind="school"):
    return [(question.key, lack) for question, lack in missing(question_set, answers, kind)]


def when(question, comparison, value=""):
    return [{"question": question, "comparison": comparison, "value": value}]


@pytest.mark.parametrize(
    ("comparison", "value", "answer", "shown"),
    [
        ("is", "met", "met", True), ("is", "met", "not", False), ("is", "met", "", False),
        ("is-not", "met", "not", True), ("is-not", "met", "met", False), ("is-not", "met", "", False),
        ("below", "met", "partly", True), ("below", "met", "met", False), ("below", "met", "na", False),
        ("at-least", "partly", "met", True), ("at-least", "partly", "not", False),
        ("answered", "", "na", True), ("answered", "", "", False),
    ],
)  # fmt: skip
def test_a_question_is_asked_when_its_condition_holds(comparison, value, answer, shown):
    question_set = a_set(asking("grade", "a"), asking("text", "b", shown_when=when("a", comparison, value)))
    assert ("b" in keys(question_set, {"a": Given(answer)})) is shown


def test_one_choice_of_several_is_enough():
    question_set = a_set(asking("choices", "a"), asking("text", "b", shown_when=when("a", "is", "weekly")))
    assert keys(question_set, {"a": Given(["daily", "weekly"])}) == ["a", "b"]
    assert keys(question_set, {"a": Given(["daily"])}) == ["a"]


def test_what_hangs_on_a_question_that_is_not_asked_is_not_asked_either():
    question_set = a_set(
        asking("yes-no", "a"),
        asking("yes-no", "b", shown_when=when("a", "is", "yes")),
        asking("text", "c", shown_when=when("b", "is", "yes")),
    )
    assert keys(question_set, {"a": Given("no"), "b": Given("yes")}) == ["a"]


def test_a_question_is_asked_of_its_kinds_of_agency_only():
    question_set = a_set(asking("text", "a", asked_of=["school"]), asking("text", "b"))
    assert keys(question_set, {}, "school") == ["a", "b"]
    assert keys(question_set, {}, "voluntary") == ["b"]


def test_a_section_without_a_question_for_somebody_is_left_out():
    sections = [
        {"key": "one", "title": "One", "questions": [asking("text", "a", asked_of=["school"])]},
        {"key": "two", "title": "Two", "questions": [asking("text", "b")]},
    ]
    found = asked(a_set(sections=sections), {}, "provider")
    assert [section.key for section, _questions in found] == ["two"]


@given(grades)
def test_words_and_files_are_demanded_by_height(answer):
    question_set = a_set(
        asking(
            "grade", "a", required=True,
            explanation={"ask": "must-below", "grade": "met"}, evidence={"ask": "must-from", "grade": "met"},
        )
    )  # fmt: skip
    expected = {
        "": [("a", "answer")], "na": [], "met": [("a", "evidence")],
        "not": [("a", "explanation")], "partly": [("a", "explanation")],
    }  # fmt: skip
    assert lacks(question_set, {"a": Given(answer)}) == expected[answer]
    assert lacks(question_set, {"a": Given(answer, "Because", 1)}) == ([("a", "answer")] if not answer else [])


def test_a_question_may_become_required():
    question_set = a_set(asking("yes-no", "a"), asking("text", "b", required_when=when("a", "is", "no")))
    assert lacks(question_set, {"a": Given("yes")}) == []
    assert lacks(question_set, {"a": Given("no")}) == [("b", "answer")]


@pytest.mark.parametrize("key", shipped_sets())
def test_nothing_is_missing_once_all_is_answered(key):
    """Every question of a shipped set can be completed by somebody of each kind that it asks."""
    question_set = shipped_sets()[key]
    for kind in question_set.asked_of or ("school",):
        whole = {question.key: Given("met", "Words", 1) for question in question_set.questions()}
        assert missing(question_set, whole, kind) == []
        assert missing(question_set, {}, kind)
