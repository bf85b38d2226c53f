"""Fill boards with schools and their returns, for measuring: one board of 500, or England's 24,000 on 150 boards.

Boards, question sets and rounds come by their operations; schools, people and answers are written in bulk, past
them. The first board, which is the one that is measured, has 500 schools at either size, a round before, and an
event for every answer; on the others the trail begins with the round and tells of no answers.
"""

import time
from collections.abc import Iterator

from django.db import connection, transaction
from django_scopes import scope
from schools_rounds import TODAY, ask, tell
from ten_years_ground import save, tie

from learningloop.frameworks.imports import read_framework
from learningloop.frameworks.operations import load_framework
from learningloop.frameworks.queries import PACKS
from learningloop.kit.bulk import many_alive
from learningloop.people.models import Agency, Appointment, Board, Person
from learningloop.trail.operations import SYSTEM

MEASURED = 500
"""Schools of the board that is measured."""
ENGLAND, BOARDS = 24_000, 150
LAST_TIME, THIS_TIME = 150, 100
"""Questions in the round that was closed, of which all answers are exported, and in the one that is open."""


def fill(slug: str, boards: int) -> None:
    """So many boards, the first with this slug, if they are not there yet. Prints how long it took."""
    began = time.monotonic()
    there = set(Board.objects.values_list("slug", flat=True))
    for number, schools in enumerate(_schools(boards)):
        name = f"{slug}-{number + 1}" if number else slug
        if name not in there:
            with transaction.atomic(), many_alive():
                _fill_board(name, schools, measured=not number)
    if len(there) < boards:
        with connection.cursor() as cursor:  # without, the database reads whole tables for what an index finds
            cursor.execute("ANALYZE")
        print(f"Filled {boards} boards in {time.monotonic() - began:.0f} s.", flush=True)


def _schools(boards: int) -> Iterator[int]:
    """How many schools each board has: the first 500; the others share what is left of England's."""
    yield MEASURED
    share, rest = divmod(ENGLAND - MEASURED, BOARDS - 1)
    for number in range(boards - 1):
        yield share + (number < rest)


def _fill_board(slug: str, number: int, *, measured: bool) -> None:
    pack = read_framework(PACKS / "sandwell.yaml")
    own = pack.board.model_copy(update={"slug": slug, "name": f"Board {slug} (invented)", "short_name": "INV"})
    board = load_framework(framework=pack.model_copy(update={"board": own}), by=SYSTEM).board
    schools = _people(board, number)
    with scope(board=board):
        if measured:
            ask(board, schools, LAST_TIME, closed=True)
        began = time.monotonic()
        made = ask(board, schools, THIS_TIME)
        if measured:
            taken = time.monotonic() - began - made.opened
            print(f"Opening a round for {number} schools took {made.opened:.1f} s, answering it {taken:.1f} s.")
            tell(made)


def _people(board: Board, number: int) -> list[Agency]:
    """The schools, a lead for each, and the board's business manager."""
    schools = save(
        Agency(slug=f"{board.slug}-school-{n}", name=f"School {n} of {board.slug} (invented)", kind="school")
        for n in range(number)
    )
    tie(Agency.boards, ((one.pk, board.pk) for one in schools))
    people = save(
        Person(email=f"{n}.{board.slug}@example.invalid", name=f"Person {n} (invented)", invented=True)
        for n in range(number + 1)
    )
    posts = [("business-manager", None), *(("agency-lead", one) for one in schools)]
    save(
        Appointment(person=person, role=role, board=board, agency=agency, why="Invented", started_on=TODAY)
        for person, (role, agency) in zip(people, posts, strict=True)
    )
    return schools
