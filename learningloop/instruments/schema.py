"""A question set as one typed, immutable document: any form that anyone fills in.

An assessment, an audit tool, a survey and an observation proforma are all of this shape. Scales are part of the
document, because the same colour means different things in different tools.
"""

from collections.abc import Iterator
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from learningloop.frameworks.schema import AgencyKind, Key, Part, Text

Colour = Literal["green", "amber", "red", "blue", "grey"]
QuestionKind = Literal[
    "grade", "yes-no", "choice", "choices", "number", "percentage", "date", "text", "long-text", "table", "files",
]  # fmt: skip
Comparison = Literal["is", "is-not", "below", "at-least", "answered"]
CHOSEN = frozenset({"choice", "choices"})
GRADED = frozenset({"grade", "yes-no"})
"""Kinds of question whose answers are scored, and which a panel agrees a grade on."""
NOT_APPLICABLE = "not-applicable"
YES_NO = {"yes": "Yes", "no": "No", NOT_APPLICABLE: "Does not apply"}
LONGEST_TITLE = 200
LONGEST_TOLD = 120


class Point(Part):
    """A grade that may be given."""

    key: Key
    label: Text
    meaning: str = Field("", description="What has to be true for this grade, in this tool")
    colour: Colour | None = Field(
        None, description="Never shown without its label: green is not “good” everywhere"
    )
    score: int | None = Field(None, description="Worth of the grade; none when it is not scored: not applicable")


class Scale(Part):
    """The grades of a tool, the lowest first; what is not scored stands last."""

    key: Key
    name: Text
    points: tuple[Point, ...] = Field(min_length=2)
    pass_mark: Key | None = Field(None, description="The lowest grade that is good enough")
    origin: str = Field("", description="The tool that grades in this way")

    @property
    def scored(self) -> tuple[Point, ...]:
        return tuple(point for point in self.points if point.score is not None)

    def point(self, key: str) -> Point | None:
        """The grade with a key."""
        return next((point for point in self.points if point.key == key), None)


class Choice(Part):
    key: Key
    label: Text


class Column(Part):
    """A column of a question that is answered in rows."""

    key: Key
    label: Text
    kind: Literal["text", "number", "percentage", "date"] = "text"


class Condition(Part):
    """What must be true of the answer to an earlier question."""

    question: Key
    comparison: Comparison
    value: str = Field("", description="The key of a grade or choice, or the text; none for “answered”")


class Demand(Part):
    """Whether words or files are asked for beside an answer: always, or below or from a grade on."""

    ask: Literal["may", "must", "must-below", "must-from"]
    grade: Key | None = None


class Question(Part):
    """One question. Its key stays from version to version, so that years can be compared."""

    key: Key
    text: Text
    kind: QuestionKind
    help: str = Field("", description="Plain words for who answers")
    legal_basis: str = Field("", description="The law or guidance that asks this, with its paragraph")
    prompts: tuple[Text, ...] = Field((), description="Evidence that might be shown")
    scale: Key | None = Field(None, description="The scale of a grade")
    choices: tuple[Choice, ...] = ()
    columns: tuple[Column, ...] = ()
    asked_of: tuple[AgencyKind, ...] = Field((), description="Kinds of agency that are asked; none for all")
    shown_when: tuple[Condition, ...] = Field((), description="All must hold")
    required: bool = False
    required_when: tuple[Condition, ...] = Field((), description="All must hold")
    explanation: Demand | None = Field(None, description="Words beside the answer")
    evidence: Demand | None = Field(None, description="Files beside the answer")
    weight: int = Field(
        1, ge=0, le=100, description="How much it counts among the scored questions of its section"
    )
    carried: bool = Field(True, description="Whether last round's answer is shown, to be confirmed again")
    was: Key | None = Field(None, description="Its key in the version before, where that was another")

    @property
    def is_graded(self) -> bool:
        return self.kind in GRADED

    @property
    def brief(self) -> str:
        """So much of its text as the trail tells."""
        return self.text[:LONGEST_TOLD]


class Section(Part):
    """A standard, or another part of the form that belongs together."""

    key: Key
    title: Text
    guidance: str = ""
    legal_basis: str = ""
    questions: tuple[Question, ...] = Field(description="A draft may have none yet")

    @property
    def graded(self) -> list[Question]:
        """The questions that bear a grade."""
        return [question for question in self.questions if question.is_graded]


class QuestionSet(Part):
    """The whole form."""

    key: Key
    title: Annotated[Text, StringConstraints(max_length=LONGEST_TITLE)]
    purpose: Text
    legal_basis: str = ""
    origin: str = Field("", description="Where the questions come from")
    asked_of: tuple[AgencyKind, ...] = Field((), description="Kinds of agency that answer; none for all")
    signed_by: tuple[Text, ...] = Field((), description="Who signs the answers, such as the head teacher")
    scales: tuple[Scale, ...] = ()
    sections: tuple[Section, ...] = Field(description="A draft may have none yet")

    def questions(self) -> Iterator[Question]:
        """Every question in the order in which it is asked."""
        return (question for section in self.sections for question in section.questions)

    @property
    def scored_sections(self) -> list[Section]:
        """The sections in which something is graded."""
        return [section for section in self.sections if section.graded]

    def question(self, key: str) -> Question | None:
        """The question with a key."""
        return next((question for question in self.questions() if question.key == key), None)

    def scale_of(self, question: Question) -> Scale | None:
        """The scale on which a question is graded."""
        return next((scale for scale in self.scales if scale.key == question.scale), None)
