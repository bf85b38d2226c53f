"""A board's Learning and Improvement Framework as one typed, immutable document.

A pack is a YAML file of this shape. Every entry carries `source`: where in the board's own document it stands,
and the words that stand there, so that a reader can always be shown the passage.
"""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
Key = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=60)]
PartDate = Annotated[str, StringConstraints(pattern=r"^\d{4}(-\d{2}(-\d{2})?)?$")]
"""A day, month or year, as exactly as the document gives it: `2017-09-30`, `2017-09` or `2017`."""
Year = Annotated[str, StringConstraints(pattern=r"^\d{4}-\d{2}$")]
"""A business year from April to March: `2015-16`."""
Stage = Literal["experience", "learning", "embedding", "evaluation"]
Family = Literal[
    "review", "child-death", "audit", "assessment", "data", "voice", "observation",
    "challenge", "assurance", "research", "workforce", "inspection", "report",
]  # fmt: skip
AgencyKind = Literal[
    "statutory-partner",
    "provider",
    "commissioner",
    "school",
    "college",
    "voluntary",
    "national-body",
    "other",
]
Frequency = Literal[
    "weekly",
    "monthly",
    "quarterly",
    "twice-yearly",
    "yearly",
    "every-three-years",
    "regularly",
    "as-needed",
    "once",
]


class Part(BaseModel):
    """Any part of a pack: nothing unknown is accepted, nothing is changed after reading."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Passage(Part):
    """Where an entry stands in the board's document (`at`) and the words there (`quote`, verbatim)."""

    at: Text
    quote: Text


class Entry(Part):
    """A part with a key, unique in its list, and the passage it was taken from."""

    key: Key
    source: Passage
    verified: bool = Field(True, description="No when nobody has read a source for it yet")


class Statement(Entry):
    """One sentence of the framework."""

    text: Text


class Board(Part):
    slug: Key
    name: Text
    short_name: Text = Field(description="As people say it: SSCB, ERSCB")
    area: Text
    source: Passage


class DocumentInfo(Part):
    title: Text
    statutory_basis: tuple[Text, ...] = Field(min_length=1)
    period: Text | None = Field(None, description="As printed, when the document names its years: 2016/17")
    revised: PartDate | None = None
    review_due: PartDate | None = None
    notes: tuple[Text, ...] = Field((), description="What the document prints twice, misnumbers or leaves open")
    source: Passage


class Principle(Entry):
    name: Text
    text: Text


class BuildingBlock(Entry):
    """One of the four stages of the loop, in the document's words."""

    key: Stage
    name: Text
    text: Text
    stuck_after_days: int | None = Field(None, ge=1, description="Days without movement before a thread is stuck")
    escalate_after_days: int | None = Field(
        None,
        ge=1,
        exclude_if=lambda days: days is None,  # so that a pack without it stays the version that it was
        description="Days that what is due may be late before the group's chair is told",
    )


class Group(Entry):
    name: Text
    purpose: Text
    chair: Text | None = None
    members: tuple[Text, ...] = ()
    reports_to: Key | None = None
    part_of: Key | None = None
    boards_served: tuple[Text, ...] = Field((), description="Area names, when it serves more than this board")
    level: Literal["board", "strategic", "operational", "subgroup", "task-and-finish", "panel", "unit"] = (
        "subgroup"
    )


class QualityAssurance(Entry):
    text: Text
    frequency: Frequency | None = None


class Agency(Entry):
    name: Text
    kind: AgencyKind
    quality_assurance: tuple[QualityAssurance, ...] = ()


class Criterion(Entry):
    """One limb of the criteria for a kind of review; `limbs` are joined by `all` or `any`."""

    label: Text | None = Field(None, description="As printed: (a), (b)(i), 1")
    text: Text
    join: Literal["all", "any"] = "all"
    limbs: tuple["Criterion", ...] = ()


class Clock(Entry):
    """A period that the framework sets: `within` at most, or `for` at least, so many units after something."""

    name: Text
    starts: Text = Field(description="What sets it going")
    direction: Literal["within", "for"]
    number: int = Field(ge=1)
    unit: Literal["hours", "days", "working-days", "weeks", "months", "years"]

    @property
    def period(self) -> str:
        """The period in words: `1 month`, `10 working days`."""
        units = self.unit.replace("-", " ")
        return f"{self.number} {units.removesuffix('s') if self.number == 1 else units}"


class Route(Part):
    """To whom something reports: the document's words, and the groups they mean."""

    text: Text
    groups: tuple[Key, ...] = ()


class SourceKind(Entry):
    """A kind of review, audit or other activity from which the board learns."""

    name: Text
    family: Family
    description: Text
    statutory_basis: Text | None = None
    criteria: tuple[Criterion, ...] = ()
    who: tuple[Text, ...] = ()
    commissioned_by: tuple[Key, ...] = ()
    reports_to: tuple[Route, ...] = ()
    clocks: tuple[Clock, ...] = ()
    methods: tuple[Key, ...] = ()
    independent_lead: Passage | None = Field(
        None, description="Where the document asks for a lead independent of the case and of the agencies reviewed"
    )


class Step(Entry):
    name: Text
    text: Text | None = None


class Method(Entry):
    name: Text
    description: Text
    steps: tuple[Step, ...] = ()
    references: tuple[Text, ...] = ()


