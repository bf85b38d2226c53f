"""Closing day: fifty people save their answers at once for a minute, on the real web server, one after another.

Forty answer their own school's return; ten share two returns, each with questions of their own. Nobody pauses
between two answers. Afterwards every save that was acknowledged must stand in the database, once.
"""

import http.client
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode

import main_pages
from bench_process import PATIENCE, first_answer, free_port
from bench_returns import lead_of
from django.conf import settings
from django_scopes import scope
from run_site import CHECKOUT, HOST

from learningloop.instruments.models import Answer
from learningloop.kit.seen import Began
from learningloop.people.models import Board
from learningloop.sources.assessments.models import Return, Round
from learningloop.trail.models import Event

PEOPLE, ALONE, TOGETHER = 50, 40, 5
"""So many answer; so many of them a return of their own; the others so many to a return."""
PROCESSES, SECONDS, OWN = 3, 60.0, 8
"""Of the server; of saving; questions that each has for themselves."""
TOKEN = "a" * 32
HEADERS = {"Content-Type": "application/x-www-form-urlencoded", "HX-Request": "true"}


@dataclass
class Respondent:
    """Somebody who answers their own questions of a return in turn, and what came of it."""

    address: str
    cookie: str
    answers: list[Answer]
    taken: list[float] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)

    def save_until(self, port: int, end: float) -> None:
        line = http.client.HTTPConnection(HOST, port, timeout=PATIENCE)
        turn = 0
        while time.monotonic() < end:
            self._save(line, self.answers[turn % len(self.answers)])
            turn += 1
        line.close()

    def _save(self, line: http.client.HTTPConnection, answer: Answer) -> None:
        """Save one answer; its value and number follow only what the server acknowledged."""
        value, key = ("met" if answer.value != "met" else "not"), answer.question
        seen = Began(answer.number, {"answer": str(answer.value), "answer.why": "Words"}).written()
        sent = {f"{key}-seen": seen, f"{key}-answer": value, f"{key}-answer.why": "Words"}
        body, began = urlencode(sent | {"csrfmiddlewaretoken": TOKEN}), time.perf_counter()
        line.request("POST", f"{self.address}{key}/", body, HEADERS | {"Cookie": self.cookie})
        given = line.getresponse()
        content = given.read()
        self.taken.append((time.perf_counter() - began) * 1000)
        if given.status == 200 and b"Saved by" in content:
            answer.value, answer.number = value, answer.number + 1
        else:
            self.faults.append(f"{given.status} {content[-300:]!r}")


def show(slug: str) -> None:
    """Let them save, and print how long it took them, what was lost, and what the server's processes hold."""
    people, before = _respondents(slug), _events(slug)
    numbers = _numbers(people)
    port = free_port()
    with _server(port) as server:
        first_answer(port, server)
        sizes = [_memory(server)]
        for seconds in (SECONDS / 6, SECONDS):
            _all_save(people, port, time.monotonic() + seconds)
            sizes.append(_memory(server))
    _print(people, _numbers(people) - numbers, _events(slug) - before, sizes)


def _numbers(people: list[Respondent]) -> int:
    """How often their answers were changed, as far as they know."""
    return sum(answer.number for person in people for answer in person.answers)


def _all_save(people: list[Respondent], port: int, end: float) -> None:
    for one in people:
        one.taken.clear()
    with ThreadPoolExecutor(PEOPLE) as pool:
        list(pool.map(lambda one: one.save_until(port, end), people))


def _respondents(slug: str) -> list[Respondent]:
    shared = (PEOPLE - ALONE) // TOGETHER
    with scope(board=Board.objects.get(slug=slug)):
        now = Round.objects.order_by("opens_on").last()
        returns = list(now.returns.filter(state="in-progress").order_by("pk")[: ALONE + shared])
        alone = [_respondent(slug, one, 0) for one in returns[:ALONE]]
        return alone + [_respondent(slug, one, place) for one in returns[ALONE:] for place in range(TOGETHER)]


def _respondent(slug: str, return_: Return, place: int) -> Respondent:
    """The lead of an agency, in a browser of their own, with graded questions that nobody else answers."""
    session = main_pages.sign_in(lead_of(return_)).cookies["sessionid"].value
    cookie = f"{settings.SESSION_COOKIE_NAME}={session}; {settings.CSRF_COOKIE_NAME}={TOKEN}"
    keys = [question.key for question in return_.answer_set.question_set.questions() if question.kind == "grade"]
    mine = keys[place * OWN : (place + 1) * OWN]
    answers = list(Answer.objects.filter(answer_set=return_.answer_set_id, question__in=mine))
    return Respondent(f"/{slug}/returns/{return_.reference}/questions/", cookie, answers)


def _events(slug: str) -> int:
    return Event.objects.filter(board=slug, kind="answer.given").count()


@contextmanager
def _server(port: int) -> "Iterator[subprocess.Popen[bytes]]":
    """gunicorn as it serves the site."""
    told = {"LEARNINGLOOP_BIND": f"{HOST}:{port}", "LEARNINGLOOP_PROCESSES": str(PROCESSES)}
    line = [sys.executable, "-m", "gunicorn", "--config", "deploy/gunicorn.conf.py", "learningloop.web.wsgi"]
    server = subprocess.Popen(line, cwd=CHECKOUT, env=dict(os.environ) | told, stderr=subprocess.DEVNULL)
    try:
        yield server
    finally:
        server.terminate()
        server.wait()


def _memory(server: "subprocess.Popen[bytes]") -> list[int]:
    """The resident memory of each process that serves, in MB."""
    children = Path(f"/proc/{server.pid}/task/{server.pid}/children").read_text().split()
    pages = (int(Path(f"/proc/{child}/statm").read_text().split()[1]) for child in children)
    return [page * os.sysconf("SC_PAGE_SIZE") // 1024**2 for page in pages]


def _print(people: list[Respondent], acknowledged: int, events: int, sizes: list[list[int]]) -> None:
    taken = sorted(one for person in people for one in person.taken)
    faults = [fault for person in people for fault in person.faults]
    given = [answer for person in people for answer in person.answers]
    kept = Answer._base_manager.in_bulk([answer.pk for answer in given])
    wrong = sum((kept[one.pk].value, kept[one.pk].number) != (one.value, one.number) for one in given)
    slow, rate = statistics.quantiles(taken, n=20)[-1], len(taken) / SECONDS
    print(f"\nClosing day: {PEOPLE} people, {PROCESSES} processes, {SECONDS:.0f} s and some before to warm up")
    print(
        f"{rate:.0f} saves a second; p50 {statistics.median(taken):.0f} ms, p95 {slow:.0f}, most {taken[-1]:.0f}"
    )
    print(f"{acknowledged} acknowledged, {events} events; {wrong} of {len(given)} answers otherwise than told")
    print(f"{len(faults)} not saved{'; the first: ' + faults[0] if faults else ''}")
    print("MB of each process at the start, warmed up, and after: " + "; ".join(map(str, sizes)), flush=True)
