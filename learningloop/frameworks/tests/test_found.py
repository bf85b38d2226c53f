"""A board set up from nothing: who may, what its framework begins as, who begins with it."""

import re
from io import BytesIO, StringIO

import pytest
from django.core import mail
from django.core.management import CommandError, call_command

from learningloop.frameworks.imports import read_framework
from learningloop.frameworks.operations.founding import MayNotFound, found_board
from learningloop.frameworks.queries import PACKS, current_framework, faults_between
from learningloop.frameworks.rules.taking_over import TAKEN_OVER, entries_taken_over, left_over, taken_over
from learningloop.frameworks.schema import Board as BoardTold
from learningloop.people.models import Agency, Appointment, Board, Group, Person
from learningloop.people.operations import let_found_boards
from learningloop.trail.models import Event
from learningloop.trail.operations import SYSTEM

PAGE = "/boards/set-up/"
ANSWERS = {
    "name": "Northshire Safeguarding Children Partnership",
    "short_name": "NSCP",
    "area": "Northshire",
    "begin_with": "working-together-2023",
    "manager_email": "maggie@example.invalid",
    "manager_name": "Maggie Manager",
}


@pytest.fixture
def founder(world, signed_in):
    person = world.people["officer"]
    let_found_boards(person=person, may=True, by=SYSTEM)
    return signed_in(person)


def test_only_who_was_given_the_right_may_set_up_a_board(world, signed_in, client):
    for name, person in world.people.items():
        assert signed_in(person).get(PAGE).status_code == 403, name
        assert signed_in(person).post(PAGE, {**ANSWERS, "confirmed": "1"}).status_code == 403, name
        assert "Set up a board" not in signed_in(person).get("/boards/").content.decode()
    client.logout()
    assert client.get(PAGE)["Location"].startswith("/accounts/login/")
    with pytest.raises(MayNotFound):
        found_board(framework=world.version.document, first=[], sign_in_url="", by=world.people["officer"])
    assert not Board.objects.filter(slug="northshire").exists()


def test_the_command_gives_the_right_and_takes_it_away(world, signed_in):
    said = StringIO()
    person = world.people["officer"]
    call_command("people", "founder", person.email, stdout=said)
    assert signed_in(person).get(PAGE).status_code == 200
    assert "Set up a board" in signed_in(person).get("/boards/").content.decode()
    call_command("people", "founders", stdout=said)
    assert f"{person.email}  {person.name}" in said.getvalue()
    call_command("people", "founder", person.email, "--take-away", stdout=said)
    assert signed_in(person).get(PAGE).status_code == 403
    call_command("people", "founder", "new@example.invalid", "--name", "New Founder", stdout=said)
    assert Person.objects.get(email="new@example.invalid").founds_boards
    with pytest.raises(CommandError, match="Add --name"):
        call_command("people", "founder", "nobody@example.invalid")
    with pytest.raises(CommandError, match="is not an email address"):
        call_command("people", "founder", "nobody")


def test_a_board_is_set_up_after_a_look_at_the_answers(founder, django_capture_on_commit_callbacks):
    page = founder.post(PAGE, ANSWERS).content.decode()
    assert "Check before you set up the board" in page
    assert "http://testserver/northshire/" in page
    assert not Board.objects.filter(slug="northshire").exists()
    with django_capture_on_commit_callbacks(execute=True):
        answer = founder.post(PAGE, {**ANSWERS, "confirmed": "1"}, follow=True)
    assert "is set up." in answer.content.decode()
    board = Board.objects.get(slug="northshire")
    assert Group.objects.filter(home=board).count() == 10
    assert set(Agency.objects.filter(boards=board).values_list("name", flat=True)) >= {"Northshire Council"}
    [appointment] = Appointment.objects.current().on(board)
    assert (appointment.person.email, appointment.role) == ("maggie@example.invalid", "business-manager")
    assert mail.outbox[-1].to == ["maggie@example.invalid"]
    assert {"board.added", "framework.loaded", "role.granted"} <= set(
        Event.objects.filter(board="northshire").values_list("kind", flat=True)
    )


