"""How long one stays signed in, and where."""

import time

import pytest
from django.test import Client

from learningloop.people.operations import add_person
from learningloop.trail.models import Event
from learningloop.trail.operations import SYSTEM
from learningloop.web import sessions
from tests.world import PASSWORD

WHO = "asha@example.invalid"
NEW = "four green umbrellas walking"


@pytest.fixture
def asha(world):
    return add_person(email=WHO, name="Asha", password=PASSWORD, by=SYSTEM)


@pytest.fixture
def clock(monkeypatch):
    class Clock:
        now = time.time()

        def time(self):
            return self.now

    clock = Clock()
    monkeypatch.setattr(sessions, "time", clock)
    return clock


def enter(client):
    client.post("/accounts/login/", {"login": WHO, "password": PASSWORD})
    return client


def is_in(client):
    return client.get("/account/").status_code == 200


def test_a_session_ends_when_nothing_is_done(asha, client, clock):
    enter(client)
    clock.now += 59 * 60
    assert is_in(client)
    clock.now += 59 * 60
    assert is_in(client)
    clock.now += 61 * 60
    page = client.get("/account/", follow=True)
    assert "nothing was done here for 60 minutes" in page.content.decode()
    assert page.redirect_chain[0][0] == "/accounts/login/?next=/account/"


def test_a_session_ends_after_twelve_hours_however_busy(asha, client, clock):
    enter(client)
    for _half_hour in range(23):
        clock.now += 30 * 60
        assert is_in(client)
    clock.now += 31 * 60
    assert "more than 12 hours ago" in client.get("/account/", follow=True).content.decode()


def test_signing_in_again_begins_anew(asha, client, clock):
    enter(client)
    clock.now += 11 * 60 * 60
    assert not is_in(client)
    enter(client)
    clock.now += 30 * 60
    assert is_in(client)


def test_being_there_is_noted_once_a_minute_and_not_at_each_page(asha, client, clock, django_assert_num_queries):
    enter(client)
    is_in(client)
    noted = client.session["seen_at"]
    clock.now += 59
    is_in(client)
    assert client.session["seen_at"] == noted
    clock.now += 1
    is_in(client)
    assert client.session["seen_at"] == noted + 60


def test_one_sees_where_one_is_signed_in_and_signs_out_elsewhere(asha, client):
    other = enter(Client(headers={"user-agent": "A browser at home"}))
    enter(client)
    page = client.get("/accounts/sessions/").content.decode()
    assert "A browser at home" in page
    assert page.count("Here</strong>") == 1
    client.post("/accounts/sessions/", {"elsewhere": ""})
    assert is_in(client)
    assert not is_in(other)
    assert Event.objects.get(kind="person.sessions-ended").actor_name == "Asha"


def test_one_signs_out_everywhere(asha, client):
    other = enter(Client())
    enter(client)
    assert client.post("/accounts/sessions/", {"everywhere": ""}).url == "/accounts/login/"
    assert not is_in(client)
    assert not is_in(other)


def test_another_persons_sessions_are_not_touched(world, asha, client, signed_in):
    enter(client)
    other = Client()
    other.force_login(world.people["officer"], backend="allauth.account.auth_backends.AuthenticationBackend")
    client.post("/accounts/sessions/", {"everywhere": ""})
    assert is_in(other)


def test_a_new_password_ends_the_other_sessions(asha, client):
    other = enter(Client())
    enter(client)
    client.post("/accounts/password/change/", {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW})
    assert is_in(client)
    assert not is_in(other)


def test_after_five_wrong_passwords_even_the_right_one_waits(asha, client):
    for _try in range(5):
        client.post("/accounts/login/", {"login": WHO, "password": "wrong"})
    page = client.post("/accounts/login/", {"login": WHO, "password": PASSWORD}).content.decode()
    assert "There were too many tries. Wait five minutes" in page
    assert not is_in(client)


@pytest.mark.parametrize(("address", "about"), [(WHO, True), ("nobody@example.invalid", False)])
def test_a_failed_sign_in_is_noted_without_the_address(asha, client, address, about):
    client.post("/accounts/login/", {"login": address, "password": "wrong"})
    failed = Event.objects.get(kind="person.sign-in-failed")
    assert failed.sentence == "noted that a sign-in failed: the password was wrong"
    assert (failed.thing_id == asha.pk) is about
    assert address not in f"{failed.facts}{failed.before}{failed.after}{failed.reference}{failed.actor_name}"


def test_the_account_tells_what_happened_lately(asha, client):
    client.post("/accounts/login/", {"login": WHO, "password": "wrong"})
    page = enter(client).get("/account/").content.decode()
    assert "Asha signed in" in page
    assert "a sign-in failed" in page
