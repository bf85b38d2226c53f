"""The site under attack, address by address: markup, formulas, forged forms, what closed records give away."""

import pytest
from django.core import mail
from django.test import Client
from django_scopes import scope

from learningloop.people.operations import add_agency, add_person, grant_role
from learningloop.people.rules import AGENCY_LEAD, OFFICER
from learningloop.sources.register.models import Sensitivity
from learningloop.sources.register.operations import record_source
from learningloop.trail.operations import SYSTEM
from tests.attacks import (
    FORMULA,
    MARKUP,
    board_addresses,
    body,
    formulas,
    formulas_of_workbook,
    page,
    write_everywhere,
)
from tests.browser.pages import addresses
from tests.states import ON, sides
from tests.world import PASSWORD

CLOSED_TO = [
    ("colleague", Sensitivity.NAMED),
    ("agency_lead", Sensitivity.NAMED),
    ("lay_member", Sensitivity.GROUP),
    ("practitioner", Sensitivity.GROUP),
]


def flat(places):
    return [place for asked in places for place in asked]


def test_markup_that_anybody_wrote_is_text_on_every_page(world, signed_in):
    places = flat(addresses(world))
    write_everywhere(MARKUP)
    client = signed_in(world.people["business_manager"])
    pages = {place: page(client, place) for place in places if not place.endswith("/logout/")}
    assert [place for place, html in pages.items() if "<zq" in html.lower() or "<script>zq" in html.lower()] == []
    assert [place for place, html in pages.items() if 'href="javascript:' in html.lower()] == []
    assert sum("&lt;zq" in html for html in pages.values()) > len(pages) / 4, "the markup was not seen at all"


def test_no_cell_of_any_download_is_a_formula(world, signed_in):
    addresses(world)
    write_everywhere(FORMULA)
    client = signed_in(world.people["business_manager"])
    seen, books = {}, {}
    for address in board_addresses():
        kind, content = body(client, f"{address}?format=xlsx")
        if "spreadsheet" in kind:
            books[address] = formulas_of_workbook(content)
        kind, content = body(client, f"{address}?format=csv")
        if kind.startswith("text/csv"):
            seen[address] = formulas(content)
            assert b"zq" in content or address.endswith("/search/"), address  # there nothing was asked for
    assert len(seen) >= 5 and len(books) >= 5
    assert {address: cells for address, cells in books.items() if cells} == {}
    assert {address: cells for address, cells in seen.items() if cells} == {}


def test_no_form_is_taken_from_another_site(world):
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(
        world.people["business_manager"], backend="allauth.account.auth_backends.AuthenticationBackend"
    )
    answers = {place: strict.post(place).status_code for place in flat(addresses(world))}
    assert {place: status for place, status in answers.items() if status != 403} == {}


@pytest.mark.parametrize(("who", "sensitivity"), CLOSED_TO)
def test_what_is_closed_changes_nothing_that_others_see(world, signed_in, who, sensitivity):
    """Lists, counts, exports, choices: all are the same to the letter, whether the records are there or not."""
    ours, others = sides(world)
    ours.evaluation(Sensitivity.BOARD)
    person = world.person(OFFICER, name="colleague") if who == "colleague" else world.people[who]
    client = signed_in(person)
    asked = [address + export for address in board_addresses() for export in ("", "?format=csv")]
    before = {address: page(client, address) for address in asked}
    grow(others, sensitivity)
    changed = [address for address in asked if page(client, address) != before[address]]
    assert changed == []


def test_no_page_and_no_choice_of_a_form_names_anything_of_another_board(world, signed_in):
    """A form takes what it offers and nothing else: what is not offered cannot be sent either."""
    places = flat(addresses(world))
    theirs(world)
    client = signed_in(world.people["business_manager"])
    assert [place for place in places if "zqwest" in page(client, place).lower()] == []
    assert "zqwest" in page(signed_in(world.people["stranger"]), "/westshire/sources/").lower()


def theirs(world):
    """An agency, a person and a source of the other board."""
    agency = add_agency(slug="zqwest-police", name="Zqwest police", kind="police", boards=[world.other], by=SYSTEM)
    lead = add_person(email="zqwest@example.invalid", name="Zqwest lead", by=SYSTEM)
    told = {"why": "Appointed", "board": world.other, "on": ON, "by": SYSTEM}
    grant_role(person=lead, role=AGENCY_LEAD, agency=agency, **told)
    with scope(board=world.other):
        record_source(
            board=world.other, kind="audit", title="Zqwest audit", started_on=ON, agencies=[agency], lead=lead,
            by=SYSTEM,
        )  # fmt: skip


def grow(side, sensitivity):
    """One closed record of each kind, in states that others are told of."""
    side.evaluation(sensitivity, followed_up=True)
    side.action(sensitivity, "reported")
    side.recommendation(sensitivity, "accepted")
    side.item(sensitivity, False)


@pytest.mark.parametrize("address", ["/accounts/login/?next=", "/accounts/logout/?next="])
@pytest.mark.parametrize(
    "elsewhere",
    ["https://evil.example", "//evil.example", "/\\evil.example", "javascript:alert(1)", "https:evil.example"],
)
def test_nobody_is_sent_to_another_site(db, client, address, elsewhere):
    add_person(email="a@example.invalid", name="Asha", password=PASSWORD, by=SYSTEM)
    form = {"login": "a@example.invalid", "password": PASSWORD, "next": elsewhere}
    answer = client.post(address + elsewhere, form)
    assert "evil" not in answer.headers.get("Location", "")
    assert "javascript" not in answer.headers.get("Location", "")


def test_no_mail_is_sent_for_a_host_that_is_not_ours(db, client):
    add_person(email="a@example.invalid", name="Asha", password=PASSWORD, by=SYSTEM)
    for header in ({"HTTP_HOST": "evil.example"}, {"HTTP_X_FORWARDED_HOST": "evil.example"}):
        client.post("/accounts/password/reset/", {"email": "a@example.invalid"}, **header)
    assert [message for message in mail.outbox if "evil" in message.body] == []
    assert len(mail.outbox) == 1


def test_signing_in_gives_a_new_session_and_a_new_token(db, client):
    add_person(email="a@example.invalid", name="Asha", password=PASSWORD, by=SYSTEM)
    client.cookies["sessionid"] = "planted-by-somebody-else"
    client.get("/accounts/login/")
    before = client.cookies["csrftoken"].value
    client.post("/accounts/login/", {"login": "a@example.invalid", "password": PASSWORD})
    assert client.cookies["sessionid"].value not in ("", "planted-by-somebody-else")
    assert client.cookies["csrftoken"].value != before


def test_an_unknown_address_costs_the_same_work_as_a_known_one(db, client, monkeypatch):
    add_person(email="a@example.invalid", name="Asha", password=PASSWORD, by=SYSTEM)
    add_person(email="b@example.invalid", name="Bea", password=None, by=SYSTEM)
    work = []
    hasher = "django.contrib.auth.hashers.PBKDF2PasswordHasher.encode"
    monkeypatch.setattr(hasher, lambda self, password, salt, iterations=None: work.append(1) or "x")
    for who in "abc":
        work.append(who)
        client.post("/accounts/login/", {"login": f"{who}@example.invalid", "password": "wrong wrong wrong"})
    told = "".join(str(one) for one in work)
    assert all(part and set(part) == {"1"} for part in told[1:].replace("b", " ").replace("c", " ").split(" "))
