"""Those who lead for an agency are told once, by mail, that its return is asked for."""

from datetime import timedelta

import pytest
from django.core import mail
from django.core.management import call_command

from learningloop.people.operations.invitations import invite_person
from learningloop.sources.assessments import events
from learningloop.sources.assessments.models import Notice
from learningloop.sources.assessments.operations import close_round
from learningloop.sources.assessments.operations.telling import ask_and_tell, open_and_tell, send_notice
from learningloop.sources.assessments.tests.conftest import TODAY
from learningloop.trail.operations import SYSTEM, change, operation
from learningloop.trail.queries import history

URL = "https://x.invalid/eastshire/returns/REFERENCE/"


@pytest.fixture
def told(world, version, django_capture_on_commit_callbacks):
    """Open a round of police and school by whoever runs it; the school has nobody."""

    def make(**more):
        asked = {
            "board": world.board, "version": version, "kind": "audit", "title": "Secret title",
            "agencies": [world.agencies[key] for key in ("police", "school")], "opens_on": TODAY,
            "closes_on": TODAY + timedelta(days=20), "signed_by": "Chief officer", **more,
        }  # fmt: skip
        with django_capture_on_commit_callbacks(execute=True):
            return open_and_tell(**asked, url=URL, on=TODAY, by=SYSTEM)

    return make


def test_the_lead_is_told_once_and_the_message_names_nothing(world, told):
    made = told()
    [message] = mail.outbox
    assert message.to == [world.people["agency_lead"].email]
    own = made.returns.get(agency=world.agencies["police"])
    assert f"/eastshire/returns/{own.reference}/" in message.body
    words = message.subject + message.body
    assert not any(word in words for word in ("Secret title", "Police", "Agency lead"))
    [notice] = Notice.objects.all()
    assert notice.return_to == own and notice.sent_at
    assert {"return.told-sent"} <= {event.kind for event in history(notice)}
    send_notice.func(notice.pk, "https://x.invalid/")
    assert len(mail.outbox) == 1, "a task that runs twice sends once"


def test_a_round_that_opens_later_is_told_on_its_day(world, told, settings):
    told(opens_on=TODAY + timedelta(days=3))
    assert not mail.outbox
    call_command("daily")
    assert not any("return" in one.subject for one in mail.outbox)
    Notice.objects.get()
    mail.outbox.clear()
    _pass_days(3)
    settings.SITE_ADDRESS = "https://loop.example"
    call_command("daily")
    [message] = [one for one in mail.outbox if "asks your agency" in one.subject]
    assert "https://loop.example/eastshire/returns/AR-" in message.body
    call_command("daily")
    assert len([one for one in mail.outbox if "asks your agency" in one.subject]) == 1


def _pass_days(number):
    """As though the row had been written so many days ago."""

    @operation
    def earlier(*, by):
        notice = Notice.objects.get()
        change(events.RETURN_TOLD, notice, on=notice.on - timedelta(days=number))

    earlier(by=SYSTEM)


def test_who_was_invited_today_has_the_invitation_instead(world, told):
    lead = world.people["agency_lead"]
    invite_person(person=lead, to=world.board, sign_in_url="https://x.invalid/", by=SYSTEM)
    told()
    assert not mail.outbox and not Notice.objects.exists()


def test_more_that_are_asked_are_told_and_nobody_twice(world, told, django_capture_on_commit_callbacks):
    made = told(agencies=[world.agencies["school"]])
    assert not mail.outbox
    both = [world.agencies[key] for key in ("police", "school")]
    with django_capture_on_commit_callbacks(execute=True):
        ask_and_tell(round_=made, agencies=both, url=URL, on=TODAY, by=SYSTEM)
    assert len(mail.outbox) == Notice.objects.count() == 1


def test_of_a_round_that_was_closed_nobody_is_told(told):
    made = told(opens_on=TODAY + timedelta(days=3))
    close_round(round_=made, on=TODAY, by=SYSTEM)
    _pass_days(3)
    call_command("daily")
    assert not any("asks your agency" in one.subject for one in mail.outbox)
