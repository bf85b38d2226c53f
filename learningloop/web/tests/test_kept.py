"""A form that comes after its reader's session ended is kept for them, and for nobody else."""

import time

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from learningloop.frameworks.models import FrameworkDraft
from learningloop.frameworks.operations.drafts import start_draft
from learningloop.kit import kept
from learningloop.kit.stamps import FIELD, stamp
from learningloop.learning.models import Finding
from learningloop.learning.operations import draw_finding
from learningloop.people.operations import choose_password
from learningloop.records.models import Note
from learningloop.trail.operations import SYSTEM
from learningloop.web import sessions
from tests.browser.pages import addresses
from tests.loop import a_finding
from tests.world import PASSWORD

HERE = {"origin": "http://testserver"}
LONG = "Nobody asked the boy what he saw. " * 55
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@pytest.fixture
def officer(world):
    choose_password(person=world.people["officer"], password=PASSWORD, by=SYSTEM)
    return world.people["officer"]


@pytest.fixture
def page(world, officer):
    """The page on which the officer draws a finding."""
    return f"/eastshire/sources/{a_finding(world).source.reference}/findings/draw/"


def form(person, **told):
    answers = {
        "kind": "need",
        "statement": LONG,
        "practice": "several",
        "drawn_on_day": "3",
        "drawn_on_month": "5",
    }
    return {FIELD: stamp(person), **answers, "drawn_on_year": "2026", **told}


def sign_in(client, person):
    return client.post("/accounts/login/", {"login": person.email, "password": PASSWORD})


def shown(client):
    return client.get("/kept/").content.decode()


def forms(client):
    return client.get("/kept/").context["forms"]


def send_kept(client, **more):
    """Press a button of what is kept, as the page offers it."""
    [one] = forms(client)
    return send(client, one, **more)


def send(client, one, **more):
    told = {"kept_form": one.key, **more}
    for name, value in one.fields:
        told.setdefault(name, []).append(value)
    return client.post(one.path, told)


def test_what_was_typed_is_there_after_signing_in_and_is_saved_once(officer, page, client):
    before = Finding.objects.count()
    lost = client.post(page, form(officer))
    assert lost.url == "/accounts/login/?next=/kept/"
    assert "is kept for you" in client.get(lost.url).content.decode()
    assert sign_in(client, officer).url == "/kept/"
    html = shown(client)
    assert "Nobody asked the boy what he saw." in html
    assert "Draw a finding from a source" in html and page in html
    [one] = forms(client)
    assert send(client, one).url.startswith("/eastshire/findings/F-")
    assert Finding.objects.latest("pk").statement == LONG.strip()
    assert Finding.objects.count() == before + 1
    assert "Nothing is kept for you" in shown(client)
    again = send(client, one)
    assert again.url == "/kept/"
    assert "sent once already" in shown(client)
    assert Finding.objects.count() == before + 1


def test_two_presses_at_once_save_it_once(officer, page, client, monkeypatch):
    before = Finding.objects.count()
    client.post(page, form(officer))
    sign_in(client, officer)
    [one] = forms(client)
    second, meanwhile = Client(), []
    second.cookies = client.cookies.copy()

    def draw(**told):
        if not meanwhile:
            meanwhile.append("")
            meanwhile.append(send(second, one).url)
        return draw_finding(**told)

    monkeypatch.setattr("learningloop.learning.views.findings.draw_finding", draw)
    send(client, one)
    assert meanwhile == ["", "/kept/"]
    assert Finding.objects.count() == before + 1


def test_a_session_that_ended_by_itself_keeps_it_too(officer, page, client, monkeypatch):
    sign_in(client, officer)
    later = time.time() + 61 * 60
    monkeypatch.setattr(sessions.time, "time", lambda: later)
    assert client.post(page, form(officer)).url == "/accounts/login/?next=/kept/"
    sign_in(client, officer)
    assert len(forms(client)) == 1


def test_it_can_be_opened_first_and_nothing_is_saved(officer, page, client):
    before = Finding.objects.count()
    client.post(page, form(officer))
    sign_in(client, officer)
    opened = send_kept(client, kept_look="1")
    html = opened.content.decode()
    assert "not saved yet. Look through it, then save it" in html
    assert LONG.strip() in html
    assert Finding.objects.count() == before
    assert forms(client) == []


