"""Many of one agency save at the same moment, on the real server: no answer is lost, none is saved twice."""

import json
import sqlite3
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing
from datetime import date, timedelta

from django.db import connection
from django.utils import timezone

from learningloop.instruments.models import Answer
from learningloop.instruments.operations import draft_questions, publish_questions
from learningloop.instruments.tests.sets import a_set, asking
from learningloop.kit.seen import Began
from learningloop.people.rules import CONTRIBUTOR
from learningloop.sources.assessments.operations import open_round
from learningloop.trail.operations import SYSTEM
from tests.browser.test_two_people import session_of
from tests.server import Visitor, database_url, served

PEOPLE, EACH = 8, 5


def test_all_answers_that_come_at_once_are_kept(transactional_db, world, tmp_path):
    """Each answers five questions of their own, and all the last one: one is taken, the others are told."""
    own = [[f"q{who}-{number}" for number in range(EACH)] for who in range(PEOPLE)]
    url = a_return_of(world, [*sum(own, []), "shared"])
    sessions = [session_of(world.person(CONTRIBUTOR, name=f"Person {who}")) for who in range(PEOPLE)]
    with served(tmp_path, database_url(tmp_path), LEARNINGLOOP_DEBUG="1") as server, ExitStack() as stack:
        visitors = [stack.enter_context(closing(Visitor(server.port, session))) for session in sessions]
        with ThreadPoolExecutor(PEOPLE) as pool:
            saved = pool.map(
                lambda who: [visitors[who].send(url, **form(key, who)) for key in own[who]], range(PEOPLE)
            )
            assert {code for codes in saved for code in codes} == {302}
            codes = list(pool.map(lambda who: visitors[who].send(url, **form("shared", who)), range(PEOPLE)))
    assert sorted(codes) == [200] * (PEOPLE - 1) + [302]
    kept = dict(answers(tmp_path))
    assert kept.keys() == {*sum(own, []), "shared"}
    assert all(kept[key] == (f"By {who}", 1) for who in range(PEOPLE) for key in own[who])
    assert kept["shared"] == (f"By {codes.index(302)}", 1)


def form(key: str, who: int) -> dict[str, str]:
    """What a browser sends of one question that nobody had answered when the page was opened."""
    return {f"{key}-seen": Began(0, {"answer": ""}).written(), f"{key}-answer": f"By {who}"}


def a_return_of(world, keys: list[str]) -> str:
    """The address of the one section of a return of the police, with these questions."""
    today = timezone.localdate()
    draft = draft_questions(
        board=world.board, question_set=a_set(*(asking("text", key) for key in keys)), by=SYSTEM
    )
    made = open_round(
        board=world.board, version=publish_questions(version=draft, on=date(2026, 5, 3), by=SYSTEM), kind="audit",
        title="At once", agencies=[world.agencies["police"]], opens_on=today, closes_on=today + timedelta(days=9),
        signed_by="Chief officer", by=SYSTEM,
    )  # fmt: skip
    return f"/eastshire/returns/{made.returns.get().reference}/sections/one/"


def answers(folder) -> Iterator[tuple[str, tuple[str, int]]]:
    """What the server's database holds: each question's answer, and how often it was changed."""
    if connection.vendor == "postgresql":
        rows = Answer._base_manager.values_list("question", "value", "number")
        yield from ((key, (value, number)) for key, value, number in rows)
        return
    with closing(sqlite3.connect(folder / "site.sqlite3")) as kept:
        rows = kept.execute("SELECT question, value, number FROM instruments_answer")
        yield from ((key, (json.loads(value), number)) for key, value, number in rows)
