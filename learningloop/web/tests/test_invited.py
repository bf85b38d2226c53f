"""The link of an invitation: two presses and a code to what is asked; plain words for all others."""

import re

import pytest
from django.core import mail
from django.core.signing import TimestampSigner
from django.test import Client
from django.utils import timezone

from learningloop.people.models import Invitation
from learningloop.people.operations import add_person, grant_role
from learningloop.people.operations.closing import close_account
from learningloop.people.operations.invitations import deliver_invitation, invite_person, withdraw_invitation
from learningloop.people.queries import LINK, LINK_LASTS, link_key
from learningloop.people.rules import AGENCY_LEAD
from learningloop.trail.operations import SYSTEM
from tests.world import PASSWORD

CODE = r"\d{4}-\d{4}"
PAGE = "/eastshire/tour/"


@pytest.fixture
def invitation(world, django_capture_on_commit_callbacks):
    head = add_person(email="head@example.invalid", name="Head", by=SYSTEM)
    grant_role(
        person=head, role=AGENCY_LEAD, why="Leads", board=world.board, agency=world.agencies["school"],
        on=timezone.localdate(), by=SYSTEM,
    )  # fmt: skip
    return invite_person(person=head, to=world.board, sign_in_url="https://x.invalid/", by=SYSTEM)


def link_of(invitation):
    return f"/accounts/login/invited/{link_key(invitation)}/"


def enter(client, place, page=PAGE):
    client.post(f"{place}?next={page}")
    confirm = f"/accounts/login/code/confirm/?next={page}"
    return client.post(confirm, {"code": re.search(CODE, mail.outbox[-1].body)[0]})


def test_a_link_a_press_and_a_code_lead_to_what_is_asked(invitation, client):
    page = client.get(link_of(invitation)).content.decode()
    assert "Send me a code" in page and "head@example.invalid" in page
    assert not mail.outbox, "to look at it does nothing"
    assert enter(client, link_of(invitation)).url == PAGE
    assert Invitation.objects.get().came_at
    assert client.get(f"{link_of(invitation)}?next={PAGE}").url == PAGE, "signed in, it leads straight on"


def test_a_link_that_was_used_sends_a_code_again(invitation, client):
    enter(client, link_of(invitation))
    client.post("/accounts/logout/")
    assert enter(client, link_of(invitation)).url == PAGE


def test_who_follows_the_link_of_another_gets_no_further(world, invitation, signed_in):
    client = signed_in(world.people["officer"])
    page = client.get(link_of(invitation)).content.decode()
    assert "for another address" in page and "head@example.invalid" not in page
    assert not mail.outbox


def test_the_way_on_never_leaves_the_site(invitation, client):
    assert "elsewhere" not in enter(client, link_of(invitation), "https://elsewhere.invalid/").url


def test_a_link_that_is_withdrawn_old_or_broken_says_so_plainly(world, invitation, client, monkeypatch):
    place = link_of(invitation)
    for broken in (place[:-3] + "/", f"/accounts/login/invited/{TimestampSigner(salt=LINK).sign('0')}/"):
        page = client.get(broken)
        assert page.status_code == 404 and "not complete" in page.content.decode()
    withdraw_invitation(invitation=invitation, why="Left", on=timezone.localdate(), by=SYSTEM)
    page = client.post(place)
    assert page.status_code == 404 and "was withdrawn" in page.content.decode()
    late = timezone.now().timestamp() + LINK_LASTS.total_seconds() + 60
    monkeypatch.setattr("django.core.signing.time.time", lambda: late)
    page = client.post(place)
    assert page.status_code == 404 and "older than six months" in page.content.decode()
    assert not mail.outbox


def test_a_closed_account_gets_no_code(world, invitation, client):
    close_account(person=invitation.person, why="Left", by=SYSTEM)
    assert client.post(link_of(invitation)).status_code == 404
    assert not mail.outbox


def test_codes_are_not_sent_without_end(invitation):
    for _ in range(5):
        page = Client().post(link_of(invitation))
    assert "too many tries" in page.content.decode()
    assert len(mail.outbox) == 3


def test_a_task_that_runs_twice_sends_once(world, invitation):
    for _ in range(2):
        deliver_invitation.func(invitation.pk, "https://x.invalid/", PAGE, "Your agency is asked for a return.")
    [message] = mail.outbox
    assert "next=%2Feastshire%2Ftour%2F" in message.body and "asked for a return" in message.body
    assert "Head" not in message.body and PASSWORD not in message.body
