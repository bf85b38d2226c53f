"""A lead invites a colleague of the own agency to answer; the board's office sees it, and may end it."""

import pytest
from django.core import mail

from learningloop.people.models import Appointment, Person
from learningloop.people.rules import AGENCY_LEAD, CONTRIBUTOR
from learningloop.sources.assessments.operations import close_round
from learningloop.sources.assessments.operations.colleagues import MOST
from learningloop.sources.assessments.operations.returns import share_out
from learningloop.sources.assessments.tests.conftest import TODAY, page_of
from learningloop.trail.operations import SYSTEM
from learningloop.trail.queries import history

TOLD = {"name": "Noor New", "email": "Noor@example.invalid", "sections": ["staff"]}


@pytest.fixture
def send(police, browser, django_capture_on_commit_callbacks):
    def post(by="agency_lead", **more):
        with django_capture_on_commit_callbacks(execute=True):
            return browser(by).post(page_of(police, "invite"), TOLD | more, follow=True)

    return post


def test_a_colleague_is_invited_and_named_to_a_section_in_one_step(world, police, send, browser):
    lead = browser("agency_lead")
    assert "Invite a colleague" in lead.get(page_of(police, "share-out")).content.decode()
    assert "Noor New may answer now" in send().content.decode()
    noor = Person.objects.get(email="noor@example.invalid")
    held = Appointment.objects.get(person=noor)
    assert (held.role, held.agency, held.board) == ("contributor", police.agency, world.board)
    assert [one.person for one in police.delegations.all()] == [noor]
    [message] = mail.outbox
    assert message.to == ["noor@example.invalid"] and "Police" not in message.body
    assert {"return.colleague", "return.shared-out"} <= {event.kind for event in history(police)}
    people = browser("business_manager").get("/eastshire/people/").content.decode()
    assert "Noor New" in people and police.reference in people
    answers = browser(noor)
    assert answers.get(page_of(police, "sections", "staff")).status_code == 200
    assert answers.get(page_of(police, "invite")).status_code == 403, "a contributor invites nobody"
    manager = browser("business_manager")
    manager.post(
        f"/eastshire/people/{noor.key}/remove/{held.key}/",
        {"why": "Left", "on_day": TODAY.day, "on_month": TODAY.month, "on_year": TODAY.year, "confirm": "1"},
    )
    assert browser(noor).get(page_of(police)).status_code == 404


def test_who_is_named_already_stays_named(world, police, send):
    other = world.person(CONTRIBUTOR, name="Other")
    share_out(return_=police, section="staff", people=[other], by=SYSTEM)
    send()
    assert {one.person.name for one in police.delegations.all()} == {"Other", "Noor New"}


@pytest.mark.parametrize(
    ("told", "words"),
    [
        ({"name": ""}, "Enter their name"),
        ({"email": ""}, "Enter their email address"),
        ({"email": "noor"}, "valid email address"),
        ({"sections": ["none-such"]}, "Select a valid choice"),
    ],
)
def test_what_is_wrong_is_told_and_nothing_typed_is_lost(send, told, words):
    page = send(**told).content.decode()
    assert words in page and ("Noor New" in page or not told.get("name", "x"))
    assert not Person.objects.filter(name="Noor New").exists()


def test_addresses_that_cannot_be_invited(world, police, send):
    lead = world.people["agency_lead"]
    assert "your own address" in send(email=lead.email.upper()).content.decode()
    colleague = world.people["contributor"]
    page = send(email=colleague.email).content.decode()
    assert "answers for your agency already" in page
    outsider = world.person(AGENCY_LEAD, name="Outsider", agency="health")
    page = send(email=outsider.email).content.decode()
    assert "works for another agency" in page and "Outsider" not in page and "Health" not in page
    for number in range(MOST):
        world.person(CONTRIBUTOR, name=f"Many {number}")
    assert "Ask the board’s office to add more" in send().content.decode()
    assert not mail.outbox


def test_nobody_else_invites_and_not_once_it_is_handed_in(world, police, submitted, send, browser):
    for name in ("contributor", "officer", "group_chair"):
        assert browser(name).get(page_of(police, "invite")).status_code == 403, name
    outsider = world.person(AGENCY_LEAD, name="Outsider", agency="health")
    assert browser(outsider).get(page_of(police, "invite")).status_code == 404
    assert browser("business_manager").get(page_of(police, "invite")).status_code == 200
    submitted(police)
    assert send().status_code == 403
    close_round(round_=police.round, on=TODAY, by=SYSTEM)
    assert send().status_code == 403
