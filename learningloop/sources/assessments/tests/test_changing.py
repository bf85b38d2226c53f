"""An open round is changed, and reminds those whose return is still to come on the days that it says."""

from datetime import date, timedelta

import pytest
from django.core import mail
from django.core.management import call_command
from hypothesis import given
from hypothesis import strategies as st

from learningloop.sources.assessments.jobs import remind_of_returns
from learningloop.sources.assessments.models import Round
from learningloop.sources.assessments.operations import close_round
from learningloop.sources.assessments.operations.changing import change_round
from learningloop.sources.assessments.operations.returns import move_return
from learningloop.sources.assessments.rules import REMINDERS, is_reminded
from learningloop.sources.assessments.tests.conftest import TODAY
from learningloop.trail.operations import SYSTEM, ChangedMeanwhile
from learningloop.trail.queries import history, state_of

DUE = TODAY + timedelta(days=14)
SOON = DUE + timedelta(days=3)


def change_page(round_):
    return f"/eastshire/rounds/{round_.reference}/change/"


def on(name, value):
    return {f"{name}_day": value.day, f"{name}_month": value.month, f"{name}_year": value.year}


def sent(page, **answers):
    """The form of a page as a browser sends it, with these answers in place of what it shows."""
    form = page.context["form"]
    told = {"seen": form["seen"].value(), "signed_by": "Chief officer", "instructions": "", **on("closes_on", DUE)}
    return told | {name: value for name, value in answers.items() if value is not None}


@pytest.fixture
def round_(opened):
    return opened(closes_on=DUE, reminders=["14", "late"])


@given(st.sets(st.sampled_from(sorted(REMINDERS))), st.integers(-60, 60))
def test_a_round_reminds_on_the_days_it_names_and_weekly_once_late(reminders, ahead):
    today = date(2026, 11, 2)
    expected = {f"{ahead}"} & reminders or ("late" in reminders and ahead < 0 and ahead % 7 == 0)
    assert is_reminded(sorted(reminders), today + timedelta(days=ahead), today) is bool(expected)


def asked(outbox):
    return sorted(address for one in outbox if "waiting for your agency" in one.subject for address in one.to)


def test_on_its_day_who_answers_is_reminded_once(world, round_, django_capture_on_commit_callbacks, settings):
    settings.SITE_ADDRESS = "https://loop.example"
    with django_capture_on_commit_callbacks(execute=True):
        call_command("daily")
        call_command("daily")
    lead = world.people["agency_lead"].email
    assert asked(mail.outbox) == [lead]
    [message] = [one for one in mail.outbox if "waiting for your agency" in one.subject]
    assert "https://loop.example/eastshire/returns/AR-" in message.body and "Self-assessment" not in message.body
    police = round_.returns.get(agency=world.agencies["police"])
    assert [one.on for one in police.chases.all()] == [TODAY]
    assert history(police)[0].kind == "return.chased"


@pytest.mark.parametrize(
    ("days", "number"), [(-1, 0), (0, 1), (1, 0), (13, 0), (14, 0), (15, 0), (20, 0), (21, 1), (28, 1)]
)
def test_reminders_count_from_the_day_it_is_due(world, round_, days, number):
    assert remind_of_returns(TODAY + timedelta(days=days)) == number


def test_an_agency_with_a_day_of_its_own_is_reminded_before_that_day(world, round_):
    police = round_.returns.get(agency=world.agencies["police"])
    move_return(return_=police, due_on=DUE + timedelta(days=5), why="Holidays", by=world.people["officer"])
    assert remind_of_returns(TODAY) == 0
    assert remind_of_returns(TODAY + timedelta(days=5)) == 1


def test_what_is_in_or_closed_or_not_open_yet_is_left_in_peace(world, round_, opened, submitted):
    later = TODAY + timedelta(days=1)
    opened(title="Later", opens_on=later, closes_on=DUE, reminders=["14"])
    submitted(round_.returns.get(agency=world.agencies["police"]))
    assert remind_of_returns(TODAY) == 0
    closed = opened(title="Closed", closes_on=DUE, reminders=["14"])
    close_round(round_=closed, on=TODAY, by=SYSTEM)
    assert remind_of_returns(TODAY) == 0


def test_the_coordinator_changes_an_open_round(world, round_, browser):
    own = round_.returns.get(agency=world.agencies["health"])
    move_return(return_=own, due_on=SOON, why="Holidays", by=world.people["officer"])
    officer, new = browser("officer"), DUE + timedelta(days=10)
    page = officer.get(change_page(round_))
    assert page.context["form"]["reminders"].value() == ["14", "late"]
    words = sent(
        page, reminders=["7"], signed_by="Director", instructions="Take your time", **on("closes_on", new)
    )
    told = officer.post(change_page(round_), words, follow=True).content.decode()
    assert "The round is changed." in told and "One week before" in told and "Director" in told
    now = Round.objects.get(pk=round_.pk)
    assert (now.closes_on, now.reminders, now.instructions) == (new, ["7"], "Take your time")
    police = now.returns.get(agency=world.agencies["police"])
    assert police.due_on == new and history(police)[0].kind == "return.moved"
    own.refresh_from_db()
    assert own.due_on == SOON, "a day of its own stays"
    assert "round.changed" in [one.kind for one in history(now)]


def test_what_is_in_keeps_the_day_on_which_it_was_due(world, round_, submitted):
    police = submitted(round_.returns.get(agency=world.agencies["police"]))
    change_round(round_=round_, closes_on=SOON, by=world.people["officer"])
    police.refresh_from_db()
    assert police.due_on == DUE
    assert round_.returns.get(agency=world.agencies["health"]).due_on == SOON


def test_a_day_before_it_opened_is_refused_beside_it_and_nothing_typed_is_lost(round_, browser):
    officer = browser("officer")
    page = officer.get(change_page(round_))
    wrong = sent(page, instructions="A long text", **on("closes_on", round_.opens_on))
    told = officer.post(change_page(round_), wrong).content.decode()
    assert "The round would close before anybody can answer" in told and "A long text" in told
    assert Round.objects.get(pk=round_.pk).closes_on == DUE


def test_two_who_change_it_at_once_see_both_answers(world, round_, browser):
    officer, manager = browser("officer"), browser("business_manager")
    first, second = officer.get(change_page(round_)), manager.get(change_page(round_))
    officer.post(change_page(round_), sent(first, signed_by="Director"))
    told = manager.post(change_page(round_), sent(second, signed_by="Head")).content.decode()
    assert "Director" in told and "Head" in told
    assert Round.objects.get(pk=round_.pk).signed_by == "Director"


def test_a_closed_round_is_not_changed(round_, browser):
    officer = browser("officer")
    page = officer.get(change_page(round_))
    close_round(round_=round_, on=TODAY, by=SYSTEM)
    assert officer.post(change_page(round_), sent(page, signed_by="Head")).status_code == 403
    assert Round.objects.get(pk=round_.pk).signed_by == "Chief officer"


def test_the_state_it_was_changed_from_is_asked(world, round_):
    seen = state_of(round_)
    change_round(round_=round_, signed_by="Director", seen=seen, by=world.people["officer"])
    with pytest.raises(ChangedMeanwhile):
        change_round(round_=round_, signed_by="Head", seen=seen, by=world.people["officer"])
