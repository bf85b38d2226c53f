"""`learningloop daily`: never twice, never lost, however often and wherever it is run."""

from datetime import timedelta
from io import StringIO

import pytest
from django.core import mail
from django.core.management import call_command
from django.db import transaction
from django_tasks_db.management.commands import db_worker
from django_tasks_db.models import DBTaskResult
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from learningloop.kit.slots import HOME_WAITING, Waiting
from learningloop.reminders import jobs
from learningloop.reminders.models import Digest, Round
from learningloop.reminders.operations import NotNow, choose_days, try_digest
from learningloop.reminders.queries import mail as queries
from learningloop.reminders.rules import PAUSES, WORKING_DAYS, is_wanted
from learningloop.reminders.slots import unreached_waiting
from learningloop.reminders.tests.conftest import MONDAY, sent_to
from learningloop.trail.models import Event
from learningloop.trail.operations import SYSTEM

LOOK = [Waiting("x", "/", asked="Look")]


@pytest.fixture
def officer(world, waits):
    waits[world.people["officer"].pk] = LOOK
    return world.people["officer"]


def test_it_prints_counts_only(officer, clock):
    out = StringIO()
    call_command("daily", stdout=out)
    assert out.getvalue() == "Reminders of 23 November 2026: 1 planned now; 1 sent\n"
    call_command("daily", stdout=(again := StringIO()))
    assert again.getvalue() == "Reminders of 23 November 2026: 1 sent\n"
    assert Round.objects.count() == 1


def test_it_says_so_when_there_is_nothing_to_send(world, clock, waits):
    call_command("daily", stdout=(out := StringIO()))
    assert out.getvalue() == "Reminders of 23 November 2026: nothing to send\n"


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    runs=st.lists(st.integers(0, 3 * 24 * 14), min_size=1, max_size=12),
    days=st.none() | st.sets(st.sampled_from("1234567")).map(lambda some: "".join(sorted(some))),
)
def test_never_twice_never_lost_whenever_it_runs(world, clock, daily, waits, runs, days):
    """Runs at any hours (thirds of them) of two weeks: one mail on each chosen day on which it ran, no other."""
    officer = world.people["officer"]
    waits[officer.pk] = LOOK
    start = clock.now
    with transaction.atomic():
        if days is not None:
            choose_days(person=officer, days=days, by=officer)
        mail.outbox.clear()
        ran = set()
        for run in sorted(runs):
            clock.now = start + timedelta(minutes=20 * run)
            daily()
            ran.add(clock.today)
        told = [one.on for one in Digest.objects.filter(state=Digest.State.SENT)]
        chosen = WORKING_DAYS if days is None else days
        assert sorted(told) == sorted(day for day in ran if is_wanted(chosen, day))
        assert sent_to(officer) == len(told)
        transaction.set_rollback(True)
    clock.now = start


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(st.tuples(st.integers(1, 30), st.booleans()), min_size=1, max_size=12))
def test_a_mail_server_that_comes_and_goes_loses_nothing_and_doubles_nothing(
    world, clock, daily, waits, broken, steps
):
    """At each step so many hours pass and the server is up or down: no day has two mails, and once it is up on a
    chosen day, that day's mail is sent, unless it was given up before."""
    officer = world.people["officer"]
    waits[officer.pk] = LOOK
    start = clock.now
    with transaction.atomic():
        mail.outbox.clear()
        for hours, up in steps:
            clock.move(hours=hours)
            broken.clear() if up else broken.add(officer.email)
            daily()
            today = Digest.objects.filter(on=clock.today).first()
            if up and today and today.not_before <= clock.now:
                assert today.state in (Digest.State.SENT, Digest.State.FAILED)
            assert not Digest.objects.filter(on__lt=clock.today, state=Digest.State.PLANNED).exists()
        sent = Digest.objects.filter(state=Digest.State.SENT)
        assert sent_to(officer) == sent.count() == sent.values("on").distinct().count()
        transaction.set_rollback(True)
    clock.now = start


