import pytest

from learningloop.records.models import Note
from learningloop.trail.models import Event
from tests.states import NAMED, OPEN, sides


@pytest.fixture
def finding(world):
    return sides(world)[0].finding(OPEN)


def url(record, kind="finding"):
    return f"/eastshire/notes/{kind}/{record.reference}/add/"


def test_a_note_stands_beside_its_record_for_whoever_may_open_it(world, finding, signed_in):
    back = f"/eastshire/findings/{finding.reference}/"
    response = signed_in(world.people["officer"]).post(url(finding), {"text": "Ask the school.", "back": back})
    assert response["Location"] == back
    assert "Ask the school." in signed_in(world.people["lay_member"]).get(back).content.decode()
    assert Event.objects.filter(kind="note.added", actor_name="Business unit officer").count() == 1


def test_an_empty_note_is_asked_for(world, finding, signed_in):
    page = signed_in(world.people["officer"]).post(url(finding), {"text": "  "})
    assert "Write the note" in page.content.decode()
    assert not Note.objects.exists()


def test_no_note_beside_what_one_may_not_open(world, signed_in):
    closed = sides(world)[1].finding(NAMED)
    assert signed_in(world.people["officer"]).post(url(closed), {"text": "Seen"}).status_code == 404


@pytest.mark.parametrize("kind", ["board", "people", "nothing", "shared"])
def test_no_note_beside_what_is_no_such_record(world, finding, signed_in, kind):
    assert signed_in(world.people["officer"]).get(url(finding, kind)).status_code == 404


def test_who_only_reads_writes_no_note(world, finding, signed_in):
    client = signed_in(world.people["lay_member"])
    assert client.post(url(finding), {"text": "Hello"}).status_code == 403
    assert "Add a note" not in client.get(f"/eastshire/findings/{finding.reference}/").content.decode()


@pytest.mark.parametrize("back", ["https://elsewhere.example/", "//elsewhere.example/eastshire/", "/westshire/"])
def test_the_way_back_is_never_out_of_the_board(world, finding, signed_in, back):
    response = signed_in(world.people["officer"]).post(url(finding), {"text": "Hello", "back": back})
    assert response["Location"] == "/eastshire/"
