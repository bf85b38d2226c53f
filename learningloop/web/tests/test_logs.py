"""The logs tell what happened and nothing about anybody: planted words never come out."""

import json
import logging
from uuid import uuid4

import pytest
import structlog
from django.core.exceptions import SuspiciousOperation
from django.db import connection, transaction
from django.http import HttpResponse
from django.test import override_settings
from django.urls import include, path
from hypothesis import given
from hypothesis import strategies as st

from learningloop.people.gate import open_page
from learningloop.people.models import Person
from learningloop.people.operations import add_person
from learningloop.trail.operations import SYSTEM
from learningloop.web import logs
from tests.world import PASSWORD

NAME = "Araminta Quillfeather"
MAIL = "araminta.quillfeather@example.invalid"
STORY = "Mother said that he had locked the kitchen"
TOKEN = "tok-5f0c9d7a31"
PLANTED = [NAME, "Quillfeather", MAIL, STORY, "kitchen", TOKEN, PASSWORD, "example.invalid"]


class Cause(Exception):
    pass


@open_page("a test raises here")
def fault(request, word=""):
    typed = request.POST.get("story", STORY)
    try:
        raise Cause(f"{NAME}: {typed}")
    except Cause as cause:
        raise ValueError(f"{MAIL} {word} {typed}") from cause


@open_page("a test raises here")
def in_database(request):
    person = Person.objects.get(email=MAIL)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("INSERT INTO people_person (email, name) VALUES (%s, %s)", [person.email, STORY])
    return HttpResponse()


@open_page("a test raises here")
def suspicious(request):
    raise SuspiciousOperation(f"{NAME} wrote {STORY}")


urlpatterns = [
    path("planted/fault/<str:word>/", fault),
    path("planted/database/", in_database),
    path("planted/suspicious/", suspicious),
    path("", include("learningloop.web.urls")),
]


@pytest.fixture
def written():
    """What service would have written, line by line."""
    lines = []
    formatter = logs.service_formatter()

    class Kept(logging.Handler):
        def emit(self, record):
            lines.append(formatter.format(record))

    handler, root = Kept(), logging.getLogger()
    before = root.level
    root.addHandler(handler)
    root.setLevel(logging.INFO)
    yield lines
    root.removeHandler(handler)
    root.setLevel(before)


def told(lines):
    """The lines read back; that none bears a planted word has been seen."""
    everything = "\n".join(lines)
    assert [word for word in PLANTED if word.lower() in everything.lower()] == []
    return [json.loads(line) for line in lines]


@pytest.fixture
def unguarded(client):
    """A browser to which a fault is answered, as in service."""
    client.raise_request_exception = False
    return client


@pytest.mark.urls(__name__)
@pytest.mark.parametrize("send", ["get", "post"])
def test_a_fault_tells_its_kind_and_way_and_no_word_of_what_was_sent(db, unguarded, written, send):
    add_person(email=MAIL, name=NAME, password=PASSWORD, by=SYSTEM)
    asked = {"story": STORY, "email": MAIL, "token": TOKEN}
    answer = getattr(unguarded, send)(f"/planted/fault/{TOKEN}/?q={NAME}&token={TOKEN}", asked)
    assert answer.status_code == 500
    fault_line, request_line = told(written)
    assert [one["kind"] for one in fault_line["fault"]] == ["builtins.ValueError", f"{__name__}.Cause"]
    assert any("test_logs.py" in step and step.endswith(" fault") for step in fault_line["fault"][0]["way"])
    assert fault_line["request_id"] == request_line["request_id"] == answer["X-Request-ID"]
    assert request_line["route"] == "planted/fault/<str:word>/"
    assert (request_line["status"], request_line["method"]) == (500, send.upper())


@pytest.mark.urls(__name__)
def test_a_fault_of_the_database_does_not_repeat_the_row(db, unguarded, written):
    add_person(email=MAIL, name=NAME, password=PASSWORD, by=SYSTEM)
    assert unguarded.get("/planted/database/").status_code == 500
    assert told(written)[0]["fault"][0]["kind"].startswith("django.db.utils.")


