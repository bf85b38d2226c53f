"""Faults between the parts of a question set are all found, each at its place."""

import pytest

from learningloop.instruments.rules.checking import check
from learningloop.instruments.tests.sets import CHOICES, COLUMNS, GRADES, a_set, asking


def points(*scores):
    return [{"key": f"p{number}", "label": str(number), "score": score} for number, score in enumerate(scores)]


def scale(**fields):
    return {**GRADES, **fields}


def when(question, comparison, value=""):
    return [{"question": question, "comparison": comparison, "value": value}]


FAULTY = [
    ([asking("grade", scale="gardes")], {}, "sections[0].questions[0].scale", 'Did you mean "grades"?'),
    ([asking("grade", scale=None)], {}, "sections[0].questions[0].scale", "A grade needs a scale"),
    ([asking("text", scale="grades")], {}, "sections[0].questions[0].scale", "has no scale"),
    ([asking("text", choices=CHOICES)], {}, "sections[0].questions[0].choices", "has no choices"),
    ([asking("choice", choices=[])], {}, "sections[0].questions[0].choices", "needs choices"),
    ([asking("table", columns=[])], {}, "sections[0].questions[0].columns", "needs columns"),
    ([asking("choice", choices=[*CHOICES, CHOICES[0]])], {}, "sections[0].questions[0].choices[2].key", "already"),
    ([asking("table", columns=[*COLUMNS, COLUMNS[0]])], {}, "sections[0].questions[0].columns[2].key", "already"),
    ([asking("text"), asking("text")], {}, "sections[0].questions[1].key", "that of sections[0].questions[0]."),
    ([asking("text", shown_when=when("later", "answered"))], {}, "sections[0].questions[0].shown_when[0].question",
     "No earlier question"),
    ([asking("yes-no", "a"), asking("text", required_when=when("a", "is", "maybe"))], {},
     "sections[0].questions[1].required_when[0].value", "not an answer"),
    ([asking("grade", "a"), asking("text", shown_when=when("a", "below", "na"))], {},
     "sections[0].questions[1].shown_when[0].value", "not an answer"),
    ([asking("text", "a"), asking("text", shown_when=when("a", "below", "met"))], {},
     "sections[0].questions[1].shown_when[0].comparison", "has no grade"),
    ([asking("text", "a"), asking("text", shown_when=when("a", "answered", "x"))], {},
     "sections[0].questions[1].shown_when[0].value", "compared with nothing"),
    ([asking("grade", evidence={"ask": "must-below", "grade": "na"})], {},
     "sections[0].questions[0].evidence.grade", "not a scored grade"),
    ([asking("text", explanation={"ask": "must-from", "grade": "met"})], {},
     "sections[0].questions[0].explanation.grade", "not a scored grade"),
    ([asking("grade", evidence={"ask": "must", "grade": "met"})], {},
     "sections[0].questions[0].evidence.grade", "does not depend"),
    ([asking("text")], {"scales": [GRADES, GRADES]}, "scales[1].key", "already"),
    ([asking("text")], {"scales": [scale(pass_mark="na")]}, "scales[0].pass_mark", "not a scored grade"),
    ([asking("text")], {"scales": [scale(pass_mark=None, points=points(2, 1))]}, "scales[0].points", "not rise"),
    ([asking("text")], {"scales": [scale(pass_mark=None, points=points(1, None))]}, "scales[0].points", "Fewer"),
]  # fmt: skip


@pytest.mark.parametrize(("questions", "fields", "path", "words"), FAULTY, ids=[f"{f[2]}-{f[3]}" for f in FAULTY])
def test_a_fault_is_found_at_its_place(questions, fields, path, words):
    [fault] = check(a_set(*questions, **fields))
    assert fault.path == path
    assert words in f"{fault.problem} {fault.mend}"


def test_sections_have_keys_of_their_own():
    section = {"key": "one", "title": "One"}
    made = a_set(
        sections=[section | {"questions": [asking("text", "a")]}, section | {"questions": [asking("text", "b")]}]
    )
    assert [fault.path for fault in check(made)] == ["sections[1].key"]


def test_every_fault_is_found_in_one_go():
    made = a_set(
        asking("grade", "a", scale="none"), asking("choice", "b", choices=[]), asking("text", "a"),
        asking("text", "d", shown_when=when("z", "answered")),
        scales=[scale(pass_mark="na")],
    )  # fmt: skip
    assert len(check(made)) == 5
