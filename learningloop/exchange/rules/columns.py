"""The columns of the sheet, told once: for the template, the export, the import and the documentation."""

from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

LONG, STATEMENT, EVIDENCE, TEXT = 10_000, 2_000, 20_000, 5_000


class Kind(StrEnum):
    """What a cell holds."""

    REFERENCE = "reference"
    TEXT = "text"
    DAY = "day"
    ONE = "one of a list"
    SEVERAL = "several of a list"
    LINKS = "references"


class When(StrEnum):
    """When a day may be."""

    PAST = "today or in the past"
    THIS_YEAR = "this year or in the past"
    ANY = "in the past or in the next 20 years"


@dataclass(frozen=True)
class Column:
    """One column: the field it fills, its name, how to fill it in.

    `needed`: a new record cannot do without. `of`: the list or the stage from which a word is taken.
    """

    key: str
    header: str
    tells: str
    example: str = ""
    kind: Kind = Kind.TEXT
    needed: bool = False
    longest: int = LONG
    of: str = ""
    when: When = When.PAST


@dataclass(frozen=True)
class Stage:
    """A part of the chain: its columns, the part before it, and what makes a record the same without reference."""

    key: str
    name: str
    plural: str
    letters: str
    after: str
    same_by: tuple[str, ...]
    colour: str
    columns: tuple[Column, ...]

    @cached_property
    def by_key(self) -> dict[str, Column]:
        return {column.key: column for column in self.columns}


def _reference(stage: str, example: str) -> Column:
    tells = "Kept as you write it. Leave it empty for a new record, and it gets the next one."
    return Column("reference", f"{stage} reference", tells, example, Kind.REFERENCE, longest=20)


def _day(key: str, header: str, tells: str, example: str, needed: bool = False, when: When = When.PAST) -> Column:
    return Column(key, header, tells, example, Kind.DAY, needed, when=when)


def _one(key: str, header: str, tells: str, example: str, of: str, needed: bool = False) -> Column:
    return Column(key, header, tells, example, Kind.ONE, needed, of=of)


def _several(key: str, header: str, tells: str, example: str, of: str) -> Column:
    return Column(key, header, f"{tells} Several are separated by ; (a semicolon).", example, Kind.SEVERAL, of=of)


SOURCE = Stage("source", "source", "sources", "R", "", ("kind", "title", "started_on"), "#3f56a6", (
    _reference("Source", "R-2026-014"),
    _one("kind", "Source kind", "A kind of source that your framework names.", "Inspection", "kind", needed=True),
    Column("title", "Source title", "What people call the review, audit or inspection.", "Audit of re-referrals",
           needed=True, longest=300),
    _day("started_on", "Source began", "The day on which it began.", "12/01/2026", True, When.THIS_YEAR),
    _day("completed_on", "Source completed", "The day on which it was completed; empty while it is under way.",
         "27/03/2026"),
    _one("group", "Source group", "The group that commissioned it.", "Case review group", "group"),
    _one("lead", "Source lead",
         "Who leads it: the name, or the mail address of somebody with a role on the board.",
         "Jo Brown", "person"),
    _several("agencies", "Source agencies", "The agencies it is about.", "Police; Health", "agency"),
    _several("themes", "Source themes", "The board’s themes.", "Neglect; Information sharing", "theme"),
    _one("sensitivity", "Open to", "Who may open it and all that grows from it. Empty: open to the board.",
         "Open to the board", "sensitivity"),
    _several("named_people", "Named people", "Who may open it, when it is open to named people only.",
             "Jo Brown; Sam Green", "person"),
    Column("summary", "Source summary", "What it is about. Name no child and no family.",
           "Ten re-referrals were read."),
    Column("origin", "Published at", "The address of the published report, beginning with https://.",
           "https://www.example.org/report", longest=500),
    Column("licence", "Licence", "The licence of the published report.", "Open Government Licence v3",
           longest=120),
))  # fmt: skip

FINDING = Stage("finding", "finding", "findings", "F", "source", ("kind", "statement"), "#0b6e75", (
    _reference("Finding", "F-2026-031"),
    _one("kind", "Strength or need", "Strength: to keep and spread. Need: to be met.", "Need", "finding-kind",
         needed=True),
    Column("statement", "What was learned", "One thing, in a sentence or two.", "Chronologies are missing.",
           needed=True, longest=STATEMENT),
    Column("evidence", "Finding evidence", "What was seen, counted or said.", "4 of 12 files had one.",
           longest=EVIDENCE),
    Column("passage", "Where it stands", "The page or paragraph of the source.", "Page 12, paragraph 4.3",
           longest=200),
    Column("voice", "Voice of the child", "What children said, or could not say.",
           "“Nobody asked me.” (Child ES)"),
    _several("themes", "Finding themes", "The board’s themes.", "Neglect", "theme"),
    _several("agencies", "Finding agencies",
             "One, if it is one agency’s practice; several; none if it is about all of them.", "Police; Health",
             "agency"),
    _one("priority", "Priority", "The board’s priority it bears on.", "Neglect", "priority"),
    _one("domain", "Domain", "The framework’s domain, where it has domains.", "Audits", "domain"),
    _one("good_statement", "What good looks like", "The statement of that domain, word for word.",
         "Risk is identified", "good"),
    _day("drawn_on", "Finding drawn", "Empty: the day on which the source was completed, or began.", "27/03/2026"),
))  # fmt: skip

