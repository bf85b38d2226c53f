"""How an answer is said: in the words of its tool, days as people write them, and in what colour."""

import pytest

from learningloop.instruments.queries import shipped_sets
from learningloop.sources.assessments.queries.answering import in_words


@pytest.mark.parametrize(
    ("question", "value", "words", "colour"),
    [
        ("p-policy", "partly-met", ["Partly met"], "amber"),
        ("p-policy-date", "2025-07-09", ["9 July 2025"], ""),
        ("t-share", "96", ["96 %"], ""),
        ("d-deputies", "no", ["No"], "red"),
        ("d-deputies", "yes", ["Yes"], "green"),
        ("d-deputies", "not-applicable", ["Does not apply"], "grey"),
        ("g-residential", "no", ["No"], ""),
        (
            "improvements", [{"what": "Every lead has a deputy", "who": "", "by": "2026-04-30"}],
            ["What will be different for children: Every lead has a deputy; By when: 30 April 2026"], "",
        ),
        ("p-policy-date", "", [], ""),
    ],
)  # fmt: skip
def test_an_answer_in_words(question, value, words, colour):
    schools = shipped_sets()["section-175"]
    asked = schools.question(question)
    assert in_words(schools, asked, value) == (words, colour)
