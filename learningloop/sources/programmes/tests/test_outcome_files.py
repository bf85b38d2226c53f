"""Files beside what an activity found: what is taken in, and who gets them."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from learningloop.people.rules import AGENCY_LEAD
from learningloop.records.models import StoredFile
from learningloop.records.operations import FileNotAllowed
from learningloop.sources.programmes.operations import note_outcome
from learningloop.sources.programmes.tests.test_programme import BASE, TODAY, an_activity, on

PDF = b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog >>\nendobj\ntrailer\n<< /Root 1 0 R >>\n%%EOF\n"
EXE = b"MZ\x90\x00\x03\x00\x00\x00" + b"\x00" * 200
FOUND = "Nine of ten were good"


def a_file(name="Report of the audit.pdf", content=PDF):
    return SimpleUploadedFile(name, content)


@pytest.fixture
def audit(world):
    return an_activity(world)


@pytest.fixture
def lead(world, signed_in):
    return signed_in(world.people["agency_lead"])


@pytest.fixture
def send(lead, audit):
    """Note what was found, as the page does; the page that answers, and what it says of the files."""

    def post(*files, **told):
        sent = {"found": FOUND, "uploads": list(files), **on("on", TODAY)} | told
        answer = lead.post(f"{BASE}{audit.reference}/note/", sent, follow=True)
        form = answer.context.get("form")
        return answer.content.decode(), " ".join(form.errors.get("uploads", [])) if form else ""

    return post


def test_the_report_stands_beside_what_was_found(lead, send, audit):
    page, _ = send(a_file(), a_file("Notes.txt", b"Two were not"))
    assert FOUND in page and "Report of the audit.pdf" in page and "Notes.txt" in page
    held = audit.outcomes.get().files.get(name="Report of the audit.pdf")
    assert f"{BASE}{audit.reference}/files/{held.key}/" in page
    response = lead.get(f"{BASE}{audit.reference}/files/{held.key}/")
    assert b"".join(response.streaming_content) == PDF
    assert response["Content-Disposition"].startswith("attachment;") and "no-store" in response["Cache-Control"]


@pytest.mark.parametrize(
    ("name", "content", "why"),
    [
        ("report.exe", EXE, "report.exe cannot be taken"),
        ("report.pdf", EXE, "report.pdf cannot be taken"),
        ("report.pdf", b"", "report.pdf is empty"),
        ("report.pdf", PDF * 20, "Choose a file smaller than 1 KB"),
    ],
    ids=["executable", "renamed", "empty", "too large"],
)
def test_a_wrong_file_is_refused_at_the_field_and_the_words_stay(send, audit, settings, name, content, why):
    settings.UPLOAD_LARGEST = 1024
    page, wrong = send(a_file(), a_file(name, content))
    assert why in wrong and why in page and "Nothing was saved yet" in page and FOUND in page
    assert not audit.outcomes.exists() and not StoredFile.objects.exists()


def test_too_many_files_are_refused(send, audit):
    page, wrong = send(*(a_file(f"{number}.pdf") for number in range(21)))
    assert "at most 20 files" in wrong and FOUND in page
    assert not audit.outcomes.exists()


@pytest.mark.parametrize("wrong", [{"on_year": 2999}, {"found": ""}, {"on_day": "x"}])
def test_whoever_must_mend_something_else_is_told_to_choose_the_files_again(send, wrong):
    assert "choose the files again" in send(a_file(), **wrong)[1]
    assert not send(**wrong)[1]


def test_a_second_press_keeps_no_second_file(send, audit):
    send(a_file())
    assert "This is noted for that day already" in send(a_file())[0]
    assert StoredFile.objects.count() == 1


def test_an_operation_notes_nothing_with_a_file_that_is_not_taken(world, audit):
    with pytest.raises(FileNotAllowed):
        note_outcome(
            activity=audit, on=TODAY, found=FOUND, uploads=[a_file("a.exe", EXE)], by=world.people["agency_lead"]
        )
    assert not audit.outcomes.exists()


def test_who_may_not_read_the_activity_gets_no_file_of_it(world, signed_in, send, audit):
    send(a_file())
    path = f"files/{StoredFile.objects.get().key}/"
    others = world.person(AGENCY_LEAD, name="other", agency="health")
    own = an_activity(world, "health", "Survey")
    for person in (others, world.people["stranger"], world.people["practitioner"]):
        assert signed_in(person).get(f"{BASE}{audit.reference}/{path}").status_code == 404
    assert signed_in(others).get(f"{BASE}{own.reference}/{path}").status_code == 404
