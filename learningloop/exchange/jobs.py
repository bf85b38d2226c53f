"""What is due every day: sheets that nobody confirmed are let go."""

from datetime import datetime

from django_scopes import scope

from learningloop.exchange.operations import drop_sheet, past_their_day
from learningloop.people.models import Board
from learningloop.trail.operations import SYSTEM


def let_old_sheets_go(now: datetime) -> int:
    """Let go of every sheet past its day, on every board; how many there were."""
    number = 0
    for board in Board.objects.all():
        with scope(board=board):
            for delivery in past_their_day(board, now):
                drop_sheet(delivery=delivery, by=SYSTEM)
                number += 1
    return number
