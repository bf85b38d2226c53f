"""A sheet that somebody brings, read and held against the board."""

from datetime import date

from learningloop.exchange.models import Delivery
from learningloop.exchange.queries.plan import Plan, make_plan
from learningloop.exchange.rules.columns import SHEET
from learningloop.kit.bulk import many_alive
from learningloop.kit.spreadsheets import read_grid
from learningloop.people.models import Board, Person


def plan_of_file(content: bytes, *, board: Board, person: Person | None, today: date) -> Plan:
    """What a file would do to a board. Raises Unreadable. Without a person all of the board is seen."""
    with many_alive():
        return make_plan(read_grid(content, prefer=SHEET), board, person, today)


def plan_of_delivery(delivery: Delivery, today: date) -> Plan:
    """What a sheet that waits would do now."""
    with delivery.file.open("rb") as opened:
        return plan_of_file(opened.read(), board=delivery.board, person=delivery.sent_by, today=today)
