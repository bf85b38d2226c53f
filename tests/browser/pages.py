"""Every page of the site that can be opened: each address, with records in their states."""

import re
from collections.abc import Iterator
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client
from django.urls import get_resolver
from django.utils import timezone

from learningloop.exchange.operations import keep_sheet
from learningloop.frameworks.operations import load_framework
from learningloop.frameworks.operations.drafts import start_draft
from learningloop.instruments.queries import shipped_sets
from learningloop.people.models import Appointment
from learningloop.people.operations import let_found_boards
from learningloop.people.operations.invitations import invite_person
from learningloop.records.operations import store_file
from learningloop.reminders.operations import make_calendar_address
from learningloop.sources.register.operations import file_with_source
from learningloop.trail.operations import SYSTEM
from tests.house import routes
from tests.joint import offered
from tests.states import ASKED, EARLIER, build_states
from tests.world import World

States = dict[str, list[Any]]
DRAFTED = shipped_sets()["section-175"]
FIRST = DRAFTED.sections[0]
"""Parts of the question set that is a draft among the states."""
PARAMETER = re.compile(r"<\w+:(\w+)>")
RECORD = "<str:reference>/"
MODEL_OF = {
    "sources": "register.source",
    "findings": "learning.finding",
    "threads": "learning.finding",
    "recommendations": "learning.recommendation",
    "actions": "actions.action",
    "shared": "sharing.shareditem",
    "evaluations": "evaluation.evaluation",
    "notes": "learning.finding",
    "questions": "instruments.questionsetversion",
    "rounds": "assessments.round",
    "returns": "assessments.return",
    "programme": "programmes.activity",
    "opened": "learning.finding",
    "remove": "learning.finding",
}
"""Which records an address is about, by its first word."""
OF_A_FINDING = ("notes", "opened", "remove")
"""Addresses about a record of any kind, filled in with a finding."""
FAULTY = b"Source kind,Source title,Source began\nAudit,Audit,soon\n"
"""A sheet that waits, with a fault."""
MAILED = "(?P<"
"""In an address with a key that comes by mail."""
IS_A_PAGE = (200, 409)
SIGNS_OUT = "/accounts/logout/"


def addresses(world: World) -> list[list[str]]:
    """Every address, filled in with one of our records in each state: a list for each address."""
    states = build_states(world)
    _grown(states)
    told = _told(world, states)
    found = [route for route, _view in routes(get_resolver().url_patterns) if MAILED not in route]
    return [list(_filled(route, told, states)) for route in found]


def pages_for(client: Client, places: list[list[str]]) -> list[str]:
    """What answers this client with a page.

    A record's own page counts in each of its states; what is done there looks the same in all, and counts once.
    """
    return [page for asked in places for page in _pages(client, asked)]


def sent_empty(client: Client, pages: list[str]) -> dict[str, str]:
    """The pages whose form asks for something, as they come back with their errors; nothing is changed by it."""
    found = {}
    for page in sorted({*pages} - {SIGNS_OUT}):
        with transaction.atomic():
            response = client.post(page, {"csrfmiddlewaretoken": "as a browser sends it"})
            transaction.set_rollback(True)
        html = _read(response) if response.status_code == 200 else ""
        if "govuk-error-summary" in html:
            found[page] = html
    return found


def _read(response: Any) -> str:
    """The page; nothing of a file, which is read to its end all the same so that it is closed."""
    if response.streaming:
        list(response.streaming_content)
        return ""
    return str(response.content.decode())


def _pages(client: Client, asked: list[str]) -> list[str]:
    found = (place for place in asked if _is_page(client, place))
    own_page = len(asked) > 1 and asked[0].count("/") == 4
    return list(found) if own_page else [place for _, place in zip(range(1), found, strict=False)]


def _is_page(client: Client, place: str) -> bool:
    response = client.get(place)
    if response.streaming:  # a file is read to its end: to close it would close the test's connection too
        return not b"".join(response.streaming_content)
    return response.status_code in IS_A_PAGE and response["Content-Type"].startswith("text/html")


def _filled(route: str, told: dict[str, str], states: States) -> Iterator[str]:
    if RECORD not in route:
        keys = {"key": told["removed"]} if "/removed/" in route else {}
        yield "/" + PARAMETER.sub(lambda found: (told | keys)[found[1]], route)
        return
    word = route.removeprefix("<slug:board>/").split("/")[0]
    for state in states[MODEL_OF[word]]:
        own = told | {"reference": state.ours.reference} | ({"kind": "finding"} if word in OF_A_FINDING else {})
        yield "/" + PARAMETER.sub(lambda found, own=own: own[found[1]], route)


def _grown(states: States) -> None:
    """Findings with all that grew from them, for their threads."""
    judged = states["evaluation.evaluation"][1]
    grown = judged.ours.action.recommendation.findings.get()
    states["learning.finding"].append(type(judged)("judged", grown))


def _told(world: World, states: States) -> dict[str, str]:
    manager = world.people["business_manager"]
    file = store_file(board=world.board, upload=SimpleUploadedFile("notes.txt", b"Notes"), by=manager)
    file_with_source(source=states["register.source"][0].ours, file=file, by=manager)
    invite_person(
        person=world.people["officer"], to=world.board, sign_in_url="https://example.invalid", by=manager
    )
    make_calendar_address(person=manager, now=timezone.now(), by=manager)
    let_found_boards(person=manager, may=True, by=SYSTEM)
    start_draft(board=world.board, by=manager)
    renamed = world.version.document.board.model_copy(update={"short_name": "Eastshire’s partners"})
    load_framework(framework=world.version.document.model_copy(update={"board": renamed}), by=SYSTEM)
    appointment = Appointment.objects.current().get(person=world.people["officer"])
    open_offer = offered(world, ASKED, [world.agencies["police"]], opens_on=EARLIER).first
    delivery = keep_sheet(board=world.board, name="tracker.csv", content=FAULTY, by=manager)
    return {
        "board": world.board.slug, "kind": "audit", "key": str(file.key), "agency": world.agencies["police"].slug,
        "home": world.board.slug, "group": "audit", "form": "json", "person": str(world.people["officer"].key),
        "appointment": str(appointment.key), "secret": "unknown", "pk": "0", "number": "2",
        "host": world.other.slug, "offered": open_offer.reference,
        "delivery": str(delivery.key), "removed": str(states["records.removed"][0].ours.key),
        "standard": "one", "question": "proof",
        "heading": FIRST.key, "asks": FIRST.questions[0].key, "grading": DRAFTED.scales[0].key, "way": "down",
        "part": f"sections/{FIRST.key}",
        "section": "groups", "place": "source_kinds/audit", "list": "groups", "outcome": "1",
    }  # fmt: skip
