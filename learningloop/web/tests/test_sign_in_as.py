"""The demonstration's own door; it stands in no other house."""

import pytest

from learningloop.people.operations import add_person
from learningloop.people.rules import OFFICER
from learningloop.trail.operations import SYSTEM
from tests.world import appoint


@pytest.fixture
def demo(settings):
    settings.DEMO = True


@pytest.fixture
def invented(world):
    person = add_person(email="invented@example.invalid", name="Ivy Invented", invented=True, by=SYSTEM)
    appoint(world, person, OFFICER)
    return person


def test_the_invented_are_listed_with_what_they_can_do(demo, invented, client):
    html = client.get("/sign-in-as/").content.decode()
    assert "Ivy Invented" in html
    assert OFFICER.can in html
    assert "Business manager" not in html.replace("The business manager", "")


def test_one_is_them(demo, invented, client):
    assert client.post("/sign-in-as/", {"person": invented.pk}).url == "/"
    page = client.get("/", follow=True)
    assert page.redirect_chain[-1][0] == "/eastshire/"
    assert "Sign in as somebody else" in page.content.decode()


@pytest.mark.parametrize("key", ["", "x", "0", "²"])
def test_what_is_nobody_is_refused(demo, invented, client, key):
    assert client.post("/sign-in-as/", {"person": key}).status_code == 404


def test_a_real_person_is_refused(demo, world, client):
    assert client.post("/sign-in-as/", {"person": world.people["officer"].pk}).status_code == 404
    assert client.get("/boards/").status_code == 302


def test_outside_the_demonstration_there_is_no_such_page(invented, client, settings):
    settings.DEMO = False
    assert client.get("/sign-in-as/").status_code == 404
    assert client.post("/sign-in-as/", {"person": invented.pk}).status_code == 404
    assert "sign-in-as" not in client.get("/accounts/login/").content.decode()
