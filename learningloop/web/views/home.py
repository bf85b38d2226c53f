"""Where everybody begins: the boards they belong to, and what waits for them on one."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from learningloop.kit.slots import waiting_for
from learningloop.people.gate import Request, board_page, signed_in_page
from learningloop.people.models import Board
from learningloop.people.policy import (
    AGENCY_ADD,
    BOARD_EXPORT,
    BOARD_VIEW,
    HISTORY_VIEW,
    boards_of,
    holds_on,
    may_found_boards,
)
from learningloop.people.queries import roles_by_board
from learningloop.records.policy import REMOVED_VIEW
from learningloop.web.queries import home as queries
from learningloop.web.queries.begin import first_steps
from learningloop.web.queries.tour import take_tour

MOST = 10
"""How many of the things that others have yet to do stand on the page."""


@signed_in_page
def start(request: Request) -> HttpResponse:
    """Straight to the board of somebody who belongs to one; to the list for anybody else."""
    boards = list(boards_of(request.user)[:2])
    return redirect("home", boards[0].slug) if len(boards) == 1 else redirect("boards")


@signed_in_page
def boards(request: Request) -> HttpResponse:
    context = {"boards": roles_by_board(request.user), "may_found": may_found_boards(request.user)}
    return render(request, "web/boards.html", context)


@board_page(BOARD_VIEW)
def home(request: Request, board: Board) -> HttpResponse:
    """What waits for me, what I wait for, what changed."""
    waiting = waiting_for(board, request.user)
    mine = [one for one in waiting if not one.others]
    today = timezone.localdate()
    context = {
        "mine": mine,
        "overdue": sum(1 for one in mine if one.by and one.by < today),
        "others": [one for one in waiting if one.others],
        "most": MOST,
        "changes": queries.what_changed(board, request.user),
        "reads_histories": holds_on(request.user, HISTORY_VIEW, board),
        "may_export": holds_on(request.user, BOARD_EXPORT, board),
        "may_put_back": holds_on(request.user, REMOVED_VIEW, board),
        "roles": roles_by_board(request.user).get(board, []),
    }
    return render(request, "web/home.html", context)


@board_page(BOARD_VIEW)
def tour(request: Request, board: Board) -> HttpResponse:
    """The loop in five steps, for a newcomer."""
    return render(request, "web/tour.html", {"tour": take_tour(board, request.user)})


@board_page(AGENCY_ADD)
def begin(request: Request, board: Board) -> HttpResponse:
    """What a new board does first."""
    steps = first_steps(board)
    context = {"steps": steps, "done": sum(step.done for step in steps)}
    return render(request, "web/begin.html", context)
