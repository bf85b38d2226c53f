"""The sheet as it goes out: with the board's records, empty as a template, or with what is wrong with one."""

from collections.abc import Sequence

from learningloop.exchange.queries.chains import Chains
from learningloop.exchange.queries.words import words_of
from learningloop.exchange.rules.columns import COLUMNS, GUIDE, HEADERS, LISTS, SHEET, Kind
from learningloop.exchange.rules.guide import GUIDE_HEADER, guide_rows
from learningloop.kit.spreadsheets import CSV, Sheet, render_csv, render_xlsx
from learningloop.kit.spreadsheets.faults import Fault
from learningloop.people.models import Board, Person
from learningloop.sources.register.operations import note_taken

COLOURS = {column.header: stage.colour for stage, column in COLUMNS}
FAULTS = ("Sheet", "Cell", "Column", "What stands there", "What is wrong", "How to mend it")
LISTED = {
    "kind": "Kinds of source", "group": "Groups", "agency": "Agencies", "theme": "Themes",
    "finding-kind": "Strength or need", "sensitivity": "Open to", "priority": "Priorities", "domain": "Domains",
    "good": "What good looks like", "decision": "Responses", "verdict": "Verdicts", "yes-no": "Yes or no",
}  # fmt: skip
"""The lists that the workbook shows; people are looked up on the board."""


def sheet_of(board: Board, person: Person, form: str) -> bytes:
    """The records that a person may see. Taking along what grew from restricted sources is noted."""
    chains = Chains(person, board)
    if form == CSV:
        made = b"\xef\xbb\xbf" + render_csv(HEADERS, chains.rows()).encode()  # the mark by which Excel knows UTF-8
    else:
        made = render_xlsx(Sheet(SHEET, HEADERS, chains.rows(), COLOURS, _choices(board)), *_help(board))
    note_taken(chains.opened.values(), by=person)
    return made


def template(board: Board) -> bytes:
    """An empty sheet with the board's lists to choose from, and how to fill it in."""
    return render_xlsx(Sheet(SHEET, HEADERS, (), COLOURS, _choices(board)), *_help(board))


def faults_file(faults: Sequence[Fault], form: str) -> bytes:
    """What is wrong with a sheet, a fault a line."""
    rows = [(fault.sheet, fault.cell, fault.header, fault.value, fault.rule, fault.fix) for fault in faults]
    return render_csv(FAULTS, rows).encode() if form == CSV else render_xlsx(Sheet("Faults", FAULTS, rows))


def _help(board: Board) -> list[Sheet]:
    lists = _lists(board)
    longest = max(len(labels) for labels in lists)
    rows = [[labels[place] if place < len(labels) else "" for labels in lists] for place in range(longest)]
    return [Sheet(GUIDE, GUIDE_HEADER, guide_rows()), Sheet(LISTS, list(LISTED.values()), rows)]


def _lists(board: Board) -> list[list[str]]:
    words = words_of(board)
    return [words[name].labels for name in LISTED]


def _choices(board: Board) -> dict[str, str]:
    """For each column of one word the place of its list in the workbook."""
    ends = {name: len(labels) + 1 for name, labels in zip(LISTED, _lists(board), strict=True)}
    places = {name: chr(ord("A") + place) for place, name in enumerate(LISTED)}
    return {
        column.header: f"={LISTS}!${places[column.of]}$2:${places[column.of]}${ends[column.of]}"
        for _, column in COLUMNS
        if column.kind is Kind.ONE and ends.get(column.of, 0) > 1
    }
