"""The calendar feed: who reads it, what stands in it, and the pages on which one makes and ends its address."""

import logging
import re
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar

from learningloop.embedding.actions.operations import move_action
from learningloop.frameworks.operations import load_framework
from learningloop.learning.operations import make_recommendation
from learningloop.people.models import Appointment
from learningloop.people.operations import remove_role
from learningloop.people.rules import AGENCY_LEAD, GROUP_CHAIR
from learningloop.reminders import rules
from learningloop.reminders.models import CalendarAddress
from learningloop.reminders.operations import make_calendar_address
from learningloop.reminders.tests.conftest import MONDAY, deactivate
from learningloop.sources.register.models import Sensitivity
from learningloop.trail.models import Event
from learningloop.trail.operations import SYSTEM
from tests.loop import ON, a_finding, accepted, agreed, closed, reported
from tests.states import sides

SECRET = re.compile(r"https?://testserver(/calendar/[\w-]{43}\.ics)")


@pytest.fixture
def feed(world, client, clock):
    """Somebody's calendar as a program reads it: summary, day, address."""

    def read(name):
        person = world.people.get(name) or name
        secret = make_calendar_address(person=person, now=clock.now, by=person)
        answer = client.get(f"/calendar/{secret}.ics")
        assert answer.status_code == 200
        assert answer["Content-Type"] == "text/calendar; charset=utf-8"
        return [
            (str(event["summary"]), event.decoded("dtstart"), str(event["url"]).removeprefix("http://testserver"))
            for event in Calendar.from_ical(answer.content).walk("VEVENT")
        ]

    return read


def test_the_agency_reads_what_it_has_to_do_however_far_ahead(world, feed):
    far = agreed(world, title="Anna", due_on=date(2029, 1, 1), evaluate_on=date(2029, 6, 1))
    agreed(world, agency=world.agencies["health"])
    reported(world, agreed(world, title="Reported"))
    assert feed("agency_lead") == [
        ("ESCB: Do, and report done (A-2026-001)", far.due_on, "/eastshire/actions/A-2026-001/")
    ]
    assert feed("lay_member") == feed("practitioner") == feed("stranger") == []


def test_the_chair_reads_effects_and_responses_and_the_unit_the_review(world, feed):
    judged = closed(world)
    recommendation = make_recommendation(
        findings=[a_finding(world)], text="Secret", made_on=ON, by=world.people["officer"]
    )
    response = f"ESCB: Give the board’s response ({recommendation.reference})"
    expected = [
        (response, ON + timedelta(days=90), f"/eastshire/recommendations/{recommendation.reference}/respond/"),
        ("ESCB: Judge the effect (A-2026-001)", judged.evaluate_on, "/eastshire/actions/A-2026-001/"),
    ]
    assert feed("group_chair") == expected
    assert feed("independent_chair") == expected[:1]
    assert feed("officer") == []
    assert feed(world.person(GROUP_CHAIR, name="Other chair", group="cases")) == []


def test_an_agency_lead_reads_the_returns_it_owes(world, feed):
    item = sides(world)[0].item(Sensitivity.BOARD, sent=True)
    url = f"/eastshire/shared/{item.reference}/cascade/?agency=eastshire-police"
    returns = [entry for entry in feed("agency_lead") if "Return" in entry[0]]
    assert returns == [(f"ESCB: Return what your agency made of it ({item.reference})", item.return_by, url)]
    assert feed(world.person(AGENCY_LEAD, name="Lead", agency="school")) == []


@pytest.mark.parametrize(("due", "on"), [("2027-03", date(2027, 3, 31)), ("2027-02-03", date(2027, 2, 3))])
def test_the_boards_unit_reads_by_when_its_framework_is_to_be_reviewed(world, feed, due, on):
    document = world.version.document.document.model_copy(update={"review_due": due})
    load_framework(framework=world.version.document.model_copy(update={"document": document}), by=SYSTEM)
    for name in ("independent_chair", "business_manager", "officer"):
        assert feed(name) == [("ESCB: Review the framework", on, "/eastshire/framework/")]
    assert feed("group_chair") == feed("agency_lead") == []


def test_what_is_not_open_to_the_whole_board_is_told_as_something(world, feed):
    named = [world.people["agency_lead"], world.people["group_chair"]]
    of = {"sensitivity": Sensitivity.NAMED, "named_people": named}
    agreed(world, accepted(world, **of))
    [(summary, on, url)] = feed("agency_lead")
    assert (summary, on, url) == ("ESCB: Something of yours is due", date(2026, 7, 1), "/eastshire/")
    assert feed("contributor") == []


