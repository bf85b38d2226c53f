"""What a plan would do, in words for whoever confirms it."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any

from django.urls import reverse

from learningloop.exchange.queries.drafts import Draft
from learningloop.exchange.queries.plan import Plan
from learningloop.exchange.queries.telling import tell
from learningloop.exchange.rules.columns import STAGES, Stage
from learningloop.kit.spreadsheets.cells import plain
from learningloop.kit.spreadsheets.faults import shown
from learningloop.kit.spreadsheets.values import text_of
from learningloop.people.models import Board

MOST = 50
"""How many records and faults a page shows; the rest is in the file."""
LISTS = {
    "source": "register:list", "finding": "learning:finding_list", "response": "learning:recommendation_list",
    "recommendation": "learning:recommendation_list", "action": "actions:list", "progress": "actions:list",
    "evaluation": "evaluation:list",
}  # fmt: skip
PAGES = {
    "source": "register:detail", "finding": "learning:finding_detail", "action": "actions:detail",
    "recommendation": "learning:recommendation_detail", "evaluation": "evaluation:detail",
}  # fmt: skip
SAYS = {
    "source": "title", "finding": "statement", "recommendation": "text", "response": "decision", "action": "title",
    "progress": "text", "evaluation": "why",
}  # fmt: skip
"""The column that says best what a record is."""


@dataclass(frozen=True)
class Change:
    """A record that changes: what it is, its page, and each column with what stands there and what will."""

    name: str
    url: str
    lines: list[tuple[str, str, str]]


def changes_of(plan: Plan, board: Board) -> list[Change]:
    """The first records that change."""
    changed = (draft for stage in STAGES for draft in plan.changed(stage))
    return [_change(draft, board) for draft in islice(changed, MOST)]


def _change(draft: Draft, board: Board) -> Change:
    stage = draft.stage
    lines = [
        (stage.by_key[key].header, _was(draft, key), shown(text_of(draft.cells[key].raw)))
        for key in draft.values
        if key in draft.cells
    ]
    if "findings" in draft.values:
        lines.append(("Rests on", "", f"{len(draft.values['findings'])} more findings"))
    url = reverse(PAGES[stage.key], args=[board.slug, draft.reference]) if stage.key in PAGES else ""
    return Change(f"{stage.name.capitalize()} {draft.reference}", url, lines)


def _was(draft: Draft, key: str) -> str:
    column = draft.stage.by_key[key]
    return shown(plain(tell(draft.stage, column, draft.existing))) if key != "findings" else ""


def new_of(plan: Plan) -> list[tuple[Stage, list[str]]]:
    """The first new records of each stage, in words."""
    return [(stage, [_says(draft) for draft in plan.new(stage)[:5]]) for stage in STAGES if plan.new(stage)]


def _says(draft: Draft) -> str:
    cell = draft.cells.get(SAYS[draft.stage.key])
    return shown(text_of(cell.raw)) if cell else draft.reference


def brought_lines(board: Board, brought: dict[str, Any]) -> Iterator[tuple[str, int, int, str]]:
    """What was brought in, by stage: its name, how many are new, how many changed, the list where they stand."""
    for stage in STAGES:
        new, changed = brought.get(stage.key, (0, 0))
        if new or changed:
            yield stage.plural.capitalize(), new, changed, reverse(LISTS[stage.key], args=[board.slug])
