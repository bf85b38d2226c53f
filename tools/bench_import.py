"""Measure what it costs to bring in a sheet of ten thousand rows: `make bench SIZE=import`.

A sheet as published recommendations are; the fullest; a tracker as boards keep one; and the tracker again, with
other words, so that existing records change. Each is brought in and taken back. What is counted is this process's
own processor time, which a busy machine does not lengthen much, and beside it that of writing as many plain rows.
"""

import time
from collections.abc import Callable
from typing import Any

import bench_sheets
from django.db import transaction
from django.utils import timezone
from django_scopes import scope
from ten_years_ground import lay

from learningloop.exchange.imports import plan_of_file
from learningloop.exchange.operations import bring_in
from learningloop.exchange.rules.columns import SHEET
from learningloop.kit.portions import AT_ONCE
from learningloop.kit.spreadsheets import read_grid
from learningloop.learning.models import Finding
from learningloop.people.models import Appointment, Board, Person
from learningloop.sources.register.models import Source

ROWS = 10_000
"""As many as a board may bring of twenty years."""
HEAD = f"{'sheet':<20}{'records':>9}{'read':>8}{'check':>8}{'write':>8}{'in all':>8}{'a second':>10}{'× plain':>9}"


def seconds(do: Callable[[], Any]) -> tuple[float, Any]:
    """The processor time that something took this process, and what came of it."""
    began = time.process_time()
    result = do()
    return time.process_time() - began, result


def show(slug: str) -> None:
    """Measure and print each sheet."""
    board = Board.objects.filter(slug=slug).first() or lay(slug, 1).board
    manages = Appointment.objects.current().filter(role="business-manager", board=board)
    by = manages.select_related("person")[0].person
    print(HEAD)
    with scope(board=board):
        taken_back(lambda: bring("published", bench_sheets.published(ROWS), board, by))
        taken_back(lambda: bring("fullest", bench_sheets.fullest(ROWS), board, by))
        taken_back(lambda: _tracker_twice(board, by))


def _tracker_twice(board: Board, by: Person) -> None:
    bring("tracker", bench_sheets.tracker(ROWS), board, by)
    bring("tracker, edited", bench_sheets.edited(bench_sheets.tracker(ROWS)), board, by)


def bring(name: str, rows: Any, board: Board, by: Person) -> None:
    content = bench_sheets.as_file(rows)
    reading, _ = seconds(lambda: read_grid(content, prefer=SHEET))
    planning, plan = seconds(lambda: plan_of_file(content, board=board, person=by, today=timezone.localdate()))
    if plan.faults:
        raise SystemExit(f"The sheet has faults, the first: {plan.faults[0]}")
    writing, brought = seconds(lambda: bring_in(board=board, plan=plan, by=by))
    records, whole = sum(map(sum, brought.values())), planning + writing
    told = f"{reading:>8.1f}{planning - reading:>8.1f}{writing:>8.1f}{whole:>8.1f}{records / whole:>10.0f}"
    print(f"{name:<20}{records:>9}{told}{whole / plain(board, records):>9.1f}", flush=True)


def plain(board: Board, number: int) -> float:
    """The processor time of writing so many rows with nothing around them."""
    source = Source.objects.filter(board=board)[0]
    row = {"board": board, "source": source, "kind": "need", "multi_agency": True, "drawn_on": source.started_on}
    rows = [
        Finding(
            reference=f"P-{n}", statement="Chronologies are missing. " * 4, recorded_at=source.recorded_at, **row
        )
        for n in range(number)
    ]
    written: list[float] = []
    taken_back(lambda: written.append(seconds(lambda: Finding.objects.bulk_create(rows, batch_size=AT_ONCE))[0]))
    return written[0]


def taken_back(do: Callable[[], Any]) -> None:
    """Do something in a transaction, and leave nothing of it."""
    with transaction.atomic():
        do()
        transaction.set_rollback(True)
