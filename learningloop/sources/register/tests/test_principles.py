"""How a source met the principles of its framework."""

import pytest
from django.urls import reverse

from learningloop.sources.register.models import PrincipleMet
from learningloop.sources.register.operations import PrincipleUnknown, tell_principle
from learningloop.trail.models import Event


def url(source, page="principles"):
    return reverse(f"register:{page}", args=["eastshire", source.reference])


@pytest.fixture
def officer(world, signed_in):
    return signed_in(world.people["officer"])


def test_every_principle_stands_with_its_passage_and_the_gaps(officer, source):
    page = officer.get(url(source)).content.decode()
    assert "None of the 2 principles is told yet." in " ".join(page.split())
    assert "Words of the document" in page and page.count("Missing") == 2


def test_told_changed_and_taken_back(officer, source):
    officer.post(url(source, "principles_tell"), {"proportionate": "Ten files", "independent": ""})
    assert PrincipleMet.objects.get().how == "Ten files"
    officer.post(url(source, "principles_tell"), {"proportionate": "Twelve files", "independent": "By a peer"})
    officer.post(url(source, "principles_tell"), {"proportionate": "", "independent": "By a peer"})
    assert PrincipleMet.objects.get().how == "By a peer"
    told = Event.objects.filter(kind="source.principle").order_by("pk")
    assert [(event.before["how"], event.after["how"]) for event in told] == [
        ("", "Ten files"), ("Ten files", "Twelve files"), ("", "By a peer"), ("Twelve files", ""),
    ]  # fmt: skip


def test_saving_what_stands_there_leaves_no_event(officer, world, source):
    tell_principle(source=source, principle="independent", how="By a peer", by=world.people["officer"])
    page = officer.post(
        url(source, "principles_tell"), {"proportionate": "", "independent": "By a peer"}, follow=True
    )
    assert "Nothing was changed" in page.content.decode()
    assert Event.objects.filter(kind="source.principle").count() == 1


def test_too_long_is_refused_and_not_lost(officer, source):
    page = officer.post(url(source, "principles_tell"), {"proportionate": "x" * 100_000}).content.decode()
    assert "at most 10000" in page and "x" * 100_000 in page


def test_a_principle_that_the_framework_has_not(world, source):
    with pytest.raises(PrincipleUnknown):
        tell_principle(source=source, principle="profitable", how="Yes", by=world.people["officer"])


def test_who_only_reads_tells_nothing(world, source, signed_in):
    reader = signed_in(world.people["lay_member"])
    assert "Tell how they were met" not in reader.get(url(source)).content.decode()
    assert reader.get(url(source, "principles_tell")).status_code == 403
    assert signed_in(world.people["stranger"]).get(url(source)).status_code == 404
