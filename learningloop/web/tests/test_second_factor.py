"""Setting up a second factor, signing in with it, and being asked for it."""

import re

import pytest
from allauth.mfa.models import Authenticator
from django.core.management import CommandError, call_command
from django.test import Client

from learningloop.people.operations import add_person
from learningloop.people.rules import OFFICER
from learningloop.trail.models import Event
from learningloop.trail.operations import SYSTEM
from tests.totp import code_of, phone_with_our_clock
from tests.world import PASSWORD, appoint

AT = "/accounts/second-factor/"
WHO = "asha@example.invalid"


@pytest.fixture
def phone(monkeypatch):
    return phone_with_our_clock(monkeypatch)


@pytest.fixture
def asha(world):
    """Somebody with a password and, at first, no role."""
    return add_person(email=WHO, name="Asha", password=PASSWORD, by=SYSTEM)


def sign_in(client):
    return client.post("/accounts/login/", {"login": WHO, "password": PASSWORD})


def confirm_password(client):
    client.post("/accounts/reauthenticate/", {"password": PASSWORD, "next": "/account/"})


def set_up(client, phone):
    sign_in(client)
    confirm_password(client)
    page = client.get(AT + "app/set-up/").content.decode()
    phone.secret = re.search(r"(?:[A-Z2-7]{4} ){7}[A-Z2-7]{4}", page)[0]
    assert "data:image/svg+xml;base64," in page
    return client.post(AT + "app/set-up/", {"code": phone.code()})


@pytest.mark.parametrize(
    ("at", "code"), [(59, "287082"), (1111111109, "081804"), (1234567890, "005924"), (2000000000, "279037")]
)
def test_our_phone_shows_the_codes_of_the_standard(at, code):
    """The test values of RFC 6238, appendix B, cut to six digits."""
    assert code_of("GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ", at) == code


def test_the_password_is_asked_again_before_anything_is_set_up(asha, client):
    sign_in(client)
    assert client.get(AT + "app/set-up/").url.startswith("/accounts/reauthenticate/")
    assert "Enter your password again" in client.get("/accounts/reauthenticate/").content.decode()


def test_an_app_is_set_up_with_recovery_codes(asha, client, phone):
    assert set_up(client, phone).url == AT + "codes/"
    page = client.get(AT + "codes/").content.decode()
    assert len(re.findall(r"<code[^>]*>\d{8}</code>", page)) == 10
    assert "10 codes left" in client.get(AT).content.decode()
    assert Event.objects.get(kind="person.second-factor-changed").sentence == "set up an authenticator app"


def test_a_wrong_code_sets_nothing_up(asha, client, phone):
    sign_in(client)
    confirm_password(client)
    client.get(AT + "app/set-up/")
    assert "That code is not right" in client.post(AT + "app/set-up/", {"code": "000000"}).content.decode()
    assert not Authenticator.objects.exists()


def test_the_password_alone_no_longer_signs_in(asha, client, phone):
    set_up(client, phone)
    other = Client()
    assert sign_in(other).url == AT + "enter/"
    assert other.get("/account/").status_code == 302
    page = other.post(AT + "enter/", {"code": "123"}).content.decode()
    assert "That code is not right" in page
    failed = Event.objects.get(kind="person.sign-in-failed")
    assert (failed.sentence, failed.thing_id) == (
        "noted that a sign-in failed: the second factor was wrong",
        asha.pk,
    )
    assert other.post(AT + "enter/", {"code": phone.later().code()}).status_code == 302
    assert other.get("/account/").status_code == 200


def test_a_code_counts_once_for_as_long_as_it_is_valid(asha, client, phone):
    set_up(client, phone)
    code = phone.later().code()
    for turn, signed_in in [(0, True), (1, False)]:
        other = Client()
        sign_in(other)
        phone.later(30 * turn)
        other.post(AT + "enter/", {"code": code})
        assert (other.get("/account/").status_code == 200) is signed_in


def test_a_recovery_code_signs_in_once(asha, client, phone):
    set_up(client, phone)
    code = re.search(r"<code[^>]*>(\d{8})</code>", client.get(AT + "codes/").content.decode())[1]
    for expected in [200, 302]:
        other = Client()
        sign_in(other)
        other.post(AT + "enter/", {"code": code})
        assert other.get("/account/").status_code == expected


def test_who_removes_the_app_is_signed_out_elsewhere(asha, client, phone):
    set_up(client, phone)
    other = Client()
    sign_in(other)
    other.post(AT + "enter/", {"code": phone.later().code()})
    assert "signed out everywhere else" in client.get(AT + "app/remove/").content.decode()
    assert client.post(AT + "app/remove/").url == AT
    assert not Authenticator.objects.exists()
    assert client.get("/account/").status_code == 200
    assert other.get("/account/").status_code == 302


def test_new_recovery_codes_make_the_old_useless(asha, client, phone, django_capture_on_commit_callbacks):
    set_up(client, phone)
    before = client.get(AT + "codes/").content.decode()
    with django_capture_on_commit_callbacks(execute=True):
        client.post(AT + "codes/make/")
    codes = set(re.findall(r"\d{8}", before))
    assert not codes & set(re.findall(r"<code[^>]*>(\d{8})</code>", client.get(AT + "codes/").content.decode()))


# ---- asked of who can do most


@pytest.fixture
def asked(settings):
    settings.SECOND_FACTOR_REQUIRED = True


def test_a_role_that_can_do_most_is_led_to_set_it_up_first(world, asha, client, phone, asked):
    appoint(world, asha, OFFICER)
    sign_in(client)
    for path in ["/eastshire/", "/account/", "/boards/"]:
        assert client.get(path).url == AT
    assert "asks you to set up a second factor" in client.get(AT).content.decode()
    assert set_up(client, phone).url == AT + "codes/"
    assert client.get("/eastshire/").status_code == 200


@pytest.mark.parametrize("name", ["group_chair", "agency_lead", "practitioner", "lay_member", "trainer"])
def test_other_roles_are_not_asked(world, signed_in, asked, name):
    assert signed_in(world.people[name]).get("/eastshire/").status_code == 200


@pytest.mark.parametrize("name", ["officer", "business_manager", "independent_chair"])
def test_those_roles_are_not_asked_where_the_site_does_not(world, signed_in, name):
    assert signed_in(world.people[name]).get("/eastshire/").status_code == 200


def test_one_may_still_sign_out_and_see_that_the_site_is_well(world, signed_in, asked):
    client = signed_in(world.people["officer"])
    assert client.get("/healthz").status_code == 200
    assert client.post("/accounts/logout/").url == "/"


def test_another_persons_key_is_not_found(world, asha, client, phone):
    set_up(client, phone)
    theirs = Authenticator.objects.create(user=world.people["officer"], type="webauthn", data={"name": "Theirs"})
    assert client.get(f"{AT}keys/{theirs.pk}/remove/").status_code == 404


def test_who_lost_everything_is_let_in_again_by_a_command(asha, client, phone, capsys):
    set_up(client, phone)
    call_command("remove_second_factor", WHO.upper(), why="Phone lost, known voice")
    assert "password or mailed code" in capsys.readouterr().out
    assert client.get("/account/").status_code == 302
    assert sign_in(client).url == "/"
    event = Event.objects.filter(kind="person.second-factor-changed").last()
    assert event.sentence == "removed the second factor of Asha: Phone lost, known voice"
    with pytest.raises(CommandError, match="Nobody has this address"):
        call_command("remove_second_factor", "nobody@example.invalid", why="Asked")
