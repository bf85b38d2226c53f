"""Asking by a list: each fault is told at its cell, five hundred schools are asked, nothing is done twice."""

from datetime import timedelta
from io import BytesIO

import pytest
import xlsxwriter
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from learningloop.people.models import Agency, Appointment, Invitation, Person
from learningloop.people.operations import add_agency, add_person, grant_role
from learningloop.people.operations.closing import close_account
from learningloop.people.rules import AGENCY_LEAD, BUSINESS_MANAGER
from learningloop.sources.assessments.imports import MOST, read_list, rows_of_file
from learningloop.sources.assessments.operations import close_round
from learningloop.sources.assessments.operations.asking import Addresses, FaultyList, NothingNew, ask_by_list
from learningloop.sources.assessments.queries.asking import HEADERS, plan_of
from learningloop.sources.assessments.tests.conftest import TODAY
from learningloop.trail.operations import SYSTEM
from learningloop.trail.queries import history

HEAD = "\t".join(HEADERS.values())
LATER = (TODAY + timedelta(days=9)).isoformat()
TO = Addresses("https://x.invalid/accounts/login/", "https://x.invalid", "/eastshire/returns/REFERENCE/")

PAST, AFTER = (TODAY - timedelta(days=1)).isoformat(), (TODAY + timedelta(days=999)).isoformat()
PLANTED = [
    (dict(agency=""), "A", "name is missing"), (dict(agency="=SUM(A1)"), "A", "formula"),
    (dict(agency="+School"), "A", "formula"), (dict(agency="-School"), "A", "formula"),
    (dict(agency="@School"), "A", "formula"), (dict(agency="x" * 201), "A", "at most 200"),
    (dict(agency="#REF!"), "A", "gives an error"), (dict(agency='"Two\nlines"'), "A", "several lines"),
    (dict(kind="Shool"), "B", "not one of the kinds"), (dict(kind=""), "B", "kind is missing"),
    (dict(kind="=A1"), "B", "formula"), (dict(agency="Hill College", kind="School"), "B", "as: College"),
    (dict(name=""), "C", "no name is given"), (dict(name="=HYPERLINK()"), "C", "formula"),
    (dict(name="@head"), "C", "formula"), (dict(name="y" * 201), "C", "at most 200"),
    (dict(email=""), "D", "address is missing"), (dict(email="head"), "D", "not an email"),
    (dict(email="a b@c.d"), "D", "not an email"), (dict(email="a@b@c.de"), "D", "not an email"),
    (dict(email=f"{'z' * 250}@a.de"), "D", "at most 254"),
    (dict(email="police@agency.invalid"), "D", "another agency"),
    (dict(email="closed@school.invalid"), "D", "is closed"),
    (dict(email="first@school.invalid"), "D", "row 2 too"),
    (dict(post="=1"), "E", "formula"), (dict(post="p" * 201), "E", "at most 200"),
    (dict(due="soon"), "F", "not a day"), (dict(due="1/2/26"), "F", "two digits"),
    (dict(due=PAST), "F", "outside the round"), (dict(due=AFTER), "F", "outside the round"),
    (dict(agency="First School"), "A", "row 2 too"),
    (dict(agency="first  school", kind="College"), "B", "another kind"),
]  # fmt: skip
"""What is wrong in each row from the third on, in which column, and what is told there."""


def rows(*lines):
    return "\n".join([HEAD, *lines])


def school(number, **told):
    told = {
        "agency": f"School {number}", "kind": "School", "name": f"Head {number}",
        "email": f"head{number}@school.invalid", "post": "Head teacher", "due": "",
    } | told  # fmt: skip
    return "\t".join(told[key] for key in HEADERS)


@pytest.fixture
def round_(opened):
    return opened()


@pytest.fixture
def manager(browser):
    return browser("business_manager")


@pytest.fixture
def send(manager, round_, django_capture_on_commit_callbacks):
    def post(text="", **more):
        with django_capture_on_commit_callbacks(execute=True):
            return manager.post(
                f"/eastshire/rounds/{round_.reference}/ask/list/", {"rows": text, **more}, follow=True
            )

    return post


def cells_of(page):
    return {fault.cell: fault.rule for fault in page.context.get("faults", ())}


def test_a_list_is_looked_at_and_then_done(world, round_, send):
    text = rows(school(1), school(2, due=LATER), school(3, kind="", agency="eastshire  ACADEMY"))
    page = send(text).content.decode()
    assert "School 1" in page and "head1@school.invalid is invited" in page and "3 rows" in page
    assert not Agency.objects.filter(name="School 1").exists() and not mail.outbox
    page = send(text, confirmed="1").content.decode()
    assert "3 asked, 2 new to the board, 3 invited by mail" in page
    asked = {one.agency.name: one for one in round_.returns.all()}
    assert asked.keys() >= {"School 1", "School 2", "Eastshire Academy"}
    assert asked["School 2"].due_on.isoformat() == LATER and asked["School 1"].due_on == round_.closes_on
    assert asked["School 1"].agency.kind == "school"
    lead = Appointment.objects.get(agency=asked["School 1"].agency)
    assert (lead.role, lead.post, lead.person.email) == ("agency-lead", "Head teacher", "head1@school.invalid")
    assert round_.reference in lead.why and not lead.person.has_usable_password()
    assert "round.listed" in {event.kind for event in history(round_)}
    assert round_.source.agencies.filter(name="School 1").exists()


