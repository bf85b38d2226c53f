"""Ofsted's published learning about a board's area, as the demonstration keeps it: `ofsted/<board>.yaml`.

Statements and recommendations are Ofsted's own words; only the line breaks of the printed page are repaired.
"""

from datetime import date
from itertools import pairwise
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from learningloop.frameworks.schema import Key, Part, Text

Theme = Annotated[Key, Field(description="A slug from themes.yaml")]


class OfstedFinding(Part):
    """What an inspection found: something that needs to improve, or, of equal standing, a strength."""

    key: Key
    kind: Literal["need", "strength"]
    statement: Text = Field(description="As printed")
    passage: Text = Field(description="Where it stands in the report: paragraph 23")
    themes: tuple[Theme, ...] = Field(min_length=1, max_length=3)
    multi_agency: bool = Field(description="Whether more than one agency must learn from it")
    voice: str = Field("", description="The report on the child's voice where it bears on this, or nothing")


class OfstedRecommendation(Part):
    """What an inspection asks for, and the findings in the same report on which it rests."""

    key: Key
    text: Text = Field(description="As printed")
    passage: Text
    answers: tuple[Key, ...] = Field(min_length=1, description="Keys of the findings on which it rests")
    to: tuple[Text, ...] = Field(min_length=1, description="To whom it is addressed, in the report's words")
    repeats: tuple[Key, ...] = Field(
        (),
        description="Where it says “This was a recommendation at the last inspection”: which, as we read it",
    )


class OfstedSource(Part):
    """One published report. The summary is ours; everything else is the report's."""

    title: Text
    published_on: date
    url: Text
    file: Text = Field(description="Name of the text file that was quoted")
    licence: Text
    summary: Text
    grade: Text | None = Field(None, description="Overall effectiveness as printed, or nothing when none is given")
    findings: tuple[OfstedFinding, ...] = Field(min_length=1)
    recommendations: tuple[OfstedRecommendation, ...] = ()

    @model_validator(mode="after")
    def _keys_hold_together(self) -> Self:
        found = [finding.key for finding in self.findings]
        asked = [recommendation.key for recommendation in self.recommendations]
        if twice := sorted({key for key in found + asked if (found + asked).count(key) > 1}):
            raise ValueError(f"Keys stand twice in {self.file}: {', '.join(twice)}")
        answered = {key for recommendation in self.recommendations for key in recommendation.answers}
        if lost := sorted(answered - set(found)):
            raise ValueError(f"No finding in {self.file} has the keys: {', '.join(lost)}")
        return self


class OfstedFile(Part):
    """All that the demonstration keeps of Ofsted's reports on one board's area, newest first."""

    sources: tuple[OfstedSource, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _repeats_what_was_asked(self) -> Self:
        for newer, older in pairwise(self.sources):
            asked = {recommendation.key for recommendation in older.recommendations}
            if lost := sorted(_repeated(newer) - asked):
                raise ValueError(f"No recommendation in {older.file} has the keys: {', '.join(lost)}")
        if lost := sorted(_repeated(self.sources[-1])):
            raise ValueError(
                f"No report is older than {self.sources[-1].file}, so it repeats none: {', '.join(lost)}"
            )
        return self


def _repeated(source: OfstedSource) -> set[str]:
    return {key for recommendation in source.recommendations for key in recommendation.repeats}
