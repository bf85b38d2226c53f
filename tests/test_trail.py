"""Every entry stands in the chain of its board, and `trail verify` names the first that does not."""

from contextlib import closing
from datetime import date
from io import StringIO
from threading import Thread

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction

from learningloop.people.models import Board
from learningloop.people.operations import add_agency, add_board, change_agency
from learningloop.records.operations import add_note
from learningloop.trail.events import event
from learningloop.trail.models import Chain, Event, Reading
from learningloop.trail.operations import SYSTEM, erase, log, log_reading, operation, putting_back
from learningloop.trail.queries import verify

TRIED = event("tried", "tried {what}", "what")


def verified(*arguments):
    out = StringIO()
    call_command("trail", "verify", *arguments, stdout=out, stderr=StringIO())
    return out.getvalue()


def broken(*arguments):
    out = StringIO()
    with pytest.raises(CommandError, match="not as it was written"):
        call_command("trail", "verify", *arguments, stdout=out, stderr=StringIO())
    return out.getvalue()


def tamper(model, position, **values):
    """What somebody with the database's password might do."""
    with putting_back():
        model._base_manager.filter(board="eastshire", position=position).update(**values)


def remove(model, **which):
    with putting_back():
        model._base_manager.filter(board="eastshire", **which)._raw_delete(connection.alias)


@operation
def try_often(*, board, number, by):
    for what in range(number):
        log(TRIED, board, what=what, before={"on": date(2026, 5, 3)})


def test_the_worlds_chains_are_whole_and_each_entry_stands_in_one(world):
    log_reading(world.board, by=world.people["officer"])
    assert [chain.fault for chain in verify()] == [""] * Chain.objects.count()
    assert sum(chain.head.length for chain in verify()) == Event.objects.count() + Reading.objects.count()
    assert "event/eastshire:" in verified("--board", "eastshire")
    assert "westshire" not in verified("--board", "eastshire")


@pytest.mark.parametrize(
    "values", [{"actor_name": "Somebody else"}, {"facts": {"what": 9}}, {"after": {"a": 1}}, {"kind": "x"},
               {"at": "2020-01-01T00:00:00Z"}, {"thing_id": 0}, {"reference": "S-1"}, {"digest": "0" * 64},
               {"link": "0" * 64}, {"salt": ""}, {"actor_id": 77}, {"before": {}}],
)  # fmt: skip
def test_a_changed_event_is_named(world, values):
    try_often(board=world.board, number=5, by=SYSTEM)
    third = Chain.objects.get(name="event/eastshire").length - 2
    tamper(Event, third, **values)
    tamper(Event, third + 1, actor_name="Somebody else")
    assert f"event/eastshire: event {third} (" in broken()
    assert "event/westshire:" in broken()


def test_a_removed_event_is_named_and_so_is_a_cut_end(world):
    length = Chain.objects.get(name="event/eastshire").length
    remove(Event, position__gt=length - 2)
    assert f"event {length - 1} is missing, with all that came after it" in broken()
    remove(Event, position=3)
    assert "event 3 is missing" in broken()


def test_a_chain_removed_whole_is_seen_by_its_end_and_by_the_ends_kept_outside(world, tmp_path):
    kept = tmp_path / "ends.txt"
    kept.write_text(verified(), "utf-8")
    remove(Event)
    assert "event 1 is missing" in broken()
    with putting_back():
        Chain._base_manager.filter(name="event/eastshire").delete()
    assert "eastshire" not in verified()
    assert "event/eastshire: event 1 is missing" in broken("--expect", str(kept))


def test_a_chain_whose_end_was_removed_is_seen(world):
    with putting_back():
        Chain._base_manager.filter(name="event/eastshire").delete()
    assert "event 1 (" in broken()


def test_the_ends_kept_outside_hold_while_the_chain_grows(world, tmp_path):
    kept = tmp_path / "ends.txt"
    kept.write_text(verified(), "utf-8")
    try_often(board=world.board, number=1, by=SYSTEM)
    assert "event/eastshire" in verified("--expect", str(kept))


