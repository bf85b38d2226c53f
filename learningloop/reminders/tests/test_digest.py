"""The one mail of a day: to whom it goes, and what it says."""

import re
from datetime import timedelta

import pytest
from django.core import mail

from learningloop.kit import slots
from learningloop.kit.slots import Waiting
from learningloop.people.operations import grant_role
from learningloop.people.rules import OFFICER
from learningloop.reminders.operations import choose_days
from learningloop.reminders.tests.conftest import MONDAY, deactivate, sent_to
from learningloop.trail.operations import SYSTEM
from tests.loop import agreed, reported


def test_it_goes_to_whom_something_waits_for_and_to_nobody_else(world, clock, daily):
    agreed(world, due_on=MONDAY)
    daily()
    told = {message.to[0] for message in mail.outbox}
    assert told == {world.people[name].email for name in ("agency_lead", "contributor")}


def test_it_says_what_is_asked_by_when_and_where_and_no_more(world, clock, daily, settings):
    settings.SITE_ADDRESS = "https://loop.example"
    agreed(world, title="Anna’s mother was not asked")
    reported(world, agreed(world, title="Ben"))
    daily()
    lead, chair = (
        next(one for one in mail.outbox if one.to == [world.people[name].email])
        for name in ("agency_lead", "group_chair")
    )
    assert lead.subject == "1 thing waits for you"
    assert "Do, and report done (A-2026-001): overdue by 20 weeks (1 July 2026)" in lead.body
    assert "https://loop.example/eastshire/actions/A-2026-001/" in lead.body
    assert "Assure that it is done (A-2026-002)" in chair.body
    for message in mail.outbox:
        html, _ = message.alternatives[0]
        for text in (message.subject, message.body, html):
            assert not re.search("Anna|Ben|Train|Police|Agency lead|Group chair|Chronolog", text)


def test_both_forms_of_it_say_the_same(world, clock, daily, waits):
    due = [Waiting("Secret title", "/one/", MONDAY, asked="Answer", reference="R-1"), Waiting("Unsaid", "/two/")]
    waits[world.people["officer"].pk] = [*due, Waiting("Not mine", "/three/", others=True, asked="Wait")]
    daily()
    [message] = mail.outbox
    html, kind = message.alternatives[0]
    assert kind == "text/html"
    for text in (message.body, html):
        for said in (
            "2 things",
            "23 November 2026",
            "Answer",
            "R-1",
            "ue today",
            "Something waits for you",
            "/two/",
        ):
            assert said in text
        for unsaid in ("Secret", "Unsaid", "Not mine", "/three/"):
            assert unsaid not in text


def test_one_mail_tells_of_all_boards(world, clock, daily, monkeypatch):
    officer = world.people["officer"]
    grant_role(person=officer, role=OFFICER, why="Also", board=world.other, on=MONDAY, by=SYSTEM)
    slot = slots.Slot("home.waiting")
    slot.fill(lambda board, person: [Waiting("x", f"/{board.slug}/", asked="Look")] if person == officer else [])
    monkeypatch.setattr(slots, "HOME_WAITING", slot)
    daily()
    [message] = mail.outbox
    assert message.body.count("- Look") == 2
    assert "Eastshire" in message.body and "Westshire" in message.body


@pytest.mark.parametrize(
    ("days", "offset", "mails"),
    [(None, 0, 1), (None, 5, 0), (None, 6, 0), ("67", 5, 1), ("67", 0, 0), ("", 0, 0), ("1234567", 6, 1)],
)
def test_it_goes_on_the_days_that_one_chose(world, clock, daily, waits, days, offset, mails):
    officer = world.people["officer"]
    waits[officer.pk] = [Waiting("x", "/", asked="Look")]
    if days is not None:
        choose_days(person=officer, days=days, by=officer)
    clock.move(days=offset)
    daily()
    assert sent_to(officer) == mails


def test_who_was_deactivated_gets_none_even_when_it_was_planned_before(world, clock, daily, waits, broken):
    officer, left = world.people["officer"], world.people["lay_member"]
    waits |= {person.pk: [Waiting("x", "/", asked="Look")] for person in (officer, left)}
    broken.add(officer.email)
    deactivate(left)
    daily()
    broken.clear()
    deactivate(officer)
    clock.move(hours=1)
    daily()
    assert mail.outbox == []


def test_what_was_done_meanwhile_is_not_told(world, clock, daily, waits, broken):
    officer = world.people["officer"]
    waits[officer.pk] = [Waiting("x", "/", asked="Look")]
    broken.add(officer.email)
    daily()
    broken.clear()
    waits.clear()
    clock.move(hours=1)
    assert daily()["nothing waited any more"] == 1
    assert mail.outbox == []
    clock.move(days=1)
    waits[officer.pk] = [Waiting("x", "/", MONDAY + timedelta(days=1), asked="Look")]
    daily()
    assert sent_to(officer) == 1
