"""Every list comes as a file too, Excel or CSV: all its pages, with the filters and the order in force."""

from io import BytesIO

import pytest
from openpyxl import load_workbook

from learningloop.kit.spreadsheets import read_grid
from learningloop.people.operations import found_group
from learningloop.sources.register.models import Source
from learningloop.sources.register.operations import record_source
from learningloop.trail.operations import SYSTEM
from tests.states import ON, build_states

LISTS = [
    "sources", "findings", "recommendations", "actions", "shared", "evaluations", "evaluations/due", "threads",
    "loop/sources", "people", "people/agencies", "questions", "rounds", "returns",
]  # fmt: skip


@pytest.fixture
def officer(world, signed_in):
    return signed_in(world.people["officer"])


def taken(client, place, query=""):
    """The rows of a list's file, the header first."""
    response = client.get(f"/eastshire/{place}/?{query}&format=csv")
    assert response["Content-Type"].startswith("text/csv"), place
    return [row for _, row in read_grid(response.content, prefer="").rows]


@pytest.mark.parametrize("place", LISTS)
def test_a_list_offers_its_file_and_the_file_holds_all_of_it(world, officer, place):
    build_states(world)
    page = officer.get(f"/eastshire/{place}/")
    assert "format=xlsx" in page.content.decode() and "format=csv" in page.content.decode()
    lines = taken(officer, place)
    assert len(lines) == page.context["listing"].total + 1 > 1
    book = load_workbook(BytesIO(officer.get(f"/eastshire/{place}/?format=xlsx").content))
    sheet = book.active
    assert (sheet.max_row, sheet.freeze_panes) == (len(lines), "B2")
    assert sheet.auto_filter.ref and sheet["A1"].font.bold


def test_a_file_follows_the_filters_and_the_order_of_its_list(world, officer):
    for number in range(60):
        kind = "audit" if number % 2 else "case-review"
        record_source(board=world.board, kind=kind, title=f"Number {number:02}", started_on=ON, by=SYSTEM)
    lines = taken(officer, "sources", "kind=audit&sort=-title&page=2")
    assert [line[1] for line in lines[1:]] == [f"Number {number:02}" for number in range(59, 0, -2)]


def test_dates_are_dates_and_formulas_are_text(world, officer):
    record_source(board=world.board, kind="audit", title="=1+1", started_on=ON, by=SYSTEM)
    sheet = load_workbook(BytesIO(officer.get("/eastshire/sources/?format=xlsx").content)).active
    assert sheet["B2"].value == "=1+1" and sheet["B2"].data_type == "s" and sheet["B2"].quotePrefix
    assert sheet["D2"].value.date() == ON
    assert taken(officer, "sources")[1][1] == "=1+1"
    assert b",'=1+1," in officer.get("/eastshire/sources/?format=csv").content


def test_a_file_costs_no_more_queries_for_more_rows(world, officer, django_assert_max_num_queries):
    for number in range(30):
        record_source(board=world.board, kind="audit", title=f"Number {number}", started_on=ON, by=SYSTEM)
    with django_assert_max_num_queries(25):
        officer.get("/eastshire/sources/?format=xlsx")
    assert Source.objects.count() == 30


def test_groups_come_as_a_file_each_under_the_one_that_it_reports_to(world, officer):
    page = officer.get("/eastshire/people/groups/")
    assert "format=xlsx" in page.content.decode() and "format=csv" in page.content.decode()
    lines = taken(officer, "people/groups")
    assert [line[0] for line in lines[1:]] == [group.name for _, group in page.context["groups"]]
    book = load_workbook(BytesIO(officer.get("/eastshire/people/groups/?format=xlsx").content))
    assert book.active.max_row == len(lines) > 1


def test_groups_of_dangerous_names_are_text(world, officer):
    found_group(home=world.board, name="=1+1", purpose="Adds up", reports_to=None, by=SYSTEM)
    assert b"'=1+1," in officer.get("/eastshire/people/groups/?format=csv").content


def test_what_was_found_comes_as_a_file_all_pages_of_it(world, officer):
    for number in range(30):
        record_source(board=world.board, kind="audit", title=f"=Lighthouse {number}", started_on=ON, by=SYSTEM)
    address = officer.post("/eastshire/search/", {"words": "lighthouse"})["Location"]
    page = officer.get(address)
    assert "format=xlsx" in page.content.decode() and page.context["listing"].total == 30
    response = officer.get(f"{address}&format=csv")
    assert (
        b",'=Lighthouse 7," in response.content and b"lighthouse" not in response["Content-Disposition"].encode()
    )
    lines = [row for _, row in read_grid(response.content, prefer="").rows]
    assert len(lines) == 31 and lines[1][0] == "Source"
    assert load_workbook(BytesIO(officer.get(f"{address}&format=xlsx").content)).active.max_row == 31


def test_a_file_of_what_was_found_tells_no_text_of_what_is_restricted(world, signed_in):
    build_states(world)
    client = signed_in(world.people["business_manager"])
    for words in ("audits", "chronologies"):
        address = client.post("/eastshire/search/", {"words": words})["Location"]
        lines = [row for _, row in read_grid(client.get(f"{address}&format=csv").content, prefer="").rows]
        told = {result.reference for result in client.get(address).context["results"]}
        assert {line[1] for line in lines[1:]} >= told
        assert not any(line[4] for line in lines[1:] if line[5:] == ["Yes"])


def test_nobody_takes_the_file_of_a_list_that_they_may_not_open(world, signed_in):
    stranger = signed_in(world.people["stranger"])
    for place in (*LISTS, "people/groups", "search"):
        assert stranger.get(f"/eastshire/{place}/?format=csv").status_code == 404, place


def test_an_unknown_form_is_the_page(officer):
    assert officer.get("/eastshire/sources/?format=exe")["Content-Type"].startswith("text/html")