def test_each_new_lead_gets_one_message_that_names_nobody_and_leads_to_the_return(round_, send):
    send(rows(school(1), school(2)), confirmed="1")
    assert sorted(one.to[0] for one in mail.outbox) == ["head1@school.invalid", "head2@school.invalid"]
    message = next(one for one in mail.outbox if one.to == ["head1@school.invalid"])
    own = round_.returns.get(agency__name="School 1")
    assert f"next=%2Feastshire%2Freturns%2F{own.reference}%2F" in message.body
    told = message.subject + message.body
    assert not any(word in told for word in ("School 1", "Head 1", "Self-assessment"))
    assert Invitation.objects.filter(sent_at=None).count() == 0


def test_the_same_list_twice_changes_nothing(round_, send):
    text = rows(school(1), school(2, due=LATER))
    send(text, confirmed="1")
    before = (Agency.objects.count(), Person.objects.count(), Appointment.objects.count(), len(mail.outbox))
    page = send(text).content.decode()
    assert "Nothing would change" in page and "Ask them" not in page
    assert "Nothing was changed" in send(text, confirmed="1").content.decode()
    assert before == (
        Agency.objects.count(),
        Person.objects.count(),
        Appointment.objects.count(),
        len(mail.outbox),
    )
    with pytest.raises(NothingNew):
        ask_by_list(round_=round_, lines=read_list(text).lines, to=TO, on=TODAY, by=SYSTEM)


def test_who_has_an_account_gets_the_role_and_one_message(world, round_, send):
    known = add_person(email="known@school.invalid", name="Known", by=SYSTEM)
    page = send(rows(school(1, email="Known@School.invalid", name="")))
    assert "has an account" in page.content.decode()
    send(rows(school(1, email="Known@School.invalid", name="")), confirmed="1")
    assert Appointment.objects.get(person=known).agency.name == "School 1"
    [message] = mail.outbox
    assert message.subject.endswith("asks your agency for a return")
    assert "School 1" not in message.body and "Known" not in message.body


def test_thirty_faults_are_told_at_their_cells_and_nothing_is_done(world, round_, send):
    add_agency(slug="eastshire-x", name="Hill College", kind="college", boards=[world.board], by=SYSTEM)
    theirs = add_person(email="police@agency.invalid", name="Somebody Else", by=SYSTEM)
    grant_role(
        person=theirs, role=AGENCY_LEAD, why="W", board=world.board, agency=world.agencies["police"], on=TODAY,
        by=SYSTEM,
    )  # fmt: skip
    closed = add_person(email="closed@school.invalid", name="Closed", by=SYSTEM)
    close_account(person=closed, why="Left", by=SYSTEM)
    first = school(0, agency="First School", email="first@school.invalid")
    text = rows(first, *(school(number, **told) for number, (told, _, _) in enumerate(PLANTED, start=3)))
    people = Person.objects.count()
    page = send(text, confirmed="1")
    found = cells_of(page)
    for number, (_, column, words) in enumerate(PLANTED, start=3):
        assert words in found[f"{column}{number}"], (number, column, found)
    assert len(found) == len(PLANTED) + 1 >= 30, "the second First School is told at its name too"
    assert page.context["form"]["rows"].value() == text, "nothing typed is lost"
    told = page.content.decode()
    assert "33 faults" in told and "Somebody Else" not in told and "Police" not in told
    assert (Person.objects.count(), len(mail.outbox), round_.returns.count()) == (people, 0, 2)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "Paste your rows"),
        ("\n \n", "Paste your rows"),
        (HEAD, "no row under the column names"),
        (school(1), "Row 1 must hold the column names. Missing: Agency, Kind, Lead name, Lead email"),
        ("Agency\tKind\tLead name\nA\tSchool\tB", "Missing: Lead email"),
        (f"{HEAD}\tColour\n{school(1)}\tred", "No column of a list has this name"),
        (f"{HEAD}\tKind\n{school(1)}\tSchool", "Two columns have this name"),
        (rows(*("x" for _ in range(MOST + 1))), "more than 5,000 rows"),
    ],
)
def test_what_is_no_list_says_so(send, text, words):
    assert words in send(text).content.decode()


def test_other_separators_and_orders_are_read(round_):
    text = 'Lead email;Agency;Lead name;Kind\na@b.de;"St. Anne; Infants";Ann;school\n'
    listed = read_list(text)
    [line] = listed.lines
    assert (line.agency, line.kind, line.email, listed.faults) == ("St. Anne; Infants", "school", "a@b.de", {})


