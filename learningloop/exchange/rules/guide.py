"""How to fill in the sheet: the rows of the workbook's second sheet, and of the documentation."""

from learningloop.exchange.rules.columns import COLUMNS, Column, Kind, Stage

GUIDE_HEADER = ("Column", "Part of the chain", "What to write", "Needed", "For example")
RULES = (
    "A row tells a chain: a source, a finding from it, a recommendation, the board’s response, an action, an "
    "entry of its progress, an evaluation. Fill in as far as the chain goes.",
    "A further finding, recommendation, action, entry or evaluation stands in a further row. Repeat there what "
    "stands before it: its reference is enough, or the same words.",
    "Columns may be left out and moved. Rows may be sorted. Keep the names of the columns, in the first row.",
    "References stay as you write them. A record without one gets the next.",
    "An empty cell leaves a record that exists as it is. To clear something, use its page.",
    "Days are written with the day first (27/03/2026), or as 2026-03-27.",
    "Name no child and no family.",
)


def needed(stage: Stage, column: Column) -> str:
    """When a column must be filled."""
    return f"For a new {stage.name}" if column.needed else ""


def tells(column: Column) -> str:
    """How to fill in a column, with where its words come from and how long it may be."""
    words = [column.tells]
    if column.kind in (Kind.ONE, Kind.SEVERAL) and column.of not in ("person", "yes-no"):
        words.append("See the sheet “Lists”.")
    if column.kind is Kind.TEXT:
        words.append(f"At most {column.longest:,} characters.")
    return " ".join(words)


def guide_rows() -> list[tuple[str, ...]]:
    """The rules of the sheet, then its columns."""
    rules = [("Rule", "", rule, "", "") for rule in RULES]
    told = [
        (column.header, stage.name.capitalize(), tells(column), needed(stage, column), column.example)
        for stage, column in COLUMNS
    ]
    return [*rules, *told]