class MatrixRow(Entry):
    """Identification of need → means of improvement → measure of effectiveness.

    `kinds` names the source kinds whose work stands in this row; empty means all of the group's work.
    """

    need: tuple[Text, ...]
    means: tuple[Text, ...]
    measures: tuple[Text, ...]
    kinds: tuple[Key, ...] = ()


class MatrixGroup(Entry):
    group: Key
    rows: tuple[MatrixRow, ...] = Field(min_length=1)


class Embedding(Entry):
    how: Text
    what: Text
    who: tuple[Text, ...] = ()
    reporting: tuple[Route, ...] = ()


class Evaluation(Entry):
    what: Text
    who: tuple[Text, ...] = ()
    reporting: tuple[Route, ...] = ()


class GoodStatement(Statement):
    """What good looks like, and for whom."""

    people: Text = Field(description="As printed: children and young people; parents and carers; professionals…")


class Domain(Entry):
    letter: Text | None = None
    name: Text
    description: Text | None = None
    good: tuple[GoodStatement, ...] = ()
    difference: tuple[Statement, ...] = Field((), description="How the board makes a difference")
    implementing: tuple[Statement, ...] = Field((), description="How the board implements the learning")
    kinds: tuple[Key, ...] = Field((), description="Source kinds whose work stands in this domain")


class Shelf(Entry):
    name: Text
    text: Text | None = None
    items: tuple[Statement, ...] = ()
    kinds: tuple[Key, ...] = Field((), description="Source kinds that stand on this shelf")


class Priority(Entry):
    name: Text


class Indicator(Entry):
    heading: Text
    name: Text
    unit: Literal["count", "percent", "per-10,000", "per-1,000", "days", "text"]
    polarity: Literal["high", "low", "none"] = "none"


class VulnerableGroup(Entry):
    name: Text


class Expectation(Entry):
    of: Text = Field(description="Of whom: agencies, board members, partner agencies and local organisations")
    text: Text


class TemplatePart(Entry):
    heading: Text
    hint: Text | None = None


class Template(Entry):
    """A form of words that the document prescribes: its parts, the steps of its use, the occasions for it."""

    name: Text
    purpose: Text | None = None
    parts: tuple[TemplatePart, ...] = ()
    steps: tuple[Statement, ...] = ()
    occasions: tuple[Statement, ...] = Field((), description="For example the kinds of meeting to be observed")


class YearPlanEntry(Entry):
    what: Text
    frequency: Frequency | None = None
    times_a_year: int | None = Field(None, ge=1)
    group: Key | None = None
    themes: tuple[Statement, ...] = ()


class Activity(Entry):
    """What the document itself reports as done in a year, under a kind of source; a dash there is no items."""

    year: Year
    kind: Key
    items: tuple[Text, ...] = ()


class Framework(Part):
    """A whole pack."""

    board: Board = Field(title="Board", description="Whose framework it is: name, short name, area")
    document: DocumentInfo = Field(
        title="Document", description="Title, statutory basis, when it was revised and when its review is due"
    )
    purpose: tuple[Statement, ...] = Field(min_length=1, title="Purpose", description="What it is for")
    principles: tuple[Principle, ...] = Field(
        min_length=1, title="Principles", description="What every review and audit is held to"
    )
    review_tests: tuple[Statement, ...] = Field(
        (), title="Tests of a review", description="What any method of review must meet"
    )
    building_blocks: tuple[BuildingBlock, ...] = Field(
        (), title="Building blocks", description="The four stages of the loop in order, or nothing"
    )
    groups: tuple[Group, ...] = Field(
        min_length=1, title="Groups", description="The board, its groups, and who reports to whom"
    )
    agencies: tuple[Agency, ...] = Field(
        (), title="Agencies", description="Who works with the board, and how each assures its own quality"
    )
    source_kinds: tuple[SourceKind, ...] = Field(
        min_length=1,
        title="Kinds of source",
        description="Reviews, audits and whatever else the board learns from: criteria, routes and time limits",
    )
    methods: tuple[Method, ...] = Field(
        (), title="Methods", description="Ways to carry out a review, step by step"
    )
    matrix: tuple[MatrixGroup, ...] = Field(
        (), title="Matrix", description="Each group's need, means of improvement and measure of effectiveness"
    )
    embedding: tuple[Embedding, ...] = Field(
        (), title="Embedding the learning", description="How learning is spread and taken up"
    )
    evaluation: tuple[Evaluation, ...] = Field(
        (), title="Evaluating the effect", description="How the board knows that something has changed"
    )
    domains: tuple[Domain, ...] = Field(
        (), title="Domains", description="Fields of work, with what good looks like"
    )
    library: tuple[Shelf, ...] = Field((), title="Library", description="The shelves on which information stands")
    priorities: tuple[Priority, ...] = Field((), title="Priorities", description="What the board has put first")
    indicators: tuple[Indicator, ...] = Field(
        (), title="Indicators", description="The figures that the board follows, under headings"
    )
    vulnerable_groups: tuple[VulnerableGroup, ...] = Field(
        (), title="Vulnerable groups", description="Children for whom the board looks with special care"
    )
    expectations: tuple[Expectation, ...] = Field(
        (), title="Expectations", description="What is expected of agencies, members and others"
    )
    templates: tuple[Template, ...] = Field(
        (), title="Templates", description="Forms of words: their parts, steps and occasions"
    )
    year_plan: tuple[YearPlanEntry, ...] = Field(
        (), title="Year plan", description="What is done how often in a year, and by whom"
    )
    activity: tuple[Activity, ...] = Field(
        (), title="Activity reported", description="What the document itself says was done in a year"
    )