def test_an_entry_keeps_its_identity_when_its_day_is_moved(world, client, clock):
    lead = world.people["agency_lead"]
    action = agreed(world)
    agreed(world, title="Another")
    secret = make_calendar_address(person=lead, now=clock.now, by=lead)

    def read():
        events = Calendar.from_ical(client.get(f"/calendar/{secret}.ics").content).walk("VEVENT")
        return {str(event["uid"]): event.decoded("dtstart") for event in events}

    before = read()
    assert len(before) == 2
    move_action(action=action, due_on=date(2026, 9, 1), why="Ill", on=ON, by=world.people["officer"])
    after = read()
    assert before.keys() == after.keys()
    assert sorted(after.values()) == [date(2026, 7, 1), date(2026, 9, 1)]


def test_who_has_read_it_is_not_sent_it_again(world, client, clock):
    lead = world.people["agency_lead"]
    agreed(world)
    secret = make_calendar_address(person=lead, now=clock.now, by=lead)
    first = client.get(f"/calendar/{secret}.ics")
    again = client.get(f"/calendar/{secret}.ics", headers={"if-none-match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    agreed(world, title="Another")
    assert client.get(f"/calendar/{secret}.ics", headers={"if-none-match": first["ETag"]}).status_code == 200


def test_its_cost_does_not_grow(world, client, clock, django_assert_max_num_queries):
    lead = world.people["agency_lead"]
    secret = make_calendar_address(person=lead, now=clock.now, by=lead)
    for number in range(12):
        agreed(world, title=f"Action {number}")
    with django_assert_max_num_queries(8):
        client.get(f"/calendar/{secret}.ics")


# ---- the address


def made(client, path="/account/calendar/"):
    html = client.post(path).content.decode()
    return SECRET.search(html)[1]


def test_one_makes_renews_and_switches_off_an_address(world, signed_in, client):
    lead = world.people["agency_lead"]
    mine = signed_in(lead)
    assert "Make a calendar address" in mine.get("/account/calendar/").content.decode()
    first = made(mine)
    assert client.get(first).status_code == 200
    page = mine.get("/account/calendar/").content.decode()
    assert "On" in page and first not in page
    assert SECRET.search(mine.post("/account/calendar/").content.decode()) is None
    assert "stops working at once" in mine.get("/account/calendar/renew/").content.decode()
    second = made(mine, "/account/calendar/renew/")
    assert client.get(first).status_code == 404
    assert client.get(second).status_code == 200
    mine.get("/account/calendar/close/")
    assert client.get(second).status_code == 200
    assert "switched off" in mine.post("/account/calendar/close/", follow=True).content.decode()
    assert client.get(second).status_code == 404
    assert (
        mine.get("/account/calendar/close/").url
        == mine.get("/account/calendar/renew/").url
        == "/account/calendar/"
    )
    kinds = [event.kind for event in Event.objects.filter(kind__startswith="calendar.").order_by("pk")]
    assert kinds == ["calendar.opened", "calendar.renewed", "calendar.closed"]


def test_the_secret_is_kept_nowhere(world, signed_in, client, caplog):
    with caplog.at_level(logging.DEBUG):
        path = made(signed_in(world.people["agency_lead"]))
        client.get(path)
    secret = path.removeprefix("/calendar/").removesuffix(".ics")
    kept = CalendarAddress.objects.get()
    assert kept.secret_hash == rules.hashed(secret) != secret
    told = [event for event in Event.objects.filter(kind__startswith="calendar.")]
    for event in told:
        assert secret not in str((event.facts, event.before, event.after, event.reference))
        assert kept.secret_hash not in str((event.facts, event.before, event.after))
    assert secret not in caplog.text
    assert secret not in str(dict(client.session))


@pytest.mark.parametrize("secret", ["unknown", "x" * 43, ""])
def test_an_address_that_nobody_has_is_not_found(world, client, secret):
    assert client.get(f"/calendar/{secret}.ics").status_code == 404


def test_a_feed_is_only_read(world, client, clock):
    lead = world.people["agency_lead"]
    secret = make_calendar_address(person=lead, now=clock.now, by=lead)
    assert client.post(f"/calendar/{secret}.ics").status_code == 405
    assert client.head(f"/calendar/{secret}.ics").status_code == 200


def test_who_was_deactivated_or_lost_every_role_reads_nothing(world, client, clock):
    lead = world.people["agency_lead"]
    agreed(world)
    secret = make_calendar_address(person=lead, now=clock.now, by=lead)
    remove_role(appointment=Appointment.objects.get(person=lead), why="Left", on=MONDAY, by=SYSTEM)
    assert b"VEVENT" not in client.get(f"/calendar/{secret}.ics").content
    deactivate(lead)
    assert client.get(f"/calendar/{secret}.ics").status_code == 404


@given(st.dates(date(2000, 1, 1), date(2100, 12, 31)))
def test_a_date_means_its_last_day(on):
    assert rules.last_day(on.isoformat()) == on
    month = rules.last_day(f"{on:%Y-%m}")
    assert (month.year, month.month) == (on.year, on.month)
    assert (month + timedelta(days=1)).day == 1
    assert rules.last_day(f"{on:%Y}") == date(on.year, 12, 31)
