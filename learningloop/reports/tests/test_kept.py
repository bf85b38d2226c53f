"""What is kept to be found quickly is what the facts give, whatever happened, and tells no reader more or less."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db.models import Exists, OuterRef

from learningloop.embedding.actions.models import Action, Untaken
from learningloop.embedding.actions.policy import ACTION_AGREE
from learningloop.embedding.actions.queries import to_agree
from learningloop.embedding.sharing.models import CascadeReturn, Owed, Recipient
from learningloop.embedding.sharing.queries import owed
from learningloop.kit.asked import asked_once
from learningloop.learning.models import Finding, Untouched, Wanting
from learningloop.learning.policy import FINDING_VIEW, RECOMMENDATION_MAKE, RECOMMENDATION_VIEW
from learningloop.learning.queries import RESTS_ON, waiting_for_recommendation, without_recommendation
from learningloop.people.events import BOARD_ADDED
from learningloop.people.models import Person
from learningloop.people.policy import allowed
from learningloop.reports.operations import KEEPERS
from learningloop.reports.queries.loop import untouched
from learningloop.sources.register.policy import SOURCE_VIEW
from learningloop.trail.operations import log, operation
from tests.histories import History
from tests.loop import a_finding

READERS = ("officer", "business_manager", "lay_member", "group_chair", "group_member", "agency_lead", "reviewer")


@pytest.fixture(params=range(20, 24))
def gone_by(world, request):
    """A board after some history."""
    history = History(world, request.param)
    for _ in range(3):
        history.go_on(35)
        assert [kept.what for kept in KEEPERS if kept.differing(world.board)] == []
    return world


def keys(rows):
    return sorted(rows.order_by().values_list("pk", flat=True))


def test_every_reader_finds_what_they_would_find_among_all(gone_by):
    board = gone_by.board
    for who in READERS:
        if who not in gone_by.people:
            continue
        reader = Person.objects.get(pk=gone_by.people[who].pk)
        finds_what_wants_a_recommendation(reader, board)
        with asked_once():
            finds_what_wants_a_recommendation(reader, board)
        done = Action.objects.filter(withdrawn_on=None, recommendation=OuterRef("pk"))
        agreeable = to_agree(reader, board)
        assert not agreeable.filter(Exists(done)).exists()
        if who in ("officer", "business_manager"):
            assert keys(agreeable) == keys(allowed(reader, ACTION_AGREE).exclude(Exists(done)))
        drawn = Finding.objects.filter(source=OuterRef("pk"))
        seen = allowed(reader, SOURCE_VIEW)
        assert keys(untouched(seen)) == keys(seen.exclude(Exists(drawn)))


def finds_what_wants_a_recommendation(reader, board):
    seen = allowed(reader, RECOMMENDATION_VIEW).order_by().values("pk")
    rested_on = RESTS_ON.objects.filter(recommendation__in=seen).values("finding")
    for permission in (FINDING_VIEW, RECOMMENDATION_MAKE):
        rows = allowed(reader, permission)
        assert keys(rows.filter(without_recommendation(reader, board))) == keys(rows.exclude(pk__in=rested_on))
    mine = allowed(reader, RECOMMENDATION_MAKE).exclude(pk__in=rested_on)
    assert keys(waiting_for_recommendation(reader, board)) == keys(mine)


def test_what_is_owed_is_what_was_sent_and_not_returned(gone_by):
    returned = CascadeReturn.objects.filter(item=OuterRef("item"), agency=OuterRef("agency"))
    asked = Recipient.objects.filter(~Exists(returned)).order_by().values_list("item", "agency")
    assert set(owed().values_list("item", "agency")) == set(asked)


@operation
def forget(*, board, by):
    """Something went wrong, past the operations."""
    for model in (Untouched, Wanting, Untaken, Owed):
        model.objects.all().delete()
    log(BOARD_ADDED, board)


def test_the_command_says_what_is_kept_otherwise_and_puts_it_right(world):
    a_finding(world)
    forget(board=world.board, by=world.people["officer"])
    told = StringIO()
    with pytest.raises(CommandError):
        call_command("standings", "check", "--board", "eastshire", stdout=told)
    assert "1 sources and findings are kept otherwise" in told.getvalue()
    call_command("standings", "mend", stdout=StringIO())
    call_command("standings", "check", stdout=StringIO())