def workbook(*lines, formula=None):
    made = BytesIO()
    with xlsxwriter.Workbook(made) as book:
        page = book.add_worksheet("List")
        for number, line in enumerate([HEAD, *lines]):
            page.write_row(number, 0, line.split("\t"))
        if formula:
            page.write_formula(*formula, value="")
    return made.getvalue()


def upload(content, name="list.xlsx"):
    found = BytesIO(content)
    found.name = name
    return found


def test_a_workbook_is_brought_and_its_rows_are_kept_to_be_mended(round_, send):
    page = send(uploads=upload(workbook(school(1), "", school(2, email="no"))))
    assert cells_of(page).keys() == {"D4"}, "an empty row keeps its number"
    mended = page.context["form"]["rows"].value().replace("\tno\t", "\thead2@school.invalid\t")
    assert "2 rows" in send(mended).content.decode()
    send(mended, confirmed="1")
    assert round_.returns.filter(agency__name="School 2").exists()


def test_a_formula_in_a_school_s_name_is_refused_at_its_cell(send):
    page = send(uploads=upload(workbook(school(1), formula=(1, 0, "=A2&A3"))))
    assert "formula" in cells_of(page)["A2"]


@pytest.mark.parametrize(
    ("content", "name"), [(b"\x00\x01\x02", "a.csv"), (b"PK\x03\x04", "a.xlsx"), (b"\xd0\xcf\x11\xe0", "a.xls")]
)
def test_a_file_that_is_no_spreadsheet_says_so(send, content, name):
    page = send(uploads=upload(content, name)).content.decode()
    assert "govuk-error-summary" in page and "file" in page


def test_the_template_comes_back_in(manager, round_):
    page = manager.get(f"/eastshire/rounds/{round_.reference}/ask/list/template/")
    book = load_workbook(BytesIO(page.content))
    assert [cell.value for cell in book["List"][1]] == list(HEADERS.values())
    assert "no row under" in read_list(rows_of_file(page.content)).told[0].rule


def test_an_officer_asks_by_a_list_of_those_who_lead_already(world, opened, browser):
    round_ = opened(agencies=[world.agencies["health"]])
    url, officer = f"/eastshire/rounds/{round_.reference}/ask/list/", browser("officer")
    assert url in officer.get(f"/eastshire/rounds/{round_.reference}/").content.decode()
    lead = world.people["agency_lead"]
    theirs = "\t".join(["Eastshire Police", "", lead.name, lead.email, "", LATER])
    page = officer.post(url, {"rows": rows(theirs, school(1))}).content.decode()
    assert "1 fault" in page and "D3" in page and "does not lead for this agency yet" in page
    assert not round_.returns.filter(agency=world.agencies["police"]).exists()
    officer.post(url, {"rows": rows(theirs), "confirmed": "1"})
    assert round_.returns.get(agency=world.agencies["police"]).due_on.isoformat() == LATER
    lines = read_list(rows(school(1))).lines
    with pytest.raises(FaultyList):
        ask_by_list(round_=round_, lines=lines, to=TO, on=TODAY, appoints=False, by=world.people["officer"])


def test_only_who_runs_the_round_asks_by_list(round_, browser):
    url = f"/eastshire/rounds/{round_.reference}/ask/list/"
    assert browser("agency_lead").get(url).status_code == 404
    close_round(round_=round_, on=TODAY, by=SYSTEM)
    assert browser("business_manager").get(url).status_code == 403


def test_an_agency_of_another_board_is_neither_joined_nor_told(world, round_, send):
    add_agency(slug="westshire-s", name="School 1", kind="college", boards=[world.other], by=SYSTEM)
    head = add_person(email="head1@school.invalid", name="Westshire head", by=SYSTEM)
    grant_role(
        person=head, role=AGENCY_LEAD, why="W", board=world.other, agency=Agency.objects.get(slug="westshire-s"),
        on=TODAY, by=SYSTEM,
    )  # fmt: skip
    page = send(rows(school(1))).content.decode()
    assert "has an account" in page and "Westshire" not in page and "College" not in page
    assert "1 asked, 1 new to the board" in send(rows(school(1)), confirmed="1").content.decode()
    assert Agency.objects.filter(name="School 1").count() == 2


def test_five_hundred_schools_cost_a_bounded_number_of_queries(world, round_):
    def cost(text):
        listed = read_list(text)
        with CaptureQueriesContext(connection) as asked:
            assert plan_of(round_, listed, TODAY) and not listed.faults
            ask_by_list(round_=round_, lines=listed.lines, to=TO, on=TODAY, by=world.people["business_manager"])
        return len(asked)

    few = cost(rows(*(school(number) for number in range(10))))
    many = cost(rows(*(school(number) for number in range(1000, 1500))))
    assert round_.returns.count() == 512
    assert many - few < 10, "messages apart, which are tasks of their own"
    assert round_.returns.filter(agency__name="School 1499").exists()


def test_a_colleague_who_grants_may_be_somebody_else(world, browser, round_):
    other = world.person(BUSINESS_MANAGER, name="second")
    assert browser(other).get(f"/eastshire/rounds/{round_.reference}/ask/list/").status_code == 200
