"""What a sheet would do to the board: what is new, what changes, what is the same, and every fault."""

import hashlib
from dataclasses import dataclass
from datetime import date
from typing import Any

from learningloop.exchange.queries.checks import Context, check
from learningloop.exchange.queries.drafts import Draft, Gathered, gather, link
from learningloop.exchange.queries.header import read_header
from learningloop.exchange.queries.known import match, taken
from learningloop.exchange.queries.telling import tell
from learningloop.exchange.queries.words import words_of
from learningloop.exchange.rules.cells import OURS, parts_of, read_cell
from learningloop.exchange.rules.columns import PROGRESS, RESPONSE, STAGES, Column, Kind, Stage
from learningloop.kit.spreadsheets import Grid
from learningloop.kit.spreadsheets.faults import Fault, Problem
from learningloop.kit.spreadsheets.values import text_of
from learningloop.kit.spreadsheets.words import folded
from learningloop.people.models import Board, Person

UNNAMED = (RESPONSE, PROGRESS)


@dataclass(frozen=True)
class Count:
    """How many records of a stage are new, change, and stay as they are."""

    stage: Stage
    new: int
    changed: int
    same: int


@dataclass(frozen=True)
class Plan:
    """What a sheet would do. It may be carried out when it has no faults."""

    gathered: Gathered
    faults: list[Fault]

    def new(self, stage: Stage) -> list[Draft]:
        return [draft for draft in self.gathered.drafts[stage.key] if draft.existing is None]

    def changed(self, stage: Stage) -> list[Draft]:
        return [draft for draft in self.gathered.drafts[stage.key] if draft.existing is not None and draft.values]

    @property
    def counts(self) -> list[Count]:
        """By stage, in the order of the loop."""
        told = [(stage, len(self.new(stage)), len(self.changed(stage))) for stage in STAGES]
        return [
            Count(stage, new, changed, len(self.gathered.drafts[stage.key]) - new - changed)
            for stage, new, changed in told
        ]

    @property
    def does_something(self) -> bool:
        return any(count.new or count.changed for count in self.counts)

    @property
    def good_rows(self) -> int:
        """The rows in which nothing is wrong."""
        return self.gathered.rows - len({fault.row for fault in self.faults if fault.row > 1})

    @property
    def fingerprint(self) -> str:
        """The same for two plans that would do the same: what was shown is what is carried out."""
        told = [
            (stage.key, draft.row, getattr(draft.existing, "pk", None), sorted(draft.values))
            for stage in STAGES
            for draft in self.gathered.drafts[stage.key]
        ]
        return hashlib.sha256(repr(told).encode()).hexdigest()


def make_plan(grid: Grid, board: Board, person: Person | None, today: date) -> Plan:
    """Hold a table against the board: a few queries for every 500 records."""
    gathered = Gathered(grid.name, words_of(board), today)
    _note_odd(grid, gathered)
    gather(iter(read_header(grid, gathered)), gathered)
    link(gathered)
    context = Context(gathered, board)
    for stage in STAGES:
        drafts = gathered.drafts[stage.key]
        for draft in drafts:
            _read_what_identifies(gathered, draft)
        match(drafts, stage, person, board)
        elsewhere = taken(drafts, stage, board) if stage not in UNNAMED else set()
        for draft in drafts:
            _read(gathered, draft)
            _check_reference(gathered, draft, elsewhere)
            check(context, draft)
    faults = sorted(gathered.faults.values(), key=lambda fault: (fault.row, fault.column))
    return Plan(gathered, faults)


def _note_odd(grid: Grid, gathered: Gathered) -> None:
    for place in grid.merged:
        rule = "These cells are merged: only the first of them holds anything."
        _note(gathered, place, rule, "Unmerge them, and fill in each row.")
    for place in grid.uncounted:
        rule = "The formula in this cell has no value in the file."
        _note(
            gathered, place, rule, "Open the file in Excel and save it, or write the value in the formula’s place."
        )


def _note(gathered: Gathered, place: str, rule: str, fix: str) -> None:
    first = place.partition(":")[0]
    name = first.rstrip("0123456789")
    column = 0
    for letter in name:
        column = column * 26 + ord(letter) - ord("A") + 1
    gathered.fault(int(first.removeprefix(name)), column, place, Problem(rule, fix))


def _read_what_identifies(gathered: Gathered, draft: Draft) -> None:
    for key in draft.stage.same_by:
        if key in draft.cells:
            value = _value(gathered, draft, draft.stage.by_key[key])
            if isinstance(value, Problem):
                draft.wrong.add(key)
            else:
                draft.values[key] = value


def _value(gathered: Gathered, draft: Draft, column: Column) -> Any:
    return read_cell(column, draft.cells[column.key].raw, gathered.words.get(column.of), gathered.today)


def _read(gathered: Gathered, draft: Draft) -> None:
    """Read every cell; of a record that exists keep only what differs."""
    for column in draft.stage.columns:
        if column.key not in draft.cells or column.kind in (Kind.REFERENCE, Kind.LINKS):
            continue
        if draft.existing is not None and _says_the_same(gathered, draft, column):
            draft.values.pop(column.key, None)
            draft.wrong.discard(column.key)
            continue
        value = draft.values[column.key] if column.key in draft.values else _value(gathered, draft, column)
        if isinstance(value, Problem):
            draft.wrong.add(column.key)
            gathered.fault_of(draft, column.key, value)
        elif draft.existing is not None and _is_held(draft, column, value):
            draft.values.pop(column.key, None)
        else:
            draft.values[column.key] = value


def _is_held(draft: Draft, column: Column, value: Any) -> bool:
    """Whether the record that exists has this very value, however it was written."""
    held = getattr(draft.existing, column.key, None)
    return {*held.all()} == {*value} if held is not None and column.kind is Kind.SEVERAL else bool(held == value)


def _says_the_same(gathered: Gathered, draft: Draft, column: Column) -> bool:
    """Whether a cell says what the record says: as text, or as the value that it means."""
    raw, told = draft.cells[column.key].raw, tell(draft.stage, column, draft.existing)
    if column.kind is Kind.DAY:
        return bool(read_cell(column, raw, None, gathered.today) == told)
    if column.kind is Kind.SEVERAL:
        return {folded(part) for part in parts_of(raw)} == {folded(one) for one in told}
    if column.kind is Kind.ONE:
        told = "Yes" if told is True else "No" if told is False else told or ""
        return folded(text_of(raw)) == folded(told)
    return text_of(raw) == text_of(told)


def _check_reference(gathered: Gathered, draft: Draft, elsewhere: set[str]) -> None:
    stage, reference = draft.stage, draft.reference
    if draft.existing is not None or not reference or reference.startswith("?"):
        return
    ours = OURS.fullmatch(reference)
    if draft.is_named_only:
        problem = Problem(
            f"There is no {stage.name} {reference}, on the board or in this sheet.",
            "Correct the reference, or fill in the record.",
        )
    elif ours and ours[1] != stage.letters:
        problem = Problem(
            f"References of {stage.plural} begin with {stage.letters}, and this one with {ours[1]}.",
            "Correct it, or leave it empty to get the next one.",
        )
    elif reference in elsewhere:
        problem = Problem(f"The reference {reference} is not free.", "Leave it empty to get the next one.")
    else:
        return
    draft.wrong.add("reference")
    gathered.fault_of(draft, "reference", problem)
