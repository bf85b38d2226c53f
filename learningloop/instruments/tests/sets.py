"""A small question set in which every kind of question stands, and strategies for others."""

from hypothesis import strategies as st

from learningloop.instruments.rules.conditions import Given
from learningloop.instruments.schema import QuestionSet

GRADES = {
    "key": "grades",
    "name": "Not, partly, met",
    "pass_mark": "met",
    "points": [
        {"key": "not", "label": "Not met", "colour": "red", "score": 0},
        {"key": "partly", "label": "Partly met", "colour": "amber", "score": 1},
        {"key": "met", "label": "Met", "colour": "green", "score": 3},
        {"key": "na", "label": "Does not apply", "colour": "grey"},
    ],
}
CHOICES = [{"key": "daily", "label": "Daily"}, {"key": "weekly", "label": "Weekly"}]
COLUMNS = [{"key": "what", "label": "What"}, {"key": "by", "label": "By when", "kind": "date"}]


def a_set(*questions, **fields):
    """A set of one section with these questions."""
    return QuestionSet.model_validate(
        {
            "key": "tool", "title": "A tool", "purpose": "To try", "scales": [GRADES],
            "sections": [{"key": "one", "title": "One", "questions": list(questions)}],
        }
        | fields
    )  # fmt: skip


def asking(kind, key="q", **fields):
    """A question of a kind, with what that kind needs."""
    needs = {
        "grade": {"scale": "grades"}, "choice": {"choices": CHOICES}, "choices": {"choices": CHOICES},
        "table": {"columns": COLUMNS},
    }  # fmt: skip
    return {"key": key, "text": f"Question {key}", "kind": kind} | needs.get(kind, {}) | fields


grades = st.sampled_from(["", "not", "partly", "met", "na"])


@st.composite
def graded_sets(draw):
    """Up to eight graded questions of any weight, with answers to some."""
    weights = draw(st.lists(st.integers(0, 100), min_size=1, max_size=8))
    questions = [asking("grade", f"q{number}", weight=weight) for number, weight in enumerate(weights)]
    given = draw(st.lists(grades, min_size=len(weights), max_size=len(weights)))
    return a_set(*questions), {f"q{number}": Given(value) for number, value in enumerate(given)}
