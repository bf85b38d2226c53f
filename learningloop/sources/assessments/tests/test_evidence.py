"""Evidence on the pages of a return: until when it counts, what comes twice, what is refused."""

from datetime import timedelta
from io import BytesIO

import pytest
from django.test import Client
from docx import Document
from openpyxl import load_workbook

from learningloop.instruments.models import Evidence
from learningloop.kit.dates import day
from learningloop.records.models import StoredFile
from learningloop.records.tests.clamd import EICAR, listening
from learningloop.sources.assessments.tests.conftest import TODAY, a_file, page_of
from learningloop.trail.models import Event

SOON = TODAY + timedelta(days=30)
PLACE = ("questions", "proof")


def until(day_):
    return {"counts_until_day": day_.day, "counts_until_month": day_.month, "counts_until_year": day_.year}


@pytest.fixture
def add(police, browser):
    def add(*files, return_=police, to="proof", by="agency_lead", **more):
        url = page_of(return_, "questions", to, "evidence")
        return browser(by).post(url, {"uploads": list(files), **more}, follow=True).content.decode()

    return add


def test_until_when_a_file_counts_is_told_beside_it_and_in_copies(police, browser, add):
    page = add(a_file(), **until(SOON))
    words = f"added {day(TODAY)}; counts until {day(SOON)}"
    assert words in page
    lead = browser("agency_lead")
    section = lead.get(page_of(police, "sections", "staff")).content.decode()
    assert "Evidence: 1 file<" in section, "and nothing of it that is no longer current"
    assert words in lead.get(page_of(police, "check")).content.decode()
    told = Document(BytesIO(lead.get(page_of(police, "copy")).content))
    assert f"minutes.txt ({words})" in [paragraph.text for paragraph in told.paragraphs]
    sheet = load_workbook(BytesIO(lead.get(page_of(police, "export")).content))["Answers"]
    assert f"minutes.txt ({words})" in [cell for row in sheet.values for cell in row]


@pytest.mark.parametrize(
    ("given", "words"),
    [
        (until(TODAY - timedelta(days=1)), "must be today or later"),
        (until(TODAY.replace(year=2099, day=1)), "within ten years"),
        ({"counts_until_day": "31", "counts_until_month": "2", "counts_until_year": "2027"}, "31"),
    ],
)
def test_a_last_day_that_cannot_be_is_told_and_nothing_is_added(add, given, words):
    page = add(a_file(), **given)
    assert words in page and "There is a problem" in page
    assert f'value="{given["counts_until_year"]}"' in page, "what was typed stays"
    assert not Evidence.objects.exists()


def test_last_years_file_bears_its_first_day_and_its_last(world, opened, submitted, browser, add):
    first = opened()
    former = first.returns.get(agency=world.agencies["police"])
    add(a_file(), return_=former, **until(TODAY))
    add(a_file(b"Plan", "plan.txt"), return_=former)
    submitted(former)
    now = opened(title="Again", before=first).returns.get(agency=world.agencies["police"])
    lead = browser("agency_lead")
    page = lead.post(page_of(now, *PLACE, "reuse"), follow=True).content.decode()
    assert f"added {day(TODAY)}, taken over from last time; counts until {day(TODAY)}" in page
    assert f"added {day(TODAY)}, taken over from last time<" in page
    assert "Evidence: 2 files, 1 no longer current" in lead.get(page_of(now, "sections", "staff")).content.decode()
    again = lead.post(page_of(now, *PLACE, "reuse"), follow=True).content.decode()
    assert "stands here already" in again, "a second press of the button"
    assert Evidence.objects.filter(answer_set=now.answer_set).count() == 2


def test_a_file_sent_twice_is_told_and_kept_once(add):
    add(a_file())
    assert "minutes.txt: already evidence for this question" in add(a_file())
    add(a_file(), to="lead")
    assert (StoredFile.objects.count(), Evidence.objects.count()) == (1, 2)


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (b"\x7fELF\x02\x01\x01" + b"\0" * 60, "plan.pdf"),
        (b"MZ\x90\x00\x03", "plan.pdf"),
        (b"PK\x03\x04" + b"\0" * 30, "plan.pdf"),
        (b"PK\x03\x04" + b"\0" * 30, "plan.docx"),
        (b"%PDF-1.7", "plan.exe"),
        (b"a\x00b", "plan.txt"),
        (b"<svg/>", "plan.svg"),
    ],
)
def test_what_a_file_is_not_it_is_not_taken_for(add, content, name):
    page = add(a_file(content, name))
    assert f"{name} cannot be taken" in page and "Nothing was saved yet; choose the files again" in page
    assert not StoredFile.objects.exists()


def test_40_megabytes_are_told_and_nothing_is_lost(add):
    page = add(a_file(), a_file(b"x" * (40 * 1024 * 1024), "large.txt"), **until(SOON))
    assert "large.txt is 40 MB. Choose a file smaller than 20 MB." in page
    assert f'value="{SOON.year}"' in page
    assert not StoredFile.objects.exists()


def test_malware_is_told_and_nothing_is_lost(add, settings):
    with listening(("127.0.0.1", 0)) as server:
        settings.CLAMAV = server.server_address
        page = add(a_file(), a_file(EICAR, "Ann Example.txt"), **until(SOON))
        assert "Ann Example.txt is not taken" in page and f'value="{SOON.year}"' in page
        assert not StoredFile.objects.exists()
        assert "Ann" not in str(Event.objects.get(kind="file.infected").facts)
        assert "The evidence is added" in add(a_file())
    assert "cannot be checked for malware now" in add(a_file(b"Plan", "plan.txt"))
    assert StoredFile.objects.count() == 1


def test_a_file_opens_to_nobody_but_who_opens_its_return(world, police, browser, add):
    add(a_file())
    url = page_of(police, "files", str(StoredFile.objects.get().key))
    assert browser("stranger").get(url).status_code == 404
    assert browser("stranger").get(url.replace("eastshire", "westshire")).status_code == 404
    assert Client().get(url).status_code == 302