def test_a_page_that_only_does_something_does_nothing_when_it_is_opened(world, client):
    manager = world.people["business_manager"]
    choose_password(person=manager, password=PASSWORD, by=SYSTEM)
    start_draft(board=world.board, by=manager)
    client.post("/eastshire/framework/draft/throw-away/", {FIELD: stamp(manager), "confirmed": "1", "why": "So"})
    sign_in(client, manager)
    assert send_kept(client, kept_look="1").url == "/kept/"
    assert "cannot be looked at" in shown(client)
    assert FrameworkDraft.objects.exists()
    assert send_kept(client).status_code == 302
    assert not FrameworkDraft.objects.exists()


def test_a_note_can_be_opened_first_too(world, officer, page, client):
    note = page.replace("/sources/R-2026-001/findings/draw/", "/notes/finding/F-2026-001/add/")
    client.post(note, {FIELD: stamp(officer), "text": LONG})
    sign_in(client, officer)
    html = send_kept(client, kept_look="1").content.decode()
    assert "not saved yet" in html and LONG.strip() in html
    assert not Note.objects.exists()


def test_a_form_that_cannot_be_taken_is_kept_on(officer, page, client):
    client.post(page.replace("/R-", "/R-9"), form(officer))
    sign_in(client, officer)
    assert send_kept(client).status_code == 404
    assert send_kept(client).status_code == 404


def test_it_can_be_thrown_away(officer, page, client):
    client.post(page, form(officer))
    sign_in(client, officer)
    [one] = forms(client)
    client.post("/kept/", {"key": one.key})
    assert "Nothing is kept for you" in shown(client)


def test_somebody_else_sees_nothing_of_it_and_it_waits_for_its_reader(world, officer, page, client):
    client.post(page, form(officer))
    key = next(iter(client.session["kept"]))
    other = world.people["business_manager"]
    choose_password(person=other, password=PASSWORD, by=SYSTEM)
    assert sign_in(client, other).url == "/"
    assert "Nothing is kept for you" in shown(client)
    assert "Something that you typed" not in client.get("/eastshire/").content.decode()
    client.post("/kept/", {"key": key})
    assert client.post(page, {"statement": "x", "kept_form": key}).url == "/kept/"
    client.post("/accounts/logout/")
    sign_in(client, officer)
    assert len(forms(client)) == 1


def test_a_form_that_was_written_for_somebody_else_is_not_taken(world, officer, page, signed_in):
    before = Finding.objects.count()
    client = signed_in(world.people["business_manager"])
    answer = client.post(page, form(officer))
    assert answer.status_code == 403
    assert "opened by somebody else" in answer.content.decode()
    assert "Nobody asked the boy" not in answer.content.decode()
    assert Finding.objects.count() == before
    client.post("/accounts/logout/")
    sign_in(client, officer)
    assert len(forms(client)) == 1


def test_a_token_of_an_earlier_session_keeps_what_was_typed(officer, page):
    strict = Client(enforce_csrf_checks=True, headers=HERE)
    token = token_of(strict, "/accounts/login/")
    strict.post("/accounts/login/", {"login": officer.email, "password": PASSWORD, "csrfmiddlewaretoken": token})
    old = form(officer, csrfmiddlewaretoken=token)
    assert strict.post(page, old).url == "/kept/"
    [one] = forms(strict)
    assert dict(one.fields)["statement"] == LONG
    fresh = token_of(strict, "/kept/")
    assert send(strict, one, csrfmiddlewaretoken=fresh).status_code == 302
    assert Finding.objects.latest("pk").statement == LONG.strip()


@pytest.mark.parametrize("headers", [{"origin": "https://evil.example"}, {"origin": "null"}, {}])
def test_a_form_from_elsewhere_is_refused_and_nothing_is_kept(officer, page, headers):
    strict = Client(enforce_csrf_checks=True)
    token = token_of(strict, "/accounts/login/")
    sent = form(officer, csrfmiddlewaretoken=token[:-1] + ("a" if token[-1] != "a" else "b"))
    assert strict.post(page, sent, headers=headers).status_code == 403
    assert "kept" not in strict.session


def token_of(client, address):
    return client.get(address).context["csrf_token"]


@pytest.mark.parametrize("written_for", ["", "1", "1:abc:def"])
def test_without_a_stamp_of_ours_nothing_is_kept(officer, page, client, written_for):
    assert client.post(page, form(officer, written_for=written_for)).url == f"/accounts/login/?next={page}"
    assert "kept" not in client.session