def test_who_sets_up_their_own_board_comes_to_what_they_do_first(world, founder, signed_in):
    own = {**ANSWERS, "manager_email": world.people["officer"].email, "manager_name": "", "confirmed": "1"}
    answer = founder.post(PAGE, own)
    assert answer["Location"] == "/northshire/begin/"
    page = founder.get("/northshire/begin/").content.decode()
    assert "1 of 5 done" in page
    assert "still cite another board’s document" in page
    assert "First things first" in founder.get("/northshire/").content.decode()
    assert founder.get("/eastshire/begin/").status_code == 200
    assert signed_in(world.people["lay_member"]).get("/eastshire/begin/").status_code == 403
    assert signed_in(world.people["stranger"]).get("/northshire/begin/").status_code == 404


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"slug": "boards"}, "No board can stand at /boards/"),
        ({"slug": "static"}, "No board can stand at /static/"),
        ({"slug": "eastshire"}, "There is a board at /eastshire/ already"),
        ({"slug": "North_Shire"}, "No board can stand at /North_Shire/"),
        ({"area": "Eastshire"}, "There is a board at /eastshire/ already"),
        ({"name": ""}, "Enter what the board is called"),
        ({"begin_with": "nowhere"}, "Select a valid choice"),
        ({"manager_name": ""}, "Nobody with this address has an account yet"),
        ({"chair_email": "chair@example.invalid"}, "Nobody with this address has an account yet"),
    ],
)
def test_a_wrong_answer_is_told_and_kept(founder, wrong, sentence):
    page = founder.post(PAGE, {**ANSWERS, **wrong, "confirmed": "1"}).content.decode()
    assert sentence in page
    assert 'value="NSCP"' in page
    assert not Board.objects.filter(slug="northshire").exists()


def test_a_board_begins_from_a_file(founder):
    given = (PACKS / "sandwell.yaml").read_bytes()
    faulty = BytesIO(given.replace(b"family: review", b"family: revue", 1))
    faulty.name = "own.yaml"
    page = founder.post(PAGE, {**ANSWERS, "file": faulty}).content.decode()
    assert "&quot;revue&quot; is not allowed here. Did you mean &quot;review&quot;?" in page
    own = BytesIO(given)
    own.name = "own.yaml"
    page = founder.post(PAGE, {**ANSWERS, "file": own})
    kept = re.search(r'name="pack" value="([^"]+)"', page.content.decode())
    assert kept
    pack = page.context["form"].cleaned_data["pack"]
    founder.post(PAGE, {**ANSWERS, "pack": pack, "confirmed": "1"})
    framework = current_framework(Board.objects.get(slug="northshire"))
    assert framework.board.name == ANSWERS["name"]
    assert framework.source_kinds == read_framework(PACKS / "sandwell.yaml").source_kinds


@pytest.mark.parametrize("pack", sorted(PACKS.glob("*.yaml")), ids=lambda pack: pack.stem)
def test_every_pack_can_be_taken_over_whole_and_no_name_stays_but_what_is_told(pack):
    given = read_framework(pack)
    new = BoardTold(
        slug="northshire", name="Northshire Board", short_name="NB", area="Northshire", source=given.board.source
    )
    begun = taken_over(given, new)
    assert faults_between(begun.model_dump(mode="json")) == []
    assert begun.board == new.model_copy(update={"source": begun.board.source})
    own = begun.model_copy(update={"document": begun.document.model_copy(update={"notes": ()})})
    words = " ".join(texts(own.model_dump(mode="json")))
    for name in (given.board.name, given.board.area, given.board.short_name):
        assert not re.search(rf"(?<!\w){re.escape(name)}(?!\w)", words), name
    assert all(group.boards_served == () for group in begun.groups)
    assert begun.activity == ()
    assert entries_taken_over(begun) > 20
    assert begun.purpose[0].source.at.startswith(f"{TAKEN_OVER} {given.board.short_name}: ")
    assert len(begun.source_kinds) == len(given.source_kinds)


def test_what_still_bears_the_other_areas_name_is_told():
    given = read_framework(PACKS / "windsor-maidenhead.yaml")
    new = BoardTold(
        slug="northshire", name="Northshire Board", short_name="NB", area="Northshire", source=given.board.source
    )
    told = left_over(taken_over(given, new), given.board)
    assert told
    assert all(entry.startswith("the ") for entry in told)


def texts(value, name=""):
    match value:
        case dict():
            return [text for key, inner in value.items() for text in texts(inner, key)]
        case list() | tuple():
            return [text for inner in value for text in texts(inner, name)]
        case str() if name not in ("at", "quote", "key", "slug"):
            return [value]
    return []
