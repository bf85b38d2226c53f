"""The pages: send a sheet, see what it would do, bring it in; take records along."""

from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from openpyxl import load_workbook

from learningloop.exchange import events
from learningloop.exchange.jobs import let_old_sheets_go
from learningloop.exchange.models import Delivery
from learningloop.exchange.operations import keep_sheet
from learningloop.exchange.rules.columns import COLUMNS, HEADERS
from learningloop.exchange.tests.sheets import as_csv, as_xlsx, chain, upto
from learningloop.kit.spreadsheets import read_grid
from learningloop.people.rules import OFFICER
from learningloop.sources.register.models import Source
from learningloop.sources.register.operations import record_source
from learningloop.trail.operations import SYSTEM, change, operation
from tests.world import TODAY

SEND = "/eastshire/sheet/bring/"


@pytest.fixture
def manager(world, signed_in):
    return signed_in(world.people["business_manager"])


def send(client, content, name="tracker.csv"):
    return client.post(SEND, {"sheet": SimpleUploadedFile(name, content)}, follow=True)


def confirm(client, page):
    return client.post(
        page.request["PATH_INFO"], {"confirmed": "", "seen": page.context["plan"].fingerprint}, follow=True
    )


def test_a_sheet_is_looked_at_before_it_is_brought_in(manager):
    page = send(manager, as_csv(chain()))
    assert "What the sheet would do" in page.content.decode()
    assert not Source.objects.exists()
    done = confirm(manager, page).content.decode()
    assert "The sheet is brought in" in done and "/eastshire/sources/" in done
    assert Source.objects.get().title == "Audit of chronologies"
    delivery = Delivery.objects.get()
    assert (delivery.file.name, delivery.brought["source"]) == ("", [1, 0])


def test_pressed_twice_it_is_brought_in_once(manager):
    page = send(manager, as_csv(chain()))
    confirm(manager, page)
    assert "The sheet is brought in" in confirm(manager, page).content.decode()
    assert Source.objects.count() == 1


def test_faults_are_told_and_a_sheet_with_faults_cannot_be_confirmed(manager):
    page = send(
        manager,
        as_csv(chain("Good"), chain("Bad", **{"Source began": "soon", "Action agency": "Eastshire Polce"})),
    )
    text = page.content.decode()
    for words in (
        "2 faults",
        "1 of 2 rows",
        "D3",
        "Source began",
        "soon",
        "This is not a day",
        "Did you mean Eastshire Police?",
    ):
        assert words in text, words
    confirm(manager, page)
    assert not Source.objects.exists()
    told = manager.get(f"{page.request['PATH_INFO']}faults/?format=csv").content.decode()
    assert len(told.splitlines()) == 3
    whole = manager.get(f"{page.request['PATH_INFO']}faults/")
    assert len(read_grid(whole.content, prefer="").rows) == 3


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"\xd0\xcf\x11\xe0 old", "old Excel file"),
        (b"PK\x03\x04 torn", "may be damaged"),
        (b"\x00\x01\x02", "neither an Excel nor a CSV file"),
        (b"a,b\n" + b"1,2\n" * 20_002, "more than 20,000 rows"),
    ],
)
def test_what_cannot_be_read_is_refused_in_a_sentence(manager, content, words):
    assert words in send(manager, content).content.decode()
    assert not Delivery.objects.exists()


def test_what_changes_is_shown_with_what_stands_there(world, manager):
    record_source(board=world.board, kind="audit", title="Audit", started_on=TODAY, by=SYSTEM)
    text = send(
        manager, as_csv({"Source reference": "R-2026-001", "Source title": "Audit of files"})
    ).content.decode()
    assert "What changes" in text and "Audit of files" in text and "/eastshire/sources/R-2026-001/" in text


def test_when_the_board_moved_meanwhile_one_looks_again(world, manager):
    page = send(manager, as_csv(upto("Source completed")))
    record_source(
        board=world.board, kind="audit", title="Audit of chronologies", started_on=date(2026, 1, 12), by=SYSTEM
    )
    assert "changed since you looked" in confirm(manager, page).content.decode()
    assert Source.objects.get().completed_on is None


def test_a_sheet_is_its_senders_alone_and_waits_a_day(
    world, manager, signed_in, django_capture_on_commit_callbacks
):
    path = send(manager, as_csv(chain())).request["PATH_INFO"]
    assert signed_in(world.person(OFFICER, name="colleague")).get(path).status_code == 404
    back = signed_in(world.people["business_manager"])
    assert back.get(path).status_code == 200
    delivery = Delivery.objects.get()
    name, storage = delivery.file.name, delivery.file.storage
    let_it_grow_old(delivery=delivery, by=SYSTEM)
    assert "not kept any more" in back.get(path).content.decode()
    assert back.get(f"{path}faults/").status_code == 404
    with django_capture_on_commit_callbacks(execute=True):
        send(back, as_csv(chain()))
    assert not Delivery.objects.get(pk=delivery.pk).file
    assert storage.exists(name) is False


@operation
def let_it_grow_old(*, delivery, by):
    change(events.SHEET_KEPT, delivery, expires_at=timezone.now() - timedelta(minutes=1))


def test_every_day_old_sheets_are_let_go(world, manager):
    send(manager, as_csv(chain()))
    assert let_old_sheets_go(timezone.now()) == 0
    assert let_old_sheets_go(timezone.now() + timedelta(days=2)) == 1
    assert not Delivery.objects.get().file


def test_a_sheet_is_let_go(manager):
    page = send(manager, as_csv(chain()))
    gone = manager.post(page.request["PATH_INFO"], {"drop": ""}, follow=True)
    assert "Nothing was brought in" in gone.content.decode()
    assert not Delivery.objects.get().file


def test_the_template_says_how_to_fill_it_in(manager, tmp_path):
    file = tmp_path / "template.xlsx"
    file.write_bytes(manager.get("/eastshire/sheet/template/").content)
    book = load_workbook(file)
    assert [cell.value for cell in book["Learning"][1]] == HEADERS
    told = {row[0] for row in book["How to fill in"].iter_rows(values_only=True)}
    assert {column.header for _, column in COLUMNS} <= told
    assert "Eastshire Police" in [cell.value for cell in book["Lists"]["C"]]
    assert len(book["Learning"].data_validations.dataValidation) >= 10


def test_an_excel_sheet_goes_the_same_way(manager):
    page = send(manager, as_xlsx(chain()), "tracker.xlsx")
    assert "is brought in" in confirm(manager, page).content.decode()


def test_records_are_taken_along(world, manager):
    record_source(board=world.board, kind="audit", title="Audit", started_on=TODAY, by=SYSTEM)
    for form in ("csv", "xlsx"):
        response = manager.get(f"/eastshire/sheet/export/?format={form}")
        assert response["Content-Disposition"] == f'attachment; filename="learning-eastshire.{form}"'
        assert read_grid(response.content, prefer="Learning").rows[1][1][2] == "Audit"


def test_whoever_may_not_bring_is_not_offered_it(world, signed_in):
    lay = signed_in(world.people["lay_member"])
    assert "Bring in a sheet" not in lay.get("/eastshire/sheet/").content.decode()
    assert lay.get(SEND).status_code == 403
    assert signed_in(world.people["practitioner"]).get("/eastshire/sheet/").status_code == 403


def test_a_sheet_that_waits_is_kept_out_of_sight(world):
    delivery = keep_sheet(board=world.board, name="Child ES.csv", content=b"a", by=world.people["officer"])
    assert "Child" not in delivery.file.name