@pytest.mark.urls(__name__)
@pytest.mark.parametrize(
    ("address", "more"),
    [
        ("/planted/suspicious/", {}),
        (f"/{NAME}/{TOKEN}/?mail={MAIL}", {}),
        (f"/accounts/password/reset/ab-{TOKEN}/", {}),
        (f"/accounts/login/?next=/{TOKEN}&who={MAIL}", {"HTTP_REFERER": f"http://testserver/{NAME}"}),
        ("/", {"HTTP_HOST": "quillfeather.example.invalid"}),
        ("/", {"HTTP_USER_AGENT": NAME, "HTTP_X_REQUEST_ID": TOKEN}),
        ("/%00" + TOKEN, {}),
    ],
)
def test_no_address_query_or_header_is_written(db, unguarded, written, address, more):
    unguarded.get(address, **more)
    assert told(written)[-1]["event"] == "request"


def test_signing_in_writes_the_key_of_whoever_it_is(db, unguarded, written):
    person = add_person(email=MAIL, name=NAME, password=PASSWORD, by=SYSTEM)
    unguarded.post("/accounts/login/", {"login": MAIL, "password": STORY})
    unguarded.post("/accounts/login/", {"login": MAIL, "password": PASSWORD})
    unguarded.get("/boards/")
    lines = told(written)
    assert [line["person"] for line in lines] == [None, None, str(person.key)]


def test_a_boards_page_names_the_board_and_its_pattern(world, signed_in, written):
    signed_in(world.people["officer"]).get(f"/eastshire/actions/?words={STORY}")
    [line] = told(written)
    assert (line["board"], line["route"], line["status"]) == ("eastshire", "<slug:board>/actions/", 200)
    assert line["ms"] > 0
    assert line["person"] == str(world.people["officer"].key)


def test_a_board_that_one_may_not_know_of_is_not_named(world, signed_in, written):
    signed_in(world.people["stranger"]).get("/eastshire/")
    assert told(written)[0]["board"] is None


@pytest.mark.parametrize(
    ("name", "level", "words"),
    [
        ("django.request", "error", ("%s: %s", f"/{TOKEN}", NAME)),
        ("gunicorn.error", "warning", (f"Invalid request from ip=10.0.0.1: 'GET /{TOKEN} {NAME}'",)),
        ("gunicorn.error", "error", ("Error handling request %s", f"/{TOKEN}?{MAIL}")),
        ("some.library", "info", ("sent to %(to)s", {"to": MAIL})),
        ("some.library", "warning", (f"{STORY} was refused",)),
        ("learningloop.people.operations", "warning", ("invited %s", NAME)),
    ],
)
def test_a_line_of_any_library_keeps_its_place_and_no_facts(written, name, level, words):
    getattr(logging.getLogger(name), level)(*words)
    [line] = told(written)
    assert line["logger"] == name
    assert line["place"].startswith("test_logs:")


@pytest.fixture
def queue():
    """The queue's own logger, which its worker makes silent when it is run quietly."""
    logger = logging.getLogger("django_tasks")
    level = logger.level
    logger.setLevel(logging.INFO)
    yield logger
    logger.setLevel(level)


def test_what_is_nobodys_word_is_kept(written, queue):
    number, key = 3, uuid4()
    task = "learningloop.people.jobs.send"
    queue.info("Task id=%s path=%s state=%s tries=%d", key, task, "ready", number)
    assert told(written)[0]["facts"] == [str(key), task, "…", number]


def test_the_web_servers_start_is_told(written):
    logger = logging.getLogger("gunicorn.error")
    logger.propagate = True
    logger.info("Listening at: %s (%s)", "unix:/run/loop.sock", 12)
    assert told(written)[0]["event"] == "Listening at: unix:/run/loop.sock (12)"


def test_our_own_lines_say_what_they_are_given_but_no_address(written):
    person = Person(email=MAIL, name=NAME)
    structlog.get_logger("learningloop.web").error("not ready", lacking=["database"], to=MAIL, whose=person)
    [line] = told(written)
    assert (line["event"], line["lacking"], line["level"]) == ("not ready", ["database"], "error")


@given(st.emails())
def test_no_mail_address_passes(address):
    line = logs.without_addresses(None, "info", json.dumps({"event": f"told {address} so"}))
    assert address.split("@")[1] not in line


@override_settings(DEBUG=True)
def test_in_development_a_line_reads_like_a_line():
    record = logging.LogRecord("django.request", logging.ERROR, __file__, 1, "Fault at %s", ("/here",), None)
    assert "Fault at /here" in logs.development_formatter().format(record)
