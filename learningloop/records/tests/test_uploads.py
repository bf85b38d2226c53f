"""What somebody who means harm might upload, and what a board has room for."""

import zlib
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from learningloop.records import rules
from learningloop.records.models import StoredFile
from learningloop.records.operations import BoardIsFull, store_files

DOCX, ODT = rules.ENDINGS[".docx"], rules.ENDINGS[".odt"]
PART = "word/document.xml"


def packed(parts, before=b""):
    made = BytesIO()
    with ZipFile(made, "w", ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return before + made.getvalue()


def understated(parts, name, says):
    """An archive whose directory tells a smaller size of one part than it has."""
    content = bytearray(packed(parts))
    real = len(parts[name]).to_bytes(4, "little")
    return bytes(content.replace(real, says.to_bytes(4, "little")))


def test_an_honest_document_is_taken():
    assert rules.bears_out(packed({PART: "<x/>", "[Content_Types].xml": "<Types/>"}), DOCX)
    assert rules.bears_out(packed({PART: "<x>words words words</x>" * 100_000}), DOCX)


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(packed({PART: "<x/>", "media/zeros": b"\0" * 50_000_000}), id="a bomb"),
        pytest.param(packed({PART: "<x/>"} | {f"x/{n}": "" for n in range(rules.MOST_PARTS)}), id="many parts"),
        pytest.param(packed({PART: "<x/>", "../../etc/cron.d/x": "* * *"}), id="out of its folder"),
        pytest.param(packed({PART: "<x/>", "/etc/cron.d/x": "* * *"}), id="from the root"),
        pytest.param(packed({PART: "<x/>"}, before=b"<script>alert(1)</script>"), id="a page before it"),
        pytest.param(packed({PART: "<x/>"}, before=b"MZ" + b"\0" * 200), id="a program before it"),
        pytest.param(packed({PART: "<x/>", "word/VBAPROJECT.BIN": "x"}), id="macros"),
        pytest.param(packed({PART: "<x/>", "word/activeX/activeX1.bin": "x"}), id="controls"),
        pytest.param(
            packed({PART: "<x/>", "[Content_Types].xml": "…document.macroEnabled.main+xml"}), id="macros by type"
        ),
        pytest.param(b"PK\x03\x04" + b"\0" * 100, id="torn"),
        pytest.param(b"", id="empty"),
    ],
)
def test_a_trap_is_refused(content):
    assert not rules.bears_out(content, DOCX)


def test_an_open_document_with_macros_is_refused():
    honest = {"mimetype": ODT, "content.xml": "<x/>"}
    assert rules.bears_out(packed(honest), ODT)
    assert not rules.bears_out(packed(honest | {"Basic/Standard/Module1.xml": "<x/>"}), ODT)
    assert not rules.bears_out(packed(honest | {"Scripts/python/x.py": "x"}), ODT)


def test_an_archive_that_lies_about_its_parts_does_no_harm():
    parts = {"mimetype": ODT, "zeros": b"\0" * 40_000_000}
    lying = understated(parts, "zeros", says=10)
    assert zlib.crc32(lying) != zlib.crc32(packed(parts))
    assert rules.bears_out(lying, ODT) in (True, False)  # it is judged without unpacking what lies


@given(st.binary(max_size=300), st.sampled_from(sorted(rules.ENDINGS.values())))
def test_no_content_is_too_strange_to_be_judged(content, claimed):
    assert rules.bears_out(content, claimed) in (True, False)
    assert rules.bears_out(b"PK\x03\x04" + content, claimed) in (True, False)


@given(st.text(max_size=60))
def test_a_name_bears_nothing_unseen_and_no_folder(name):
    shown = rules.shown_name(name)
    assert shown
    assert shown.isprintable() or " " in shown or not set(shown) & set("\u202e\u200b\0\r\n\t")
    assert "/" not in shown and "\\" not in shown


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("report\u202efdp.exe", "reportfdp.exe"),
        ("..\\..\\Windows\\win.ini", "win.ini"),
        ("/etc/passwd", "passwd"),
        ("a\r\nSet-Cookie: x.pdf", "aSet-Cookie: x.pdf"),
        ("", "file"),
        ("\u200b", "file"),
        ("Bericht „Zoë“.pdf", "Bericht „Zoë“.pdf"),
    ],
)
def test_a_name_as_it_is_shown(name, shown):
    assert rules.shown_name(name) == shown


def upload(size):
    return SimpleUploadedFile("notes.txt", b"x" * size)


def test_a_board_has_room_for_so_much_and_another_board_for_as_much(world, settings):
    by = world.people["officer"]
    settings.UPLOAD_ROOM = 100
    store_files(board=world.board, uploads=[upload(60)], by=by)
    with pytest.raises(BoardIsFull, match="fill the 100 bytes"):
        store_files(board=world.board, uploads=[upload(20), upload(21)], by=by)
    assert StoredFile.objects.count() == 1
    store_files(board=world.board, uploads=[upload(40)], by=by)
    store_files(board=world.other, uploads=[upload(100)], by=by)


@pytest.fixture
def little_at_once(settings):
    settings.REQUEST_LARGEST, settings.REQUEST_LARGEST_SIGNED_OUT = 4000, 1000


@pytest.mark.parametrize(("size", "status"), [(100, 302), (2000, 413)])
def test_who_has_not_signed_in_sends_a_form_and_no_more(db, little_at_once, size, status):
    answer = Client().post("/eastshire/sources/record/", {"file": upload(size)})
    assert answer.status_code == status


@pytest.mark.parametrize(("size", "status"), [(2000, 302), (5000, 413)])
def test_who_has_signed_in_sends_as_much_as_the_site_takes(world, signed_in, little_at_once, size, status):
    client = signed_in(world.people["officer"])
    answer = client.post("/accounts/password/change/", {"file": upload(size)})
    assert answer.status_code == status
    assert "Too much at once" in answer.content.decode() or status == 302