def test_a_fourth_form_is_shown_to_be_copied(officer, page, client):
    for number in range(kept.MOST):
        client.post(page, form(officer, evidence=f"Files {number} to 9"))
        client.post(page, form(officer, evidence=f"Files {number} to 9"))
    fourth = client.post(page, form(officer, evidence="Files 4 to 9"))
    assert fourth.status_code == 403
    assert "3 forms are kept in this browser already" in fourth.content.decode()
    assert LONG in fourth.content.decode()
    sign_in(client, officer)
    assert [dict(one.fields)["evidence"][6] for one in forms(client)] == ["0", "1", "2"]


def test_a_very_long_form_is_taken_from_who_is_signed_out(officer, page, client):
    client.post(page, form(officer, evidence="9 of 12 files. " * 30_000))
    sign_in(client, officer)
    assert forms(client)[0].size > 450_000


def test_what_is_too_long_is_shown_to_be_copied(officer, page, client, monkeypatch):
    monkeypatch.setattr(kept, "MOST_CHARACTERS", 3000)
    client.post(page, form(officer))
    second = client.post(page, form(officer, evidence="<b>Twelve files</b>"))
    assert "it is too long" in second.content.decode()
    assert "&lt;b&gt;Twelve files&lt;/b&gt;" in second.content.decode()


def test_files_are_not_kept_and_it_is_opened_to_choose_them_again(officer, page, client):
    client.post(page, form(officer, minutes=SimpleUploadedFile("minutes.txt", b"Secret minutes")))
    sign_in(client, officer)
    html = shown(client)
    assert "minutes.txt" in html and "Files are not kept" in html
    assert "Save it now" not in html and "Open it" in html
    assert "Secret" not in str(forms(client))


def test_a_script_leads_the_whole_page_to_sign_in(officer, client):
    answer = client.post(
        "/eastshire/shared/write/",
        {FIELD: stamp(officer), "body": LONG, "preview": "1"},
        headers={"hx-request": "true"},
    )
    assert (answer.status_code, answer["HX-Redirect"]) == (200, "/accounts/login/?next=/kept/")
    sign_in(client, officer)
    assert "Save it now" not in shown(client)
    assert LONG.strip() in send_kept(client, kept_look="1").content.decode()
    listing = Client().get("/eastshire/actions/?page=2", headers={"hx-request": "true"})
    assert listing["HX-Redirect"] == "/accounts/login/?next=/eastshire/actions/%3Fpage%3D2"


def test_it_lies_sealed_in_the_session_and_for_twelve_hours(officer, page, client, monkeypatch):
    client.post(page, form(officer))
    lies = client.session["kept"]
    assert "Nobody" not in str(lies) and officer.name not in str(lies)
    sign_in(client, officer)
    later = time.time() + kept.SECONDS
    monkeypatch.setattr(kept.time, "time", lambda: later)
    assert kept_now(client) == []


def kept_now(client):
    request = client.get("/kept/").wsgi_request
    return kept.kept_forms(request)


def test_a_button_alone_and_a_search_are_not_kept(officer, page, client):
    client.post(page, {FIELD: stamp(officer), "confirmed": "1"})
    client.post("/eastshire/search/", {FIELD: stamp(officer), "words": "the boy"})
    assert "kept" not in client.session


def test_no_page_that_keeps_asks_for_a_password_or_a_code(world, signed_in):
    client = signed_in(world.people["business_manager"])
    asks = []
    for address in [place for places in addresses(world) for place in places[:1]]:
        answer = client.get(address)
        html = b"".join(answer.streaming_content) if answer.streaming else answer.content
        keeps = answer.resolver_match and getattr(answer.resolver_match.func, "keeps", "")
        if keeps and (b'type="password"' in html or b"one-time-code" in html):
            asks.append(address)
    assert asks == []
    sent = {FIELD: stamp(world.people["business_manager"]), "oldpassword": PASSWORD, "password1": PASSWORD}
    nobody = Client()
    nobody.post("/accounts/password/change/", sent)
    assert "kept" not in nobody.session


def test_every_form_bears_its_reader_and_no_form_of_a_stranger_does(world, signed_in):
    assert FIELD not in Client().get("/accounts/login/").content.decode()
    html = signed_in(world.people["officer"]).get("/eastshire/").content.decode()
    assert html.count('<form method="post"') <= html.count(f'name="{FIELD}"')
    assert world.people["officer"].name not in stamp(world.people["officer"])
