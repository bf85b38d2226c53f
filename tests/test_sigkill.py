"""Power fails while people save: whatever the site said it had saved is there afterwards, with its event."""

import sqlite3
from contextlib import closing
from threading import Lock, Thread

import pytest
from django.db import connection

from learningloop.people.rules import OFFICER
from tests.loop import a_finding
from tests.server import Visitor, database_url, served

SAVES, ENOUGH, TYPISTS = 200, 70, 8
ROUTE = "<slug:board>/notes/<slug:kind>/<str:reference>/add/"
TEXTS = "SELECT text FROM records_note"
EVENTS = "SELECT thing_id FROM trail_event WHERE kind = 'note.added'"


@pytest.fixture
def path(transactional_db, world):
    return f"/eastshire/notes/finding/{a_finding(world).reference}/add/"


@pytest.fixture
def session(transactional_db, world, signed_in):
    return signed_in(world.person(OFFICER, name="typist")).cookies["sessionid"].value


def save_at_once(server, session, path, kill_after):
    """Which of the saves the site said it had done; it is killed after so many of them."""
    waiting, done, lock = list(range(SAVES)), [], Lock()

    def type_on():
        with closing(Visitor(server.port, session)) as visitor:
            while True:
                with lock:
                    number = waiting.pop()
                if visitor.send(path, text=f"save {number}", back="/eastshire/") != 302:
                    return
                with lock:
                    done.append(f"save {number}")
                    if len(done) == kill_after:
                        server.kill()

    typists = [Thread(target=type_on) for _ in range(TYPISTS)]
    for typist in typists:
        typist.start()
    for typist in typists:
        typist.join(timeout=60)
    return done


def test_no_acknowledged_save_is_lost_when_the_server_is_killed(tmp_path, path, session):
    url = database_url(tmp_path)
    with served(tmp_path, url) as server:
        acknowledged = save_at_once(server, session, path, kill_after=ENOUGH)
    assert ENOUGH <= len(acknowledged) < SAVES
    assert len({*acknowledged}) == len(acknowledged)
    with served(tmp_path, url) as server, closing(Visitor(server.port, session)) as visitor:
        assert visitor.send(path, text="after", back="/eastshire/") == 302
    assert {line.get("route") for line in server.told() if line["event"] == "request"} == {ROUTE}
    assert "save" not in "".join(server.lines)
    notes = asked(url, TEXTS)
    assert {*acknowledged, "after"} <= {*notes}
    assert len(notes) == len({*notes}) == len({*asked(url, EVENTS)})
    assert len(notes) <= len(acknowledged) + TYPISTS + 1


def asked(url, sql):
    """The first column of what the server's database holds."""
    if url.startswith("sqlite"):
        with closing(sqlite3.connect(url.removeprefix("sqlite:///"))) as kept:
            return [row[0] for row in kept.execute(sql)]
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return [row[0] for row in cursor.fetchall()]
