"""Nobody learns of another board's records, or of what is closed to them, by any address of the site."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import get_resolver
from django_scopes import scope

from learningloop.embedding.actions.operations import add_progress
from learningloop.evaluation.operations import carry_out_evaluation
from learningloop.exchange.operations import keep_sheet
from learningloop.frameworks.operations.drafts import start_draft
from learningloop.instruments.models import Evidence
from learningloop.instruments.queries import shipped_sets
from learningloop.people.models import Appointment
from learningloop.people.rules import BUSINESS_MANAGER
from learningloop.records.operations import store_files
from learningloop.sources.assessments.operations.returns import add_files
from learningloop.sources.programmes.operations import note_outcome
from learningloop.sources.register.models import Sensitivity
from learningloop.sources.register.operations import file_with_source, record_source
from learningloop.trail.operations import SYSTEM
from tests.house import routes
from tests.joint import offered
from tests.states import ASKED, EARLIER, ON, OPEN, question_sets, sides

BOARD = "<slug:board>/"
ROUTES = [
    route.removeprefix(BOARD) for route, _view in routes(get_resolver().url_patterns) if route.startswith(BOARD)
]
RECORDS = [route for route in ROUTES if "<str:reference>" in route]
CLOSABLE = [route for route in RECORDS if not route.startswith(("questions/", "programme/"))]
"""What grows from a source; question sets and agencies' quality assurance are open to the board."""
DRAFTED = shipped_sets()["section-175"]
FIRST = DRAFTED.sections[0]
"""Parts of the question set that is a draft in `question_sets`."""
PARTS = {
    "home": "eastshire", "group": "audit", "kind": "audit", "form": "json", "number": "1", "section": "groups",
    "place": "groups/audit", "list": "groups", "standard": "one", "question": "proof", "heading": FIRST.key,
    "asks": FIRST.questions[0].key, "grading": DRAFTED.scales[0].key, "way": "down",
    "part": f"sections/{FIRST.key}", "outcome": "1",
}  # fmt: skip
"""What parts of an address stand for that are the same whatever record it is about."""
PARAMETER = re.compile(r"<\w+:(\w+)>")


@pytest.fixture
def things(world):
    """What the parts of an address stand for, by the address's first word."""
    ours, _others = sides(world)
    by = world.people["business_manager"]
    appointment = Appointment.objects.current().filter(person=by).first()
    start_draft(board=world.board, by=by)
    of_records = records(ours, OPEN)
    open_offer = offered(world, ASKED, [world.agencies["police"]], opens_on=EARLIER).first
    return of_records | PARTS | {
        "questions": question_sets(world)[0].ours.reference,
        "keys": of_records["keys"] | {"questions": "board-effectiveness"},
        "host": world.other.slug, "offered": open_offer.reference,
        "side": ours, "person": str(by.key), "appointment": str(appointment.key),
        "agency": world.agencies["police"].slug,
        "delivery": str(keep_sheet(board=world.board, name="a.csv", content=b"a", by=by).key),
    }  # fmt: skip


def records(ours, sensitivity):
    """One record of each kind, by the first word of its address; and the keys of the files on them."""
    grown = {
        "sources": ours.source(sensitivity), "findings": ours.finding(sensitivity),
        "recommendations": ours.recommendation(sensitivity), "actions": ours.action(sensitivity),
        "shared": ours.item(sensitivity, sent=sensitivity == OPEN), "rounds": ours.round(sensitivity),
        "returns": ours.returned(sensitivity, "begun"), "programme": ours.activity(),
    }  # fmt: skip
    grown["threads"] = grown["findings"]
    grown["evaluations"] = carry_out_evaluation(
        action=ours.action(sensitivity, "reported", "closed"), verdict="practice", why="So the files say",
        evidence="9 of 12", on=ON, uploads=[notes()], by=ours.by,
    )  # fmt: skip
    [of_source] = store_files(board=ours.world.board, uploads=[notes()], by=ours.by)
    file_with_source(source=grown["sources"], file=of_source, by=ours.by)
    progress = add_progress(action=grown["actions"], text="Done", on=ON, upload=notes(), by=ours.by)
    add_files(return_=grown["returns"], question="proof", uploads=[notes()], by=ours.by)
    [of_return] = Evidence.objects.filter(answer_set=grown["returns"].answer_set)
    noted = note_outcome(activity=grown["programme"], on=ON, found="Two were not", uploads=[notes()], by=ours.by)
    files = {
        "returns": of_return.file,
        "programme": noted.files.get(),
        "sources": of_source,
        "actions": progress.file,
        "evaluations": grown["evaluations"].files.get(),
    }
    keyed = files | {"removed": ours.removed(sensitivity)}
    return {word: record.reference for word, record in grown.items()} | {
        "keys": {word: str(thing.key) for word, thing in keyed.items()}
    }


def notes():
    return SimpleUploadedFile("notes.txt", b"Notes")


def address(board, route, things):
    first = route.split("/")[0]
    parts = things | {"reference": things.get(first), "key": things["keys"].get(first)}
    if first in ("notes", "opened", "remove"):
        parts |= {"kind": "finding", "reference": things["findings"]}
    return f"/{board}/" + PARAMETER.sub(lambda found: parts[found[1]], route)


def answers(client, board, pages, things, send="get"):
    """The status of each address, by address."""
    found = {}
    for route in pages:
        response = getattr(client, send)(address(board, route, things))
        found[address(board, route, things)] = response.status_code
        if response.streaming:
            list(response.streaming_content)  # a file is closed once it has been read to its end
    return found


def other_than(found, *expected):
    return {path: status for path, status in found.items() if status not in expected}


@pytest.mark.parametrize("send", ["get", "post"])
def test_an_address_of_another_board_is_not_found(world, things, signed_in, send):
    found = answers(signed_in(world.people["stranger"]), "eastshire", ROUTES, things, send)
    assert other_than(found, 404) == {}


def test_a_record_is_not_found_under_another_boards_address(world, things, signed_in):
    found = answers(signed_in(world.people["stranger"]), "westshire", RECORDS, things)
    assert other_than(found, 404) == {}


def test_the_same_addresses_exist_for_who_belongs_there(world, things, signed_in):
    """Otherwise the tests above would prove nothing."""
    found = answers(signed_in(world.people["business_manager"]), "eastshire", ROUTES, things)
    assert other_than(found, 200, 302, 403, 405) == {}
    assert list(found.values()).count(200) > len(found) / 2


def test_whoever_has_not_signed_in_is_asked_to(things, client):
    for route in ROUTES:
        response = client.get(address("eastshire", route, things))
        assert response.status_code == 302, route
        assert response["Location"].startswith("/accounts/login/"), route


@pytest.mark.parametrize("send", ["get", "post"])
def test_what_is_closed_to_a_colleague_is_not_found(world, things, signed_in, send):
    colleague = world.person(BUSINESS_MANAGER, name="colleague")
    found = answers(
        signed_in(colleague), "eastshire", CLOSABLE, things | records(things["side"], Sensitivity.NAMED), send
    )
    assert other_than(found, 404, 405) == {}  # "no such method" is said of the page, whatever the record


def test_a_list_names_nothing_of_another_board(world, signed_in):
    with scope(board=world.other):
        record_source(board=world.other, kind="audit", title="Westshire’s secret", started_on=ON, by=SYSTEM)
    client = signed_in(world.people["business_manager"])
    assert "Westshire" not in client.get("/eastshire/sources/").content.decode()
