"""What is late for too long goes before a chair, once; nothing is lost, and what is closed is not told."""

from datetime import date, timedelta

import pytest
from django.core import mail
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from learningloop.embedding.actions.operations import move_action
from learningloop.evaluation.operations import carry_out_evaluation
from learningloop.frameworks.operations import load_framework
from learningloop.frameworks.schema import BuildingBlock
from learningloop.people.models import Appointment
from learningloop.people.operations import remove_role
from learningloop.people.rules import GROUP_CHAIR
from learningloop.reminders import jobs
from learningloop.reminders.models import Escalation
from learningloop.reminders.operations import choose_days
from learningloop.reminders.queries import escalation as queries
from learningloop.reminders.rules import ESCALATE_AFTER, escalates_before
from learningloop.reminders.slots import escalated_waiting
from learningloop.reminders.tests.conftest import MONDAY, sent_to
from learningloop.sources.register.models import Sensitivity
from learningloop.trail.models import Event
from learningloop.trail.operations import SYSTEM
from tests.loop import ON, accepted, agreed, closed, reported

DUE = date(2026, 7, 1)
TOLD = [("Brought before you: Eastshire Police to do: Train every team", DUE)]


@pytest.fixture
def waiting(world):
    """What was brought before somebody, in words."""

    def told(name):
        person = world.people.get(name) or name
        person.__dict__.pop("appointments", None)
        return [(one.sentence, one.by) for one in escalated_waiting(world.board, person)]

    return told


@pytest.fixture
def on(clock):
    """Runs the command's part on a day, and says how many it brought before somebody."""

    def run(day):
        clock.move(days=(day - clock.today).days)
        return jobs.escalate(clock.today, clock.now)["escalated"]

    return run


def test_a_late_action_goes_before_the_chair_of_its_group_after_the_period_once(world, on, waiting, signed_in):
    action = agreed(world)
    assert on(DUE + timedelta(days=ESCALATE_AFTER)) == 0
    assert waiting("group_chair") == []
    assert on(DUE + timedelta(days=ESCALATE_AFTER + 1)) == 1
    assert on(DUE + timedelta(days=ESCALATE_AFTER + 1)) == on(DUE + timedelta(days=99)) == 0
    assert waiting("group_chair") == TOLD
    for name in ("officer", "business_manager", "independent_chair", "agency_lead", "lay_member"):
        assert waiting(name) == []
    assert waiting(world.person(GROUP_CHAIR, name="Other chair", group="cases")) == []
    [event] = Event.objects.filter(kind="reminder.escalated")
    assert (event.reference, event.actor_name) == (action.reference, "Learning Loop")
    assert event.sentence == "brought it before the chair of Audit group: due since 1 July 2026"
    home = signed_in(world.people["group_chair"]).get("/eastshire/").content.decode()
    assert "Brought before you: Eastshire Police to do" in home
    assert "Overdue by 14 weeks" in home
    assert home.count("Train every team") == 1  # and does not wait for others as well


def test_it_is_told_no_more_once_done_or_moved_and_again_when_the_new_day_passed(world, on, waiting):
    action = agreed(world)
    on(DUE + timedelta(days=20))
    later = DUE + timedelta(days=60)
    move_action(action=action, due_on=later, why="Ill", on=ON, by=world.people["officer"])
    assert waiting("group_chair") == []
    assert on(later + timedelta(days=ESCALATE_AFTER + 1)) == 1
    assert waiting("group_chair") == [(TOLD[0][0], later)]
    reported(world, action)
    assert waiting("group_chair") == []
    assert on(later + timedelta(days=99)) == 0


def test_a_framework_sets_its_own_period(world, on):
    passage = world.version.document.purpose[0].source
    days = {"embedding": 40}
    blocks = tuple(
        BuildingBlock(key=key, name=key, text="Words", escalate_after_days=days.get(key), source=passage)
        for key in ("experience", "learning", "embedding", "evaluation")
    )
    load_framework(framework=world.version.document.model_copy(update={"building_blocks": blocks}), by=SYSTEM)
    agreed(world, due_on=MONDAY)
    assert on(MONDAY + timedelta(days=40)) == 0
    assert on(MONDAY + timedelta(days=41)) == 1


def test_a_block_without_a_period_is_stored_as_it_was(world):
    passage = world.version.document.purpose[0].source
    block = BuildingBlock(key="embedding", name="Embedding", text="Do", source=passage)
    assert "escalate_after_days" not in block.model_dump(mode="json")


