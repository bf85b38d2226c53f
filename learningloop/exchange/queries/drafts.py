"""From rows to drafts: which records a sheet tells of, each once, however many rows speak of it."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from learningloop.exchange.rules.cells import FURTHEST, parts_of, read_cell, read_day
from learningloop.exchange.rules.columns import COLUMNS, STAGE, STAGES, Column, Kind, Stage, When
from learningloop.kit.spreadsheets.faults import Fault, Problem, shown
from learningloop.kit.spreadsheets.values import text_of
from learningloop.kit.spreadsheets.words import Words, folded


@dataclass(frozen=True)
class Cell:
    """A filled cell: what stands in it, and where."""

    raw: Any
    row: int
    column: int


@dataclass(eq=False)
class Draft:
    """A record as the sheet tells it. `values`: what differs from the record that exists, or all of a new one."""

    stage: Stage
    row: int
    reference: str = ""
    cells: dict[str, Cell] = field(default_factory=dict)
    parents: list["Draft"] = field(default_factory=list)
    links: dict[str, list["Draft"]] = field(default_factory=dict)
    existing: Any = None
    values: dict[str, Any] = field(default_factory=dict)
    wrong: set[str] = field(default_factory=set)
    record: Any = None

    @property
    def parent(self) -> "Draft | None":
        return self.parents[0] if self.parents else None

    @property
    def is_named_only(self) -> bool:
        """Whether the sheet gives its reference and tells nothing of it."""
        return not self.cells.keys() - {"reference"}

    def value(self, key: str) -> Any:
        """What it will be: as the sheet says, else as it is; nothing when that is not known or wrong."""
        if key in self.wrong:
            return None
        if key in self.values or self.existing is None:
            return self.values.get(key)
        held = getattr(self.existing, key)
        return list(held.all()) if self.stage.by_key[key].kind is Kind.SEVERAL else held


@dataclass
class Gathered:
    """What the sheet tells: drafts by stage, faults by place, and the columns that it has."""

    name: str
    words: dict[str, Words]
    today: date
    columns: dict[int, tuple[Stage, Column]] = field(default_factory=dict)
    drafts: dict[str, list[Draft]] = field(default_factory=lambda: {stage.key: [] for stage in STAGES})
    faults: dict[tuple[int, int], Fault] = field(default_factory=dict)
    named: dict[tuple[str, str], Draft] = field(default_factory=dict)
    worded: dict[tuple[Any, ...], Draft] = field(default_factory=dict)
    rows: int = 0

    def fault(self, row: int, column: int, value: Any, problem: Problem) -> None:
        """Note a problem; the first at a place stands."""
        header = self.columns[column][1].header if column in self.columns else ""
        told = Fault(self.name, row, column, header, shown(value), problem.rule, problem.fix)
        self.faults.setdefault((row, column), told)

    def fault_at(self, cell: Cell, problem: Problem) -> None:
        self.fault(cell.row, cell.column, text_of(cell.raw), problem)

    def fault_of(self, draft: Draft, key: str, problem: Problem) -> None:
        """Note a problem with a draft, at one of its columns whether that is filled or not."""
        if key in draft.cells:
            self.fault_at(draft.cells[key], problem)
            return
        place = next(
            (place for place, told in self.columns.items() if told == (draft.stage, draft.stage.by_key[key])), 0
        )
        if place:
            self.fault(draft.row, place, "", problem)
        else:
            self._column_missing(draft, key)

    def _column_missing(self, draft: Draft, key: str) -> None:
        header = draft.stage.by_key[key].header
        rule = f"A new {draft.stage.name} needs the column “{header}”, and the sheet has none."
        place = COLUMNS.index((draft.stage, draft.stage.by_key[key])) + 1
        self.faults.setdefault(
            (0, place), Fault(self.name, 0, 0, header, "", rule, "Add it as the template has it.")
        )


def gather(rows: Iterator[tuple[int, list[Any]]], gathered: Gathered) -> None:
    """Take the rows under the header, each with its number."""
    for number, row in rows:
        gathered.rows += 1
        told: dict[str, dict[str, Cell]] = defaultdict(dict)
        for place, (stage, column) in gathered.columns.items():
            raw = row[place - 1] if place <= len(row) else None
            if raw is not None and text_of(raw):
                told[stage.key][column.key] = Cell(raw, number, place)
        _take_row(gathered, number, told)


def _take_row(gathered: Gathered, number: int, told: dict[str, dict[str, Cell]]) -> None:
    here: dict[str, Draft] = {}
    for stage in STAGES:
        cells = told.get(stage.key)
        if cells:
            here[stage.key] = _take(gathered, stage, cells, number, here.get(stage.after))


def _take(gathered: Gathered, stage: Stage, cells: dict[str, Cell], number: int, parent: Draft | None) -> Draft:
    """The draft that these cells tell of: one of this reference or of these words, else a new one."""
    reference = _reference(gathered, cells)
    words = _key(gathered, stage, cells, parent)
    draft = gathered.named.get((stage.key, reference)) if reference else None
    if draft is None and words in gathered.worded and not (reference and gathered.worded[words].reference):
        draft = gathered.worded[words]
    if draft is None:
        draft = Draft(stage, number)
        gathered.drafts[stage.key].append(draft)
    if reference:
        draft.reference = reference
        gathered.named[stage.key, reference] = draft
    if words:
        gathered.worded.setdefault(words, draft)
    _merge(gathered, draft, cells)
    _stand_under(gathered, draft, parent, next(iter(cells.values())))
    return draft


def _reference(gathered: Gathered, cells: dict[str, Cell]) -> str:
    """The reference told, in capitals; what is none is noted, and the draft goes on without."""
    cell = cells.get("reference")
    if cell is None:
        return ""
    read = read_cell(STAGE["source"].by_key["reference"], cell.raw, None, gathered.today)
    if isinstance(read, Problem):
        gathered.fault_at(cell, read)
        return f"?{cell.row}-{cell.column}"
    return str(read)


def _key(gathered: Gathered, stage: Stage, cells: dict[str, Cell], parent: Draft | None) -> tuple[Any, ...]:
    """What makes two rows speak of the same record without a reference; empty when that is not told."""
    if not stage.same_by:
        return (stage.key, parent) if parent else ()
    told = []
    for key in stage.same_by:
        column = stage.by_key[key]
        read = (
            read_cell(column, cells[key].raw, gathered.words.get(column.of), gathered.today)
            if key in cells
            else None
        )
        if read is None or isinstance(read, Problem):
            return ()
        told.append(folded(read) if column.kind is Kind.TEXT else read)
    return (stage.key, parent, *told)


def _merge(gathered: Gathered, draft: Draft, cells: dict[str, Cell]) -> None:
    for key, cell in cells.items():
        held = draft.cells.setdefault(key, cell)
        if (
            held is not cell
            and key != "reference"
            and _plain(draft.stage.by_key[key], held) != _plain(draft.stage.by_key[key], cell)
        ):
            name = draft.reference or f"this {draft.stage.name}"
            gathered.fault_at(
                cell,
                Problem(
                    f"Row {held.row} tells something else of {name}: “{shown(text_of(held.raw))}”.",
                    "Let both rows say the same, or give two records two references.",
                ),
            )


def _plain(column: Column, cell: Cell) -> Any:
    """What a cell says, however it is written."""
    day = read_day(cell.raw, When.ANY, date.max - FURTHEST) if column.kind is Kind.DAY else None
    return day if isinstance(day, date) else folded(text_of(cell.raw))


def _stand_under(gathered: Gathered, draft: Draft, parent: Draft | None, cell: Cell) -> None:
    if parent is None or parent in draft.parents:
        return
    if draft.parents and draft.stage.key != "recommendation":
        gathered.fault_at(
            cell,
            Problem(
                f"This {draft.stage.name} stands in row {draft.row} under another {parent.stage.name}.",
                f"Give it a reference of its own, or the {parent.stage.name} of row {draft.row}.",
            ),
        )
        return
    draft.parents.append(parent)


def link(gathered: Gathered) -> None:
    """Follow the references that cells hold to records of another stage: in the sheet, or on the board."""
    for stage, column in COLUMNS:
        if column.kind is Kind.LINKS:
            for draft in [draft for draft in gathered.drafts[stage.key] if column.key in draft.cells]:
                cell = draft.cells[column.key]
                linked = [_linked(gathered, STAGE[column.of], part, cell) for part in parts_of(cell.raw)]
                draft.links[column.key] = linked


def _linked(gathered: Gathered, stage: Stage, part: str, cell: Cell) -> Draft:
    known = gathered.named.get((stage.key, part.upper()))
    if known is None:
        known = Draft(stage, cell.row, part.upper(), {"reference": cell})
        gathered.named[stage.key, part.upper()] = known
        gathered.drafts[stage.key].append(known)
    return known