def test_two_machines_at_once_send_one_mail(officer, clock, daily, monkeypatch):
    """The second runs whole within the first, at each place where the first has looked but not yet written."""
    for name in ("to_ask", "to_send"):
        first = getattr(queries, name)

        def interrupted(*args, looked=first, name=name):
            found = looked(*args)
            found = list(found) if name == "to_ask" else found
            with monkeypatch.context() as calm:
                calm.setattr(queries, name, looked)
                jobs.remind(clock.today, clock.now)
            return iter(found) if name == "to_ask" else found

        with monkeypatch.context() as patched:
            patched.setattr(queries, name, interrupted)
            daily()
        assert sent_to(officer) == 1
        clock.move(days=1)
        mail.outbox.clear()


def test_two_workers_send_one_mail(officer, clock, daily, broken):
    broken.add(officer.email)
    daily()
    clock.move(hours=1)
    digest = Digest.objects.get()
    try_digest(digest=digest.pk, now=clock.now, by=SYSTEM)
    with pytest.raises(NotNow):
        try_digest(digest=digest.pk, now=clock.now, by=SYSTEM)
    broken.clear()
    daily()
    assert mail.outbox == []


def test_what_a_dead_worker_left_is_sent_after_a_while(officer, clock, daily, monkeypatch):
    with monkeypatch.context() as dying:
        dying.setattr(jobs, "digest_mail", lambda *args: (_ for _ in ()).throw(SystemExit))
        daily()
    assert Digest.objects.get().state == Digest.State.PLANNED
    clock.move(minutes=10)
    daily()
    assert sent_to(officer) == 0
    clock.move(minutes=10)
    daily()
    assert sent_to(officer) == 1


def test_a_failure_is_tried_again_after_each_pause_then_told(world, officer, clock, daily, broken, signed_in):
    broken.add(officer.email)
    for pause in PAUSES:
        daily()
        clock.move(seconds=pause.total_seconds() - 1)
        daily()
        clock.move(seconds=1)
    tried = Event.objects.filter(kind="digest.tried").count()
    assert tried == len(PAUSES)
    assert daily()["could not be sent"] == 1
    assert Digest.objects.get().state == Digest.State.FAILED
    manager, lay = world.people["business_manager"], world.people["lay_member"]
    [told] = unreached_waiting(world.board, manager)
    assert told.sentence == "The day’s mail does not reach Business unit officer: check the email address"
    assert officer.name not in told.asked
    assert unreached_waiting(world.board, lay) == unreached_waiting(world.other, world.people["stranger"]) == []
    page = signed_in(officer).get("/account/mail/").content.decode()
    assert "The mail of" in page and "could not be sent" in page
    assert "asha" not in "".join(str(event.facts) for event in Event.objects.filter(kind="digest.failed"))
    broken.clear()
    clock.move(days=1)
    daily()
    assert unreached_waiting(world.board, manager) == []
    assert "could not be sent" not in signed_in(officer).get("/account/mail/").content.decode()


def test_the_manager_sees_on_the_home_page_whom_it_does_not_reach():
    assert unreached_waiting in HOME_WAITING.fillers()


@pytest.fixture
def work(settings, monkeypatch):
    """Hands tasks to a worker, and lets it do what there is."""
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    # A worker gives back connections between tasks; within a test there is one, and it holds the transaction.
    monkeypatch.setattr(db_worker, "close_old_connections", lambda: None)
    return lambda: call_command("db_worker", batch=True, verbosity=0, startup_delay=False, interval=0)


def test_a_worker_sends_what_the_command_hands_over_and_tasks_carry_numbers_only(officer, clock, daily, work):
    assert daily()["to be sent"] == 1
    daily()
    assert mail.outbox == []
    tasks = list(DBTaskResult.objects.all())
    assert [task.args_kwargs for task in tasks] == [{"args": [Digest.objects.get().pk], "kwargs": {}}] * 2
    work()
    assert sent_to(officer) == 1
    assert daily()["sent"] == 1


def test_a_worker_tries_again_by_itself(officer, clock, daily, work, broken):
    broken.add(officer.email)
    daily()
    work()
    later = DBTaskResult.objects.get(status="READY")
    assert later.run_after == clock.now + PAUSES[0]
    broken.clear()
    clock.move(minutes=6)
    work()
    assert sent_to(officer) == 1


def test_what_was_sent_long_ago_is_forgotten(officer, clock, daily):
    daily()
    clock.move(days=jobs.KEPT.days)
    daily()
    assert Digest.objects.filter(on=MONDAY).exists()
    clock.move(days=1)
    daily()
    assert not Digest.objects.filter(on=MONDAY).exists()
