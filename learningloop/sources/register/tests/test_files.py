"""A source's files: what is taken in, who gets them, how they are handed out."""

import re
from io import BytesIO
from uuid import uuid4
from zipfile import ZipFile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from docx import Document

from learningloop.records.models import StoredFile
from learningloop.sources.register.operations import add_files
from learningloop.trail.models import Event, Reading

PDF = b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog >>\nendobj\ntrailer\n<< /Root 1 0 R >>\n%%EOF\n"
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d4944415478da63f8ff9f81010005fe02fe"
    "a7d9c1d10000000049454e44ae426082"
)
EXE = b"MZ\x90\x00\x03\x00\x00\x00" + b"\x00" * 200


def word() -> bytes:
    made = BytesIO()
    Document().save(made)
    return made.getvalue()


def archive(*names: str, first: str = "<?xml version='1.0'?><x/>") -> bytes:
    made = BytesIO()
    with ZipFile(made, "w") as bundle:
        for name in names:
            bundle.writestr(name, first)
    return made.getvalue()


def add_url(source):
    return reverse("register:file_add", args=["eastshire", source.reference])


def file_url(source, key, page="file"):
    return reverse(f"register:{page}", args=["eastshire", source.reference, key])


@pytest.fixture
def officer(world, signed_in):
    return signed_in(world.people["officer"])


@pytest.fixture
def filed(world):
    def add(source, name="Report.pdf", content=PDF):
        upload = SimpleUploadedFile(name, content)
        return add_files(source=source, uploads=[upload], by=world.people["officer"])[0]

    return add


def test_several_at_once(officer, source):
    uploads = [
        SimpleUploadedFile("Report.PDF", PDF, "application/x-evil"),
        SimpleUploadedFile("Report.docx", word()),
        SimpleUploadedFile("Data.xlsx", archive("[Content_Types].xml", "xl/workbook.xml")),
        SimpleUploadedFile("notes.txt", "Zoë said so".encode()),
        SimpleUploadedFile("costs.csv", "what,£".encode("cp1252")),
        SimpleUploadedFile("dot.png", PNG),
        SimpleUploadedFile("letter.odt", archive("mimetype", first="application/vnd.oasis.opendocument.text")),
    ]
    page = officer.post(add_url(source), {"uploads": uploads}, follow=True).content.decode()
    assert "7 files are added." in page and "Report.docx" in page and "Word" in page
    types = source.files.values_list("content_type", flat=True)
    assert [kind.rpartition(".")[2] for kind in types] == [
        "application/pdf", "document", "sheet", "text/plain", "text/csv", "image/png", "text",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("name", "content", "why"),
    [
        ("empty.pdf", b"", "empty.pdf is empty"),
        ("report.pdf", EXE, "report.pdf cannot be taken"),
        ("report.exe", EXE, "cannot be taken"),
        ("report.docx", PDF, "cannot be taken"),
        ("report.pdf.html", PDF, "cannot be taken"),
        ("page.html", b"<!DOCTYPE html><script>alert(1)</script>", "cannot be taken"),
        ("picture.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>", "cannot be taken"),
        ("binary.txt", b"\x00\x01\x02", "cannot be taken"),
        ("archive.zip", archive("report.txt"), "cannot be taken"),
        ("archive.docx", archive("report.txt"), "cannot be taken"),
        ("macro.docx", archive("word/document.xml", "word/vbaProject.bin"), "cannot be taken"),
        ("text.odt", archive("mimetype"), "cannot be taken"),
        ("torn.docx", word()[:200], "cannot be taken"),
        ("picture.png", PDF, "cannot be taken"),
        ("noending", PDF, "cannot be taken"),
    ],
)
def test_a_bad_file_is_refused_and_the_good_one_beside_it_waits(officer, source, name, content, why):
    uploads = [SimpleUploadedFile("good.pdf", PDF), SimpleUploadedFile(name, content)]
    page = officer.post(add_url(source), {"uploads": uploads})
    assert why in page.content.decode() and "Nothing was saved yet" in page.content.decode()
    assert not StoredFile.objects.exists() and not source.files.exists()


def test_a_file_too_large_is_refused(officer, source, settings):
    settings.UPLOAD_LARGEST = 1024
    page = officer.post(add_url(source), {"uploads": [SimpleUploadedFile("big.pdf", PDF * 20)]})
    assert "Choose a file smaller than 1 KB" in page.content.decode()


def test_none_and_too_many(officer, source):
    assert "Choose a file" in officer.post(add_url(source), {}).content.decode()
    many = [SimpleUploadedFile(f"{number}.pdf", PDF) for number in range(21)]
    assert "at most 20 files" in officer.post(add_url(source), {"uploads": many}).content.decode()


def test_the_browser_saves_it_and_shows_nothing(officer, source, filed):
    file = filed(source, "Bericht „Zoë“\r\nX-Evil: 1.txt", b"<html><script>alert(1)</script></html>")
    response = officer.get(file_url(source, file.key))
    assert b"".join(response.streaming_content).startswith(b"<html>")
    assert response["Content-Type"] == "text/plain"
    assert response["Content-Disposition"].startswith("attachment;") and "X-Evil" not in response
    assert response["X-Content-Type-Options"] == "nosniff"
    assert "no-store" in response["Cache-Control"]


def test_where_it_lies_tells_nothing(source, filed):
    assert re.fullmatch(r"eastshire/[0-9a-f]{32}", filed(source, "../../Child Ann.pdf").file.name)


def test_only_for_who_may_open_the_source(world, source, closed, filed, signed_in):
    file, secret = filed(source), filed(closed)
    for who, status in {"lay_member": 200, "practitioner": 404, "stranger": 404}.items():
        response = signed_in(world.people[who]).get(file_url(source, file.key))
        assert response.status_code == status
        assert b"".join(response)  # closing it unread would close PostgreSQL's connection
    manager = signed_in(world.people["business_manager"])
    assert manager.get(file_url(closed, secret.key)).status_code == 404
    assert manager.get(file_url(source, secret.key)).status_code == 404
    assert manager.get(file_url(source, uuid4())).status_code == 404
    assert not Reading.objects.exists()


def test_opening_a_restricted_sources_file_is_noted(officer, closed, filed):
    file = filed(closed)
    assert b"".join(officer.get(file_url(closed, file.key)))
    noted = set(Reading.objects.values_list("reference", flat=True))
    assert noted == {closed.reference, f"file {file.key}"}


def test_removed_after_a_question(officer, source, filed):
    file = filed(source)
    url = file_url(source, file.key, "file_remove")
    assert "Remove this file?" in officer.get(url).content.decode() and source.files.exists()
    assert "Report.pdf is removed" in officer.post(url, follow=True).content.decode()
    assert officer.get(file_url(source, file.key)).status_code == 404
    assert officer.post(url).status_code == 404
    assert Event.objects.filter(kind="file.removed").count() == 1


def test_who_only_reads_adds_and_removes_nothing(world, source, filed, signed_in):
    file = filed(source)
    reader = signed_in(world.people["lay_member"])
    assert reader.get(add_url(source)).status_code == 403
    assert reader.post(file_url(source, file.key, "file_remove")).status_code == 403
    assert source.files.get() == file
