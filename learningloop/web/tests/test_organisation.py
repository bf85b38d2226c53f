"""Signing in with the organisation's account, at a real provider of OpenID Connect on this machine."""

from urllib.parse import urlsplit

import pytest
import requests
from allauth.mfa.models import Authenticator
from django.conf import settings as site

from learningloop.people.models import Person
from learningloop.people.operations import add_person
from learningloop.people.operations.closing import close_account
from learningloop.trail.models import Event
from learningloop.trail.operations import SYSTEM
from tests import oidc

SIGN_IN = "/accounts/organisation/sign-in/"
ADDRESS = "asha@example.invalid"


ACCOUNTS = {
    "asha": {"email": ADDRESS.upper(), "email_verified": True},
    "unverified": {"email": ADDRESS, "email_verified": False},
    "silent": {"email": ADDRESS},
    "elsewhere": {"email": "asha@elsewhere.invalid"},
    "below": {"email": "asha@sub.example.invalid"},
    "words": {"email": ADDRESS, "email_verified": "false"},
    "stranger": {"email": "somebody.else@example.invalid", "email_verified": True},
    "nameless": {},
}


@pytest.fixture(scope="module")
def provider():
    with oidc.provider(ACCOUNTS) as address:
        yield address


@pytest.fixture
def organisation(provider, settings):
    told = site.SOCIALACCOUNT_PROVIDERS["openid_connect"]
    [app] = told["APPS"]
    configured = app | {"client_id": "loop", "secret": "secret", "settings": {"server_url": provider}}
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": told | {"APPS": [configured]}}
    settings.ORGANISATION_URL = provider
    settings.ORGANISATION = "Eastshire Council"
    return provider


@pytest.fixture
def asha(world):
    return add_person(email=ADDRESS, name="Asha", by=SYSTEM)


def come_from(client, sub, **more):
    """Through the button, the provider's own page, and back."""
    there = client.post(SIGN_IN, more)
    assert there.status_code == 302
    back = requests.post(there.url, data={"sub": sub}, allow_redirects=False, timeout=10).headers["Location"]
    parts = urlsplit(back)
    assert parts.path == "/accounts/organisation/back/"
    return client.get(f"{parts.path}?{parts.query}")


def test_the_button_stands_there_where_it_is_configured(db, client, organisation):
    assert "Sign in with Eastshire Council" in client.get("/accounts/login/").content.decode()


def test_without_a_provider_there_is_no_button_and_no_page(db, client):
    assert "organisation’s account" not in client.get("/accounts/login/").content.decode()
    assert client.post(SIGN_IN).status_code == 404
    assert client.get("/accounts/organisation/back/").status_code == 404


def test_who_is_known_by_a_verified_address_is_signed_in(asha, client, organisation):
    assert come_from(client, "asha").url == "/"
    assert client.get("/account/").status_code == 200
    assert Event.objects.get(kind="person.signed-in").actor_name == "Asha"


def test_one_goes_on_to_where_one_wanted(asha, client, organisation):
    assert come_from(client, "asha", next="/account/").url == "/account/"


@pytest.mark.parametrize("sub", ["unverified", "silent", "words", "stranger", "nameless"])
def test_nobody_else_is_and_no_account_is_made(asha, client, organisation, sub):
    people = Person.objects.count()
    assert come_from(client, sub).url == "/accounts/organisation/unknown/"
    page = client.get("/accounts/organisation/unknown/").content.decode()
    assert "Ask the business manager of your board to invite you" in page
    assert client.get("/account/").status_code == 302
    assert Person.objects.count() == people
    assert "example.invalid" not in str(Event.objects.get(kind="person.sign-in-failed").facts)


def test_a_silent_provider_vouches_for_the_organisations_own_domains(asha, client, organisation, settings):
    settings.ORGANISATION_DOMAINS = ["example.invalid"]
    assert come_from(client, "silent").url == "/"
    assert client.get("/account/").status_code == 200


@pytest.mark.parametrize("sub", ["unverified", "words", "elsewhere", "below"])
def test_and_for_nothing_else(asha, client, organisation, settings, sub):
    add_person(email="asha@elsewhere.invalid", name="Asha", by=SYSTEM)
    add_person(email="asha@sub.example.invalid", name="Asha", by=SYSTEM)
    settings.ORGANISATION_DOMAINS = ["example.invalid"]
    assert come_from(client, sub).url == "/accounts/organisation/unknown/"


def test_a_closed_account_stays_closed(asha, client, organisation):
    close_account(person=asha, why="Left", by=SYSTEM)
    assert come_from(client, "asha").url == "/accounts/inactive/"
    assert client.get("/account/").status_code == 302


def test_the_second_factor_is_still_asked(asha, client, organisation):
    Authenticator.objects.create(user=asha, type="totp", data={"secret": "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"})
    assert come_from(client, "asha").url == "/accounts/second-factor/enter/"
    assert client.get("/account/").status_code == 302


def test_an_answer_that_nobody_asked_for_is_refused(asha, client, organisation):
    assert client.get("/accounts/organisation/back/?code=x&state=y").url == "/accounts/organisation/failed/"


def test_who_stops_there_comes_back_to_a_page_that_says_so(asha, client, organisation):
    there = client.post(SIGN_IN)
    state = there.url.split("state=")[1].split("&")[0]
    back = client.get(f"/accounts/organisation/back/?error=access_denied&state={state}")
    assert back.url == "/accounts/organisation/failed/"
    assert "Nothing was changed" in client.get(back.url).content.decode()


def test_a_provider_that_does_not_answer_is_told(db, client, organisation, settings):
    [app] = settings.SOCIALACCOUNT_PROVIDERS["openid_connect"]["APPS"]
    app["settings"] = {"server_url": "http://localhost:9"}
    assert client.post(SIGN_IN).url == "/accounts/organisation/failed/"
