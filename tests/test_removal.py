"""What was recorded by mistake is removed, and an officer puts it back as it was."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.models import Model

from learningloop.kit.rows import tables
from learningloop.learning.models import Finding, Recommendation
from learningloop.people.rules import BUSINESS_MANAGER, OFFICER
from learningloop.records.models import Note, Removed
from learningloop.records.operations import add_note
from learningloop.records.operations.removal import CannotBePutBack, SomethingRestsOnIt, put_back, remove_record
from learningloop.reports.operations import KEEPERS
from learningloop.reports.queries.standings import differing
from learningloop.sources.register.models import Source, Theme
from learningloop.sources.register.operations import add_files, add_theme, tell_principle
from learningloop.trail.models import Event, Traced
from learningloop.trail.operations import SYSTEM, putting_back
from learningloop.web.backup.rows import lines_of
from tests.states import GROUP, NAMED, OPEN, sides


@pytest.fixture
def side(world):
    return sides(world)[0]


def url(record, kind):
    return f"/eastshire/remove/{kind}/{record.reference}/"


def everything():
    """All rows of what people record, as they are kept; not the trail, nor what was removed."""
    ours = (model for model in tables().values() if is_recorded(model))
    return {model._meta.label: sorted(lines_of(model)) for model in ours}


def is_recorded(model: type[Model]):
    ours = model.__module__.startswith("learningloop.")
    return ours and (issubclass(model, Traced) or model._meta.auto_created) and model._meta.app_label != "trail"


def differs(board):
    """Whether anything that is kept to be found quickly says otherwise than the facts."""
    return [*differing(board), *(keeper.what for keeper in KEEPERS if keeper.differing(board))]


def make(side, kind):
    made = {"source": side.source, "finding": side.finding, "recommendation": side.recommendation}
    return made.get(kind, side.action)(OPEN)


@pytest.mark.parametrize("kind", ["source", "finding", "recommendation", "action"])
def test_what_was_removed_is_nowhere_and_comes_back_to_the_last_column(world, side, kind, signed_in):
    record = make(side, kind)
    add_note(board=world.board, kind=kind, reference=record.reference, text="Asked the school", by=side.by)
    before = everything()
    officer = signed_in(world.people["officer"])
    own_page = f"/eastshire/{kind}s/{record.reference}/"
    assert url(record, kind) in officer.get(own_page).content.decode()

    response = officer.post(url(record, kind), {"why": "Recorded twice"}, follow=True)
    page = response.content.decode()
    assert f"{record.reference} is removed. You can put it back here." in page
    assert "Recorded twice" in page
    assert officer.get(own_page).status_code == 404
    assert record.reference not in officer.get(f"/eastshire/{kind}s/").content.decode()
    assert not Note.objects.exists()
    assert not differs(world.board)

    removed = Removed.objects.get()
    assert f"/eastshire/removed/{removed.key}/put-back/" in page
    back = officer.post(f"/eastshire/removed/{removed.key}/put-back/", follow=True).content.decode()
    assert f"{record.reference} is back as it was." in back
    assert everything() == before
    assert officer.get(own_page).status_code == 200
    assert not differs(world.board)


def test_its_parts_its_ties_and_its_files_come_back(world, side):
    theme = add_theme(board=world.board, slug="neglect", name="Neglect", by=SYSTEM)
    source = side.source(NAMED, themes=[theme])
    principle = source.framework.principles[0].key
    tell_principle(source=source, principle=principle, how="We asked children", by=side.by)
    add_files(source=source, uploads=[SimpleUploadedFile("notes.txt", b"Notes")], by=side.by)
    before = everything()
    removed = remove_record(record=source, why="Twice", by=side.by)
    assert not Source.objects.filter(pk=source.pk).exists()
    put_back(removed=removed, by=side.by)
    assert everything() == before


def test_the_search_loses_it_and_finds_it_again(world, side, signed_in):
    finding = side.finding(OPEN)
    officer = signed_in(world.people["officer"])

    def found():
        return officer.post("/eastshire/search/", {"words": "chronologies"}, follow=True).content.decode()

    assert finding.reference in found()
    removed = remove_record(record=finding, why="Twice", by=side.by)
    assert finding.reference not in found()
    put_back(removed=removed, by=side.by)
    assert finding.reference in found()


def test_what_something_rests_on_is_not_removed(world, side, signed_in):
    recommendation = side.recommendation(OPEN)
    finding = recommendation.findings.get()
    for record, kind, resting in (
        (finding.source, "source", finding),
        (finding, "finding", recommendation),
    ):
        page = signed_in(world.people["officer"]).post(url(record, kind), {"why": "Twice"}).content.decode()
        assert f"{record.reference} cannot be removed: {resting.reference} rests on it." in page
        assert "Twice</textarea>" in page
        with pytest.raises(SomethingRestsOnIt):
            remove_record(record=record, why="Twice", by=side.by)
    assert not Removed.objects.exists()
    assert Recommendation.objects.get().findings.get() == finding


def test_the_reason_is_asked_for(world, side, signed_in):
    finding = side.finding(OPEN)
    page = signed_in(world.people["officer"]).post(url(finding, "finding"), {"why": " "}).content.decode()
    assert "Say why it is removed" in page
    assert Finding.objects.exists()


def test_its_history_and_that_of_what_it_rested_on_tell_it(world, side):
    finding = side.finding(OPEN)
    put_back(removed=remove_record(record=finding, why="Drawn twice", by=side.by), by=side.by)
    of_finding = Event.objects.filter(thing="learning.finding", thing_id=finding.pk).order_by("pk")
    assert [event.sentence for event in of_finding][1:] == [
        "removed this: Drawn twice", f"put back {finding.reference}",
    ]  # fmt: skip
    of_source = Event.objects.filter(thing="register.source", thing_id=finding.source.pk).order_by("pk")
    assert [event.sentence for event in of_source][1:] == [
        f"removed {finding.reference}, which rests on this", f"put back {finding.reference}, which rests on this",
    ]  # fmt: skip


def test_what_it_rests_on_is_put_back_first(world, side, signed_in):
    finding = side.finding(OPEN)
    removed = remove_record(record=finding, why="Twice", by=side.by)
    of_source = remove_record(record=finding.source, why="Twice", by=side.by)
    officer = signed_in(world.people["officer"])
    page = officer.post(f"/eastshire/removed/{removed.key}/put-back/", follow=True).content.decode()
    assert "The source that it belongs to was removed too. Put that back first." in page
    for one in (of_source, removed):
        put_back(removed=one, by=side.by)
    assert Finding.objects.get() == finding


def test_a_reference_that_was_given_again_is_not_taken_away(world, side):
    source = side.source(OPEN)
    removed = remove_record(record=source, why="Twice", by=side.by)
    other = side.source(OPEN)
    with putting_back():
        Source.objects.filter(pk=other.pk).update(reference=source.reference)
    with pytest.raises(CannotBePutBack, match=f"Another record bears the reference {source.reference}"):
        put_back(removed=removed, by=side.by)
    assert Removed.objects.get() == removed


@pytest.mark.parametrize("sensitivity", [GROUP, NAMED])
def test_what_was_closed_is_shown_to_nobody_who_could_not_open_it(world, side, sensitivity, signed_in):
    finding = side.finding(sensitivity)
    later = world.person(OFFICER, name="later")
    colleague = world.person(BUSINESS_MANAGER, name="colleague")
    removed = remove_record(record=finding, why="Twice", by=side.by)
    knows = {person.pk for person in removed.known_to.all()}
    assert world.people["officer"].pk in knows
    expected = sensitivity == GROUP
    for person in (later, colleague):
        page = signed_in(person).get("/eastshire/removed/").content.decode()
        assert (finding.statement in page) is expected
    assert Event.objects.filter(kind="record.removed").count() == 1


def test_a_file_that_was_taken_off_is_put_back(world, side, signed_in):
    source = side.source(OPEN)
    [file] = add_files(source=source, uploads=[SimpleUploadedFile("notes.txt", b"Notes")], by=side.by)
    officer = signed_in(world.people["officer"])
    where = f"/eastshire/sources/{source.reference}/files/{file.key}/"
    officer.post(f"{where}remove/")
    assert officer.get(where).status_code == 404
    assert "notes.txt" in officer.get("/eastshire/removed/").content.decode()
    officer.post(f"/eastshire/removed/{Removed.objects.get().key}/put-back/")
    assert b"".join(officer.get(where).streaming_content) == b"Notes"


def test_a_row_of_an_older_table_is_put_back_with_what_it_has(world, side):
    source = side.source(OPEN)
    removed = remove_record(record=source, why="Twice", by=side.by)
    removed.rows[0]["row"]["gone"] = "a column that no longer is"
    put_back(removed=removed, by=side.by)
    assert Source.objects.get() == source
    assert not Theme.objects.exists()
