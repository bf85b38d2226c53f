"""Signing in, out, and choosing a password."""

import re

import pytest
from django.core import mail
from django.urls import NoReverseMatch, reverse

from learningloop.people.operations import add_person
from learningloop.trail.models import Event
from learningloop.trail.operations import SYSTEM
from tests.world import PASSWORD

NEW = "four green umbrellas walking"


@pytest.fixture
def somebody(world):
    return add_person(email="With.Password@example.invalid", name="Asha", password=PASSWORD, by=SYSTEM)


def sign_in(client, password, **more):
    return client.post(
        "/accounts/login/", {"login": "with.password@example.invalid", "password": password, **more}
    )


def test_one_signs_in_and_goes_where_one_wanted_to(somebody, client):
    page = client.get("/boards/", follow=True)
    assert "Sign in" in page.content.decode()
    assert sign_in(client, PASSWORD, next="/boards/").url == "/boards/"
    assert "You hold no role on any board" in client.get("/boards/").content.decode()


def test_a_wrong_password_says_what_to_do_and_keeps_the_address(somebody, client):
    html = sign_in(client, "wrong").content.decode()
    assert "The email address or the password is not right" in html
    assert "with.password@example.invalid" in html
    assert "govuk-error-summary" in html


def test_a_missing_answer_is_asked_for_by_name(db, client):
    html = client.post("/accounts/login/", {}).content.decode()
    assert "Enter your email address" in html
    assert "Enter your password" in html


def test_one_signs_out(somebody, client):
    sign_in(client, PASSWORD)
    assert "Do you want to sign out" in client.get("/accounts/logout/").content.decode()
    client.post("/accounts/logout/")
    assert client.get("/boards/").status_code == 302


def test_a_forgotten_password_is_chosen_anew_by_mail(somebody, client):
    client.post("/accounts/password/reset/", {"email": "with.password@example.invalid"})
    [message] = mail.outbox
    assert "Asha" not in message.body
    link = re.search(r"https?://testserver(\S+)", message.body)[1]
    form = client.get(link, follow=True)
    path = form.redirect_chain[-1][0]
    assert "At least 12 characters" in form.content.decode()
    assert client.post(path, {"password1": NEW, "password2": NEW}, follow=True).status_code == 200
    assert sign_in(client, NEW).status_code == 302
    event = Event.objects.get(kind="password.chosen")
    assert (event.actor_name, event.before, event.after) == ("Asha", {}, {})
    assert "does not work any more" in client.get(link, follow=True).content.decode()


def test_an_unknown_address_is_answered_the_same_and_gets_no_mail(somebody, client):
    page = client.post("/accounts/password/reset/", {"email": "nobody@example.invalid"}, follow=True)
    assert "If the address you gave has an account" in page.content.decode()
    assert mail.outbox == []


def test_one_changes_the_password(somebody, client):
    sign_in(client, PASSWORD)
    wrong = {"oldpassword": "wrong", "password1": NEW, "password2": NEW}
    assert "not the password you use now" in client.post("/accounts/password/change/", wrong).content.decode()
    client.post("/accounts/password/change/", {**wrong, "oldpassword": PASSWORD})
    client.post("/accounts/logout/")
    assert sign_in(client, NEW).status_code == 302


def test_nobody_signs_up_by_themselves(db, client):
    assert "You cannot sign up here" in client.get("/accounts/signup/").content.decode()
    form = {"email": "new@example.invalid", "password1": NEW}
    assert "You cannot sign up here" in client.post("/accounts/signup/", form).content.decode()


@pytest.mark.parametrize("name", ["account_email", "account_confirm_email"])
def test_what_we_do_not_need_of_the_library_has_no_page(name):
    with pytest.raises(NoReverseMatch):
        reverse(name)


@pytest.mark.parametrize("path", ["inactive", "password/reset/sent", "password/reset/done"])
def test_each_page_of_the_way_opens(db, client, path):
    html = client.get(f"/accounts/{path}/").content.decode()
    assert html.count("<h1") == 1
    assert "kit-top" in html


# ---- a mailed code


def ask_for_code(client, email="with.password@example.invalid", **more):
    client.post("/accounts/login/code/", {"email": email, **more})
    return re.search(r"\d{4}-\d{4}", mail.outbox[-1].body)[0] if mail.outbox else ""


def test_a_mailed_code_signs_in_without_a_password(somebody, client):
    code = ask_for_code(client)
    [message] = mail.outbox
    assert "Asha" not in message.body
    assert "http" not in message.body
    page = client.get("/accounts/login/code/confirm/").content.decode()
    assert "with.password@example.invalid" in page
    assert client.post("/accounts/login/code/confirm/", {"code": code}).status_code == 302
    assert client.get("/boards/").status_code == 200
    assert Event.objects.get(kind="person.signed-in").actor_name == "Asha"


def test_a_code_leads_where_one_wanted_to_go(somebody, client):
    code = ask_for_code(client, next="/account/")
    sent = client.post("/accounts/login/code/confirm/", {"code": code.replace("-", " "), "next": "/account/"})
    assert sent.url == "/account/"


def test_a_wrong_code_is_told_and_the_third_ends_it(somebody, client):
    ask_for_code(client)
    wrong = {"code": "0000-000x"}
    assert "not the code we sent" in client.post("/accounts/login/code/confirm/", wrong).content.decode()
    client.post("/accounts/login/code/confirm/", wrong)
    page = client.post("/accounts/login/code/confirm/", wrong, follow=True)
    assert "too many tries" in page.content.decode()
    assert client.get("/accounts/login/code/confirm/").url == "/accounts/login/code/"


def test_another_code_makes_the_first_useless(somebody, client):
    first = ask_for_code(client)
    client.post("/accounts/login/code/confirm/", {"action": "resend"})
    second = re.search(r"\d{4}-\d{4}", mail.outbox[-1].body)[0]
    client.post("/accounts/login/code/confirm/", {"code": first})
    assert client.get("/boards/").status_code == 302
    client.post("/accounts/login/code/confirm/", {"code": second})
    assert client.get("/boards/").status_code == 200


def test_an_address_without_an_account_gets_the_same_page_and_no_code(somebody, client):
    assert ask_for_code(client, "nobody@example.invalid") == ""
    page = client.get("/accounts/login/code/confirm/").content.decode()
    assert "If nobody@example.invalid has an account" in page
    assert "not the code we sent" in client.post("/accounts/login/code/confirm/", {"code": "1"}).content.decode()
