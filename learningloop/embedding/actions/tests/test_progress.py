"""The progress log: what was done, and what shows it."""

from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from learningloop.embedding.actions.models import Progress
from learningloop.embedding.actions.operations import NotInThatState, add_progress
from learningloop.trail.models import Reading
from tests.loop import ON, accepted, agreed, closed

ANSWERS = {"text": "Two teams trained", "on": "2026-05-10", "is_evidence": "on"}


def a_file(name="minutes.txt", content=b"Minutes of the meeting"):
    return SimpleUploadedFile(name, content)


def test_adds_evidence_with_its_file(world, action, url, signed_in):
    client = signed_in(world.people["contributor"])
    response = client.post(url(action, "progress"), {**ANSWERS, "upload": a_file()}, follow=True)
    entry = Progress.objects.get()
    page = response.content.decode()
    assert "Two teams trained" in page and "Evidence" in page and "minutes.txt" in page
    assert (entry.is_evidence, entry.by, entry.on) == (True, world.people["contributor"], date(2026, 5, 10))
    got = client.get(url(action, "file", entry.file.key))
    assert b"".join(got.streaming_content) == b"Minutes of the meeting"


def test_a_file_that_is_refused_leaves_what_was_typed(world, action, url, signed_in):
    wrong = {**ANSWERS, "upload": a_file("minutes.exe", b"MZ\x00\x01")}
    page = signed_in(world.people["contributor"]).post(url(action, "progress"), wrong).content.decode()
    assert "minutes.exe cannot be taken" in page and "Two teams trained" in page
    assert not Progress.objects.exists()


def test_an_empty_file_is_told(world, action, url, signed_in):
    wrong = {**ANSWERS, "upload": a_file("minutes.txt", b"")}
    page = signed_in(world.people["contributor"]).post(url(action, "progress"), wrong).content.decode()
    assert "minutes.txt is empty" in page


def test_a_second_press_of_the_button_adds_nothing_twice(world, action, url, signed_in):
    client = signed_in(world.people["contributor"])
    client.post(url(action, "progress"), ANSWERS)
    response = client.post(url(action, "progress"), ANSWERS, follow=True)
    assert "Nothing was added twice" in response.content.decode()
    assert Progress.objects.count() == 1


TOMORROW = (timezone.localdate() + timedelta(days=1)).isoformat()


@pytest.mark.parametrize(
    "changed", [{"text": ""}, {"text": "x" * 100_000}, {"on": TOMORROW}, {"on": "30 2 2026"}, {"on": ""}]
)
def test_what_is_wrong_is_said(world, action, url, signed_in, changed):
    page = signed_in(world.people["contributor"]).post(url(action, "progress"), {**ANSWERS, **changed})
    assert set(changed) == set(page.context["form"].errors)
    assert not Progress.objects.exists()


def test_the_file_is_for_who_may_read_the_action(world, url, signed_in):
    hidden = agreed(world, accepted(world, sensitivity="named", named_people=[world.people["officer"]]))
    entry = add_progress(action=hidden, text="Seen", on=ON, upload=a_file(), by=world.people["officer"])
    address = url(hidden, "file", entry.file.key)
    assert signed_in(world.people["business_manager"]).get(address).status_code == 404
    assert not Reading.objects.exists()
    got = signed_in(world.people["officer"]).get(address)
    assert b"".join(got.streaming_content)
    noted = set(Reading.objects.values_list("reference", flat=True))
    assert noted == {hidden.reference, entry.file.trail_reference}


def test_a_file_of_another_action_is_not_found(world, action, url, signed_in):
    other = agreed(world, title="Another")
    entry = add_progress(action=other, text="Seen", on=ON, upload=a_file(), by=world.people["officer"])
    assert signed_in(world.people["officer"]).get(url(action, "file", entry.file.key)).status_code == 404


def test_a_closed_action_takes_no_more(world, action, url, signed_in):
    closed(world, action)
    assert signed_in(world.people["officer"]).post(url(action, "progress"), ANSWERS).status_code == 403
    with pytest.raises(NotInThatState):
        add_progress(action=action, text="Late", on=ON, by=world.people["officer"])