def test_a_file_that_holds_no_ends_is_refused(world, tmp_path):
    (tmp_path / "ends.txt").write_text("Hello", "utf-8")
    with pytest.raises(CommandError, match="holds no ends"):
        verified("--expect", str(tmp_path / "ends.txt"))


def test_a_reading_is_chained_and_tells_the_role(world):
    log_reading(world.board, by=world.people["group_chair"])
    reading = Reading.objects.get(board="eastshire")
    assert reading.role.startswith("Group chair, ")
    tamper(Reading, reading.position, role="Trainer")
    assert "reading 1 (" in broken()


def test_many_events_cost_as_many_queries_as_their_batches(world, django_assert_max_num_queries):
    with django_assert_max_num_queries(45):
        try_often(board=world.board, number=2000, by=SYSTEM)
    assert verified("--board", "eastshire")


def test_what_is_rolled_back_leaves_no_gap(world):
    before = Chain.objects.get(name="event/eastshire").head
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        try_often(board=world.board, number=1, by=SYSTEM)
        raise ZeroDivisionError
    assert Chain.objects.get(name="event/eastshire").head == before


def test_an_entry_erased_by_law_leaves_the_chain_whole_and_says_so(world):
    add_note(board=world.board, kind="source", reference="S-1", text="Hello", by=world.people["officer"])
    event = Event.objects.get(kind="note.added")
    out = StringIO()
    call_command("trail", "erase", "--board", "eastshire", "--why", "Article 17", str(event.position), stdout=out)
    event = Event.objects.get(pk=event.pk)
    assert (event.actor_name, event.actor_id, event.reference) == ("Erased by law", None, "")
    assert event.sentence == "did something whose details were erased by law"
    assert "(1 erased by law)" in verified("--board", "eastshire")
    said = Event.objects.get(kind="trail.erased")
    assert said.sentence == "erased by law what 1 entries said: Article 17"
    tamper(Event, said.position, facts={**said.facts, "positions": [1]})
    assert f"event {event.position} (" in broken()


def test_what_is_erased_is_not_erased_again(world):
    erase(entries=Event, board="eastshire", positions=[1], why="Asked", by=SYSTEM)
    with pytest.raises(CommandError, match="nothing to erase"):
        call_command("trail", "erase", "--board", "eastshire", "--why", "Asked", "1")


def test_an_entry_is_never_changed_by_the_program(world):
    event = Event.objects.first()
    for attempt in (event.save, event.delete, Event.objects.all().delete):
        with pytest.raises(TypeError):
            attempt()
    with pytest.raises(TypeError):
        Event.objects.update(kind="x")


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor == "sqlite", reason="a test's SQLite lives in memory, with one writer")
def test_writers_at_once_on_two_boards_neither_collide_nor_wait_for_each_other():
    boards = [add_board(slug=slug, name=slug, short_name=slug, area=slug, by=SYSTEM) for slug in ("a", "b")]
    agency = add_agency(slug="police", name="Police", kind="other", boards=boards, by=SYSTEM)
    before = Event.objects.count()
    failed = []

    @operation
    def on_both(*, first, second, by):
        log(TRIED, first, what=1)
        log(TRIED, second, what=2)
        change_agency(agency=agency, name="Police", kind="other", boards=boards, by=by)

    def write(one, other):
        with closing(connection):
            try:
                for _ in range(15):
                    on_both(first=one, second=other, by=SYSTEM)
                    log_reading(one, by=SYSTEM)
            except Exception as error:
                failed.append(error)

    threads = [Thread(target=write, args=pair) for pair in (boards, boards[::-1]) * 2]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []
    assert Event.objects.count() == before + 4 * 15 * 3
    assert [chain.fault for chain in verify()] == [""] * 5
    assert Board.objects.count() == 2