def test_an_effect_that_a_chair_owes_goes_before_whom_the_group_reports_to(world, on, waiting):
    action = closed(world)
    assert on(action.evaluate_on + timedelta(days=ESCALATE_AFTER + 1)) == 1
    told = [("Brought before you: Audit group to judge the effect: Train every team", action.evaluate_on)]
    assert waiting("group_chair") == []
    assert waiting("independent_chair") == told  # nobody chairs the board's own group
    above = world.person(GROUP_CHAIR, name="Chair of the board", group="board")
    assert waiting(above) == told
    assert waiting("independent_chair") == []
    again = action.evaluate_on + timedelta(days=90)
    carry_out_evaluation(
        action=action, verdict="unknown", why="Too early", evidence="None", again_on=again,
        on=action.evaluate_on, by=world.people["officer"],
    )  # fmt: skip
    assert waiting(above) == []
    assert on(again + timedelta(days=ESCALATE_AFTER + 1)) == 1
    assert waiting(above) == [(told[0][0], again)]


def test_an_empty_seat_loses_nothing(world, on, waiting):
    agreed(world)
    on(DUE + timedelta(days=20))
    _leaves(world, "group_chair")
    assert (waiting("independent_chair"), waiting("business_manager")) == (TOLD, [])
    _leaves(world, "independent_chair")
    assert waiting("business_manager") == TOLD
    new = world.person(GROUP_CHAIR, name="New chair")
    assert (waiting(new), waiting("business_manager")) == (TOLD, [])


def _leaves(world, name):
    held = Appointment.objects.get(person=world.people[name])
    remove_role(appointment=held, why="Left", on=ON, by=SYSTEM)


def test_what_is_closed_to_the_chair_is_not_told(world, on, waiting):
    lead, chair = [world.people["agency_lead"]], [world.people["group_chair"]]
    agreed(world, accepted(world, sensitivity=Sensitivity.NAMED, named_people=lead))
    agreed(world, accepted(world, sensitivity=Sensitivity.NAMED, named_people=chair))
    assert on(DUE + timedelta(days=20)) == 2
    assert waiting("group_chair") == TOLD


def test_it_is_told_by_mail_to_the_chair_and_the_doer_even_when_they_want_none(world, clock, daily):
    agreed(world, title="Anna")
    chair, lead, contributor = (world.people[name] for name in ("group_chair", "agency_lead", "contributor"))
    choose_days(person=chair, days="", by=chair)
    choose_days(person=lead, days="", by=lead)
    daily()
    assert (sent_to(chair), sent_to(lead), sent_to(contributor)) == (1, 1, 1)
    message = next(one for one in mail.outbox if one.to == [chair.email])
    assert "See why an action is late (A-2026-001): overdue by 20 weeks" in message.body
    assert "Anna" not in message.body + message.alternatives[0][0]
    for _ in range(4):
        clock.move(days=1)
        daily()
    assert (sent_to(chair), sent_to(lead), sent_to(contributor)) == (1, 1, 5)


@settings(max_examples=5, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(runs=st.sets(st.integers(0, 60), min_size=1, max_size=5), down=st.sets(st.integers(0, 60)))
def test_never_twice_never_lost(world, clock, daily, broken, runs, down):
    """Run on any days, with a mail server that is down on some: it is brought up once, by the first run after the
    period; and who wants no mail has one of it, on the first run from then on with the server up."""
    chair = world.people["group_chair"]
    start = clock.now
    with transaction.atomic():
        agreed(world)
        choose_days(person=chair, days="", by=chair)
        mail.outbox.clear()
        clock.move(days=(DUE - clock.today).days)
        first = clock.now
        for run in sorted(runs):
            clock.now = first + timedelta(days=run)
            broken.clear()
            if run in down:
                broken.add(chair.email)
            daily()
            daily()
        late = {run for run in runs if run > ESCALATE_AFTER}
        assert Escalation.objects.count() == bool(late)
        assert Event.objects.filter(kind="reminder.escalated").count() == bool(late)
        assert sent_to(chair) == bool(late - down)
        transaction.set_rollback(True)
    clock.now = start


def test_two_machines_at_once_bring_it_up_once(world, clock, monkeypatch):
    agreed(world)
    looked = queries.late_on

    def interrupted(board, today):
        found = list(looked(board, today))
        with monkeypatch.context() as calm:
            calm.setattr(jobs, "late_on", looked)
            jobs.escalate(clock.today, clock.now)
        return found

    monkeypatch.setattr(jobs, "late_on", interrupted)
    jobs.escalate(clock.today, clock.now)
    assert Escalation.objects.count() == 1
    assert Event.objects.filter(kind="reminder.escalated").count() == 1


def test_a_long_list_ends_in_a_link_and_costs_no_more(world, on, django_assert_max_num_queries):
    for number in range(12):
        agreed(world, title=f"Action {number}")
    on(DUE + timedelta(days=20))
    chair = world.people["group_chair"]
    assert chair.appointments
    with django_assert_max_num_queries(3):
        told = escalated_waiting(world.board, chair)
    assert len(told) == 11
    assert told[-1].url == "/eastshire/actions/?state=overdue"


@given(st.dates(date(2020, 1, 1), date(2040, 1, 1)), st.integers(1, 400), st.integers(0, 500))
def test_late_for_longer_than_the_period(due, after, days):
    today = due + timedelta(days=days)
    assert (due < escalates_before(today, after)) == (days > after)
