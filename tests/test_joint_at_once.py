"""Boards join a round while its agencies answer, on the real server: one round each, and no return out of step."""

import sqlite3
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing

import pytest
from django.db import connection
from django.utils import timezone

from learningloop.instruments.tests.sets import a_set, asking
from learningloop.people.operations import add_agency, grant_role
from learningloop.people.rules import AGENCY_LEAD, OFFICER
from learningloop.trail.operations import SYSTEM
from tests.browser.test_two_people import session_of
from tests.joint import Joint, offered
from tests.server import Visitor, database_url, served

TODAY = timezone.localdate()
TEXT = a_set(asking("text", "grade"))
SQL = """
    SELECT sum(CASE WHEN led.state = 'in-progress' THEN 1 ELSE 0 END),
           sum(CASE WHEN led.state = first.state AND led.answer_set_id = first.answer_set_id
                              THEN 0 ELSE 1 END)
    FROM assessments_return led JOIN assessments_return first ON led.led_by_id = first.id"""


@pytest.fixture
def many(world):
    """Six agencies of both boards, each led by the same person on both."""
    boards = [world.board, world.other]
    agencies = [
        add_agency(slug=f"both-{number}", name=f"Both {number}", kind="provider", boards=boards, by=SYSTEM)
        for number in range(6)
    ]
    for board in boards:
        for one in agencies:
            grant_role(
                person=world.people["agency_lead"], role=AGENCY_LEAD, why="Lead", board=board, agency=one,
                on=TODAY, by=SYSTEM,
            )  # fmt: skip
    return agencies


def test_a_board_joins_once_while_agencies_answer_and_submit(transactional_db, world, many, tmp_path):
    joint = offered(world, TEXT, many)
    units = [session_of(world.person(OFFICER, name=f"Officer {number}")) for number in range(3)]
    lead = session_of(world.people["agency_lead"])
    with served(tmp_path, database_url(tmp_path), LEARNINGLOOP_DEBUG="1") as server, ExitStack() as stack:
        joining, answering = (
            [stack.enter_context(closing(Visitor(server.port, one))) for one in some]
            for some in (units, [lead] * len(many))
        )
        with ThreadPoolExecutor(len(units) + len(many)) as pool:
            joined = [pool.submit(join, one, joint, many) for one in joining]
            sent = [
                pool.submit(hand_in, one, joint.leading(agency))
                for one, agency in zip(answering, many, strict=True)
            ]
            codes = sorted(one.result() for one in joined)
            assert {code for one in sent for code in one.result()} == {302}
    assert codes.count(302) == 1 and set(codes) <= {200, 302, 404}, "the others are told"
    assert rows(tmp_path, "SELECT count(*) FROM assessments_round WHERE joins_id IS NOT NULL") == (1,)
    assert rows(tmp_path, SQL) == (len(many), 0)


def join(visitor: Visitor, joint: Joint, agencies) -> int | None:
    told = {"title": "Ours", "kind": "audit", "who": "list", "sensitivity": "board", "confirmed": "1"}
    chosen = [str(one.pk) for one in agencies]
    return visitor.send(f"/eastshire/rounds/join/westshire/{joint.first.reference}/", agencies=chosen, **told)


def hand_in(visitor: Visitor, leading) -> list[int | None]:
    """Signed, submitted, withdrawn: each step reaches what it leads, or what is led later begins from there."""
    at = f"/westshire/returns/{leading.reference}/"
    signed = {
        "name": "Ann", "post": "Chief", "agrees": "on",
        "on_day": str(TODAY.day), "on_month": str(TODAY.month), "on_year": str(TODAY.year),
    }  # fmt: skip
    steps = [("sign", signed), ("submit", {}), ("withdraw", {"why": "A mistake"})]
    return [visitor.send(f"{at}{step}/", **form) for step, form in steps]


def rows(folder, sql: str) -> tuple[int, ...]:
    """What the server's database holds."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(sql)
            return cursor.fetchone()
    with closing(sqlite3.connect(folder / "site.sqlite3")) as kept:
        return kept.execute(sql).fetchone()
