"""When something is not there, not permitted or not right: what happened, and what to do."""

import pytest
from django.test import Client, RequestFactory
from django.views import defaults


def test_what_one_may_not_know_of_and_what_is_not_there_read_the_same(world, signed_in):
    client = signed_in(world.people["stranger"])
    hidden, absent = client.get("/eastshire/"), client.get("/nowhere/")
    assert hidden.status_code == absent.status_code == 404
    assert "Eastshire" not in hidden.content.decode()
    assert "We cannot find this page" in absent.content.decode()


def test_a_missing_page_of_ones_board_keeps_the_way_about(world, signed_in):
    page = signed_in(world.people["officer"]).get("/eastshire/people/agencies/none/")
    assert page.status_code == 404
    assert 'href="/eastshire/people/"' in page.content.decode()


def test_what_was_not_permitted_is_named(world, signed_in):
    page = signed_in(world.people["officer"]).get("/eastshire/people/grant/")
    assert page.status_code == 403
    assert "Grant and remove roles" in page.content.decode()


def test_an_open_page_with_an_old_token_says_that_nothing_is_lost(world, client):
    strict = Client(enforce_csrf_checks=True)
    page = strict.post("/accounts/login/", {"login": "a@example.invalid"})
    assert page.status_code == 403
    assert "what you typed is still there" in page.content.decode()


@pytest.mark.parametrize(
    ("view", "words"),
    [(defaults.server_error, "The fault is ours"), (defaults.bad_request, "We could not understand")],
)
def test_a_fault_of_ours_is_told_without_a_word_of_its_inside(view, words):
    arguments = [ValueError("secret")] if view is defaults.bad_request else []
    html = view(RequestFactory().get("/"), *arguments).content.decode()
    assert words in html
    assert "secret" not in html
    assert html.count("<h1") == 1


@pytest.mark.parametrize("address", ["/%00/", "/eastshire/sources/R%00/", "/eastshire/actions/?theme=%00"])
def test_an_address_with_a_nul_is_not_understood(world, signed_in, address):
    page = signed_in(world.people["officer"]).get(address)
    assert page.status_code == 400
    assert "We could not understand" in page.content.decode()


def test_a_choice_with_a_nul_is_not_understood(world, signed_in):
    client = signed_in(world.people["business_manager"])
    answer = client.post("/eastshire/shared/write/", {"findings": "F-\0", "title": "What we learned"})
    assert answer.status_code in (200, 400)
