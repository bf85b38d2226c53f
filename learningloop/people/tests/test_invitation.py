"""Inviting somebody new by mail, as a business manager does it."""

import re

import pytest
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext

from learningloop.people.models import Appointment, Invitation, Person
from learningloop.people.operations.invitations import InvitationClosed, invite_person, send_invitation
from learningloop.trail.models import Event
from learningloop.trail.operations import SYSTEM

PATH = "/eastshire/people/grant/"
TOLD = {
    "email": "Noor@example.invalid", "name": "Noor New", "role": "trainer", "why": "Plans the year’s courses",
    "on_day": "21", "on_month": "11", "on_year": "2026", "confirm": "1",
}  # fmt: skip
OPEN = "Invited, not yet here"


@pytest.fixture
def manager(world, signed_in):
    return signed_in(world.people["business_manager"])


@pytest.fixture
def sending(django_capture_on_commit_callbacks):
    """Sends what waits for the change to be saved."""
    return lambda: django_capture_on_commit_callbacks(execute=True)


@pytest.fixture
def invited(manager, sending):
    with sending():
        manager.post(PATH, TOLD)
    return Person.objects.get(name="Noor New")


def place(person, step=""):
    return f"/eastshire/people/{person.key}/{step}"


def test_somebody_new_gets_a_message_without_any_secret(world, invited):
    [message] = mail.outbox
    assert message.to == ["noor@example.invalid"]
    assert message.subject == f"{world.board.name} invites you to Learning Loop"
    [link] = re.findall(r"https?://\S+", message.body)
    assert link.startswith("http://testserver/accounts/login/invited/")
    assert "noor" not in link.lower()
    assert "Business manager" in message.body
    assert "Plans the year" not in message.body
    assert not invited.has_usable_password()


def test_the_invitation_stands_until_they_come(world, invited, manager, client):
    assert OPEN in manager.get("/eastshire/people/").content.decode()
    assert "The message was last sent on" in manager.get(place(invited)).content.decode()
    client.post("/accounts/logout/")
    client.post("/accounts/login/code/", {"email": "noor@example.invalid"})
    code = re.search(r"\d{4}-\d{4}", mail.outbox[-1].body)[0]
    page = client.post("/accounts/login/code/confirm/", {"code": code}, follow=True)
    assert "Home" in page.content.decode()
    assert Invitation.objects.get().came_at
    kinds = ["person.signed-in", "invitation.taken"]
    assert list(Event.objects.filter(kind__in=kinds).values_list("actor_name", flat=True)) == ["Noor New"] * 2


def test_nobody_is_invited_twice_and_who_has_come_is_only_told(world, invited, manager, sending):
    with sending():
        manager.post(PATH, TOLD | {"role": "lay-member"})
    assert Invitation.objects.count() == 1
    assert mail.outbox[-1].subject == mail.outbox[0].subject
    with sending():
        page = manager.post(PATH, TOLD | {"email": world.people["stranger"].email}, follow=True)
    assert mail.outbox[-1].subject == f"You have a new role with {world.board.name}"
    assert OPEN not in page.content.decode()
    assert Invitation.objects.count() == 1


def test_it_is_sent_again(invited, manager, sending):
    assert "noor@example.invalid" in manager.get(place(invited, "invitation/send/")).content.decode()
    with sending():
        manager.post(place(invited, "invitation/send/"))
    assert len(mail.outbox) == 2
    assert Event.objects.filter(kind="invitation.sent").count() == 2


def test_a_message_that_could_not_be_sent_is_told_and_logged_without_its_address(
    manager, sending, monkeypatch, caplog
):
    def fail(*args, **kwargs):
        raise OSError("Nobody answers")

    monkeypatch.setattr("learningloop.people.operations.invitations.send_mail", fail)
    with sending():
        manager.post(PATH, TOLD)
    person = Person.objects.get(name="Noor New")
    assert "could not be sent yet" in manager.get(place(person)).content.decode()
    assert "could not be sent" in caplog.text
    assert "noor" not in caplog.text.lower()


def test_it_is_withdrawn_with_the_roles_that_came_with_it(world, invited, manager):
    path = place(invited, "invitation/withdraw/")
    assert "end at once" in manager.get(path).content.decode()
    assert "Enter why you withdraw it" in manager.post(path, {"why": ""}).content.decode()
    manager.post(path, {"why": "The wrong person"})
    assert not Appointment.objects.current().filter(person=invited).exists()
    assert Event.objects.get(kind="invitation.withdrawn").sentence == "withdrew the invitation: The wrong person"
    assert OPEN not in manager.get(place(invited)).content.decode()
    assert manager.get(path).url == place(invited)
    with pytest.raises(InvitationClosed):
        send_invitation(invitation=Invitation.objects.get(), sign_in_url="https://example.invalid", by=SYSTEM)


def test_who_was_withdrawn_can_be_invited_again(invited, manager, sending):
    manager.post(place(invited, "invitation/withdraw/"), {"why": "Too early"})
    with sending():
        manager.post(PATH, TOLD)
    assert Invitation.objects.open().filter(person=invited).count() == 1


def test_an_invitation_of_another_board_is_not_ours_to_withdraw(world, invited, signed_in):
    path = place(invited, "invitation/withdraw/").replace("eastshire", "westshire")
    assert signed_in(world.people["stranger"]).post(path, {"why": "No"}).status_code == 404


@pytest.mark.parametrize("step", ["invitation/send/", "invitation/withdraw/"])
@pytest.mark.parametrize("name", ["officer", "lay_member", "group_chair"])
def test_nobody_else_sends_or_withdraws(world, invited, signed_in, name, step):
    assert signed_in(world.people[name]).post(place(invited, step), {"why": "No"}).status_code == 403


def test_the_list_asks_no_more_for_the_invited(world, manager, sending):
    def cost():
        with CaptureQueriesContext(connection) as asked:
            manager.get("/eastshire/people/")
        return len(asked)

    before = cost()
    for name in ["officer", "lay_member", "group_chair"]:
        invite_person(person=world.people[name], to=world.board, sign_in_url="https://x.invalid", by=SYSTEM)
    assert cost() == before
