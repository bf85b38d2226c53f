"""Where threads are kept to stand is what the rules make of the facts, whatever happened, and for every reader."""

from collections import Counter
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from learningloop.kit.asked import asked_once
from learningloop.learning.models import Finding
from learningloop.learning.policy import FINDING_VIEW
from learningloop.people.events import BOARD_ADDED
from learningloop.people.models import Person
from learningloop.people.policy import allowed
from learningloop.reports.models import Standing
from learningloop.reports.queries.standings import differing, standings_for, standings_seen
from learningloop.reports.queries.threads import threads_of
from learningloop.reports.rules import PATIENCE, Position, position, stuck_since
from learningloop.trail.models import Event
from learningloop.trail.operations import log, operation
from tests.histories import History
from tests.loop import ON, a_finding, agreed, closed

READERS = ("officer", "business_manager", "lay_member", "group_member", "agency_lead")
DAYS = [ON + timedelta(days=days) for days in (40, 130, 250)]
PATIENCES = [{}, {"learning": 20, "embedding": 45}]


@pytest.mark.parametrize("seed", range(4))
def test_after_any_history_every_thread_stands_where_the_rules_say(world, seed):
    history = History(world, seed)
    for _ in range(4):
        history.go_on(25)
        assert differing(world.board) == []


@pytest.mark.parametrize("seed", range(10, 13))
def test_every_reader_counts_and_finds_what_the_rules_give_them(world, seed):
    History(world, seed).go_on(110)
    for who in READERS:
        reader = Person.objects.get(pk=world.people[who].pk)
        threads = threads_of(allowed(reader, FINDING_VIEW), reader=reader)
        for today in DAYS:
            for patience in PATIENCES:
                with asked_once():
                    counts_and_finds(reader, threads, today, patience)
        counts_and_finds(reader, threads, DAYS[1], {})


def counts_and_finds(reader, threads, today, patience):
    since = {
        pk: stuck_since(thread, today, patience.get(position(thread).stage, PATIENCE))
        for pk, thread in threads.items()
    }
    standings = standings_for(reader, standings_seen(reader), today, patience)
    counted = Counter(position(thread) for thread in threads.values())
    for place in standings.places():
        stuck = [since[pk] for pk, thread in threads.items() if position(thread) is place.position and since[pk]]
        assert (place.count, place.stuck) == (counted[place.position], len(stuck))
        assert place.since == min(stuck, default=None)
        for only_stuck in (False, True):
            rows = standings.narrowed([place.position], stuck=only_stuck)
            assert rows.count() == (place.stuck if only_stuck else place.count)
    every = standings.narrowed(Position, stuck=False)
    assert {row.pk: standings.stand_of(row).position for row in every} == {
        pk: position(thread) for pk, thread in threads.items()
    }


@operation
def misplace(*, finding, by):
    """Something went wrong, past the operations."""
    Standing.objects.filter(finding=finding).update(position="closed")
    log(BOARD_ADDED, finding.board)


def test_the_command_names_a_thread_that_stands_elsewhere_and_puts_it_right(world):
    finding = a_finding(world)
    closed(world)
    call_command("standings", "check", stdout=StringIO())
    misplace(finding=finding, by=world.people["officer"])
    told = StringIO()
    with pytest.raises(CommandError, match="1 threads stand elsewhere"):
        call_command("standings", "check", "--board", "eastshire", stdout=told)
    assert finding.reference in told.getvalue()
    call_command("standings", "mend", stdout=told)
    assert "eastshire: 1 threads put right" in told.getvalue()
    assert differing(world.board) == []
    assert Standing.objects.get(finding=finding).stand.position is Position.IDENTIFIED


def test_a_board_that_is_not_there_is_said(db):
    with pytest.raises(CommandError, match="no board nowhere"):
        call_command("standings", "check", "--board", "nowhere")


@pytest.mark.parametrize("path", ["loop", "threads"])
def test_the_cost_of_an_overview_does_not_depend_on_how_many_threads_there_are(world, signed_in, path):
    client, asked = signed_in(world.people["officer"]), []
    for number in (1, 8):
        for _ in range(number):
            agreed(world)
        with CaptureQueriesContext(connection) as captured:
            client.get(f"/eastshire/{path}/")
        asked.append(len(captured))
    assert asked[0] == asked[1]


def test_an_operation_that_is_rolled_back_moves_no_thread(world):
    finding = a_finding(world)
    before = Event.objects.count()
    with pytest.raises(ZeroDivisionError):
        fails(finding=finding, by=world.people["officer"])
    assert Event.objects.count() == before
    assert Finding.objects.filter(pk=finding.pk).exists()
    assert differing(world.board) == []


@operation
def fails(*, finding, by):
    agreed_on = Standing.objects.get(finding=finding)
    agreed_on.position = "done"
    agreed_on.save()
    log(BOARD_ADDED, finding.board)
    raise ZeroDivisionError
