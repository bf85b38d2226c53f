"""Fill a board of ten years, or one ten times as large, for measuring: always the same rows.

Thirty agencies and five hundred schools; two thousand sources, ten thousand findings, twenty thousand actions, and
what grows from them. Rows are written in bulk, past the operations: this is for measuring and for nothing else.
"""

from django.db import connection, transaction
from django_scopes import scope
from ten_years_ground import lay
from ten_years_work import Slice

from learningloop.people.models import Board
from learningloop.reports.operations import KEEPERS, mend_standings
from learningloop.search.operations import rebuild_index
from learningloop.trail.operations import SYSTEM

SOURCES, FINDINGS, ACTIONS = 2000, 10_000, 20_000
SLICES = 20
"""In so many parts each ten years are written, so that they need not all be in memory."""


def fill(slug: str, times: int) -> None:
    """The board with this slug, if it is not there yet."""
    if Board.objects.filter(slug=slug).exists():
        return
    with transaction.atomic():
        ground = lay(slug, times)
        with scope(board=ground.board):
            for _ in range(SLICES * times):
                Slice(ground).grow(SOURCES // SLICES, FINDINGS // SLICES, ACTIONS // SLICES)
            ground.count_references()
            _look_over()
            for kept in KEEPERS:
                kept.mend(board=ground.board, by=SYSTEM)
            mend_standings(board=ground.board, by=SYSTEM)
            rebuild_index(board=ground.board, by=SYSTEM)
    _look_over()


def _look_over() -> None:
    """Let the database see what it holds: without, it reads whole tables for what an index finds."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