RECOMMENDATION = Stage(
    "recommendation", "recommendation", "recommendations", "RC", "finding", ("text",), "#0b6e75", (
    _reference("Recommendation", "RC-2026-009"),
    Column("text", "Recommendation", "What should change, or be kept and spread.",
           "Keep a chronology in each file.",
           needed=True, longest=TEXT),
    Column("passage", "Where it is made", "The page or paragraph of the source.", "Recommendation 3, page 21",
           longest=200),
    _several("agencies", "Recommended to", "The agencies it is addressed to; none if to the whole board.",
             "Police",
             "agency"),
    _day("made_on", "Recommended on", "Empty: the day on which the finding was drawn.", "27/03/2026"),
    Column("findings", "Also rests on", "References of other findings behind it, separated by ; (a semicolon).",
           "F-2026-030; F-2026-032", Kind.LINKS, of="finding"),
))  # fmt: skip

RESPONSE = Stage("response", "response", "responses", "", "recommendation", (), "#0b6e75", (
    _one("decision", "Response", "Accepted, Accepted in part, or Not accepted.", "Accepted", "decision",
         needed=True),
    Column("reason", "Reason", "Needed unless it is accepted: the reason, word for word."),
    _one("group", "Answered by", "The group that decided; empty for the board.", "Board", "group"),
    _day("decided_on", "Answered on", "The day of the decision.", "20/04/2026", True),
))  # fmt: skip

ACTION = Stage("action", "action", "actions", "A", "recommendation", ("title", "agency"), "#39702f", (
    _reference("Action", "A-2026-017"),
    Column("title", "Action", "What will be done: a sentence that begins with a verb.", "Train all team managers",
           needed=True, longest=300),
    Column("difference", "What will be different", "For children, families or practice, once it is done.",
           "Every file has a chronology.", needed=True),
    _one("agency", "Action agency", "The agency that does it.", "Police", "agency", needed=True),
    _one("owner", "Action owner", "Who answers for it: somebody with a role for that agency.", "Sam Green",
         "person"),
    _several("helping_agencies", "Agencies that help", "Other agencies that help.", "Health", "agency"),
    _one("group", "Action group", "The group that assures it.", "Audit group", "group", needed=True),
    _day("agreed_on", "Agreed on", "Empty: the day of the response.", "20/04/2026"),
    _day("due_on", "Due", "When it is to be done.", "30/09/2026", True, When.ANY),
    Column("moved_why", "Why the due date moved", "Only when you change the due date of an action that exists."),
    Column("how_will_we_know", "How will we know", "What will be counted, read or asked.", "Re-audit of ten files",
           needed=True),
    _day("evaluate_on", "Effect to be judged on", "On the day it is due, or later.", "31/12/2026", True, When.ANY),
    _one("evaluate_by", "Effect to be judged by", "The kind of source that will show it.", "Audit", "kind"),
    _day("reported_on", "Reported done on", "The day on which the agency reported it done.", "15/09/2026"),
    Column("reported_note", "What was done", "In the agency’s words.", "28 of 30 managers were trained."),
    _day("closed_on", "Assured on", "The day on which the group was satisfied that it is done.", "01/10/2026"),
    Column("assurance", "Assurance", "What the group looked at.", "Ten files read by the group."),
    _day("withdrawn_on", "Withdrawn on", "The day on which it was given up.", ""),
    Column("withdrawn_why", "Why withdrawn", "Needed when it was withdrawn."),
))  # fmt: skip

PROGRESS = Stage("progress", "progress entry", "progress entries", "", "action", ("on", "text"), "#39702f", (
    _day("on", "Progress on", "The day of this entry. A further entry stands in a row of its own.",
         "01/06/2026", True),
    Column("text", "Progress", "What was done.", "First course held.", needed=True),
    _one("is_evidence", "Progress is evidence", "Yes, if it shows that the action is done. Empty: No.", "No",
         "yes-no"),
))  # fmt: skip

EVALUATION = Stage(
    "evaluation", "evaluation", "evaluations", "E", "action", ("carried_out_on", "verdict"), "#83386f", (
    _reference("Evaluation", "E-2026-004"),
    _day("carried_out_on", "Effect judged on", "The day of the judgement, after the action was assured.",
         "15/11/2026", True),
    _one("verdict", "Verdict", "How far the effect is known.", "Practice changed", "verdict", needed=True),
    Column("why", "Why this verdict", "In a sentence or two.", "Nine of twelve files have one.", needed=True),
    Column("evidence", "Evidence of effect", "What was looked at, and what it shows.", "Re-audit of twelve files",
           needed=True, longest=EVIDENCE),
    _one("group", "Effect judged by", "The group that judged.", "Audit group", "group"),
    Column("shown_by", "Shown by source", "The reference of the later source that showed it.", "R-2026-020",
           Kind.LINKS, of="source"),
    _day("again_on", "Judge again on", "Needed while the effect is not known: a later day.", "", when=When.ANY),
))  # fmt: skip

STAGES = (SOURCE, FINDING, RECOMMENDATION, RESPONSE, ACTION, PROGRESS, EVALUATION)
STAGE = {stage.key: stage for stage in STAGES}
COLUMNS = [(stage, column) for stage in STAGES for column in stage.columns]
HEADERS = [column.header for _, column in COLUMNS]
SHEET, GUIDE, LISTS = "Learning", "How to fill in", "Lists"
"""The names of the workbook's sheets."""
