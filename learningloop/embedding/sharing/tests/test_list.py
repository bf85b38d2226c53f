"""The list of shared learning: what it says, who sees what, filters, export, cost."""

import pytest

from learningloop.embedding.sharing.operations import confirm_shared_item, return_cascade
from learningloop.embedding.sharing.tests.conftest import TODAY
from learningloop.kit.dates import day
from learningloop.people.rules import AGENCY_LEAD
from learningloop.sources.register.operations import add_theme
from learningloop.sources.register.rules import year_of


@pytest.fixture
def three(make_item, late):
    make_item("A draft")
    make_item("For health", sent=True, agencies=("health", "police"))


def shown(response):
    return {item.title for item in response.context["listing"].page}


def test_opens_with_a_sentence_of_fact(officer, three, late, signed_in, url):
    text = signed_in(officer).get(url("list")).content.decode()
    assert f"3 items, 1 not sent yet, 1 agency’s return overdue, the oldest since {day(late.return_by)}" in text


def test_a_lead_is_told_what_waits_for_them(world, three, signed_in, url):
    lead = signed_in(world.people["agency_lead"])
    assert "2 items, 2 for you to confirm, 1 agency’s return overdue" in lead.get(url("list")).content.decode()
    text = signed_in(world.people["practitioner"]).get(url("list")).content.decode()
    assert "2 items, 2 for you to confirm" in text and "overdue" not in text


def test_an_empty_list_says_what_to_do(world, officer, signed_in, url):
    assert "Write the first item" in signed_in(officer).get(url("list")).content.decode()
    assert "shared with you yet" in signed_in(world.people["practitioner"]).get(url("list")).content.decode()


@pytest.mark.parametrize(
    ("query", "titles"),
    [
        ("?state=draft", {"A draft"}),
        ("?state=sent", {"For health", "Neglect in brief"}),
        ("?state=owed", {"For health", "Neglect in brief"}),
        ("?agency=eastshire-health", {"For health"}),
        ("?words=brief", {"Neglect in brief"}),
        ("?state=no-such-state", {"A draft", "For health", "Neglect in brief"}),
        ("?page=99&sort=wrong", {"A draft", "For health", "Neglect in brief"}),
        (f"?year={year_of(TODAY)}&words=health", {"For health"}),
    ],
)
def test_filters(officer, three, signed_in, url, query, titles):
    assert shown(signed_in(officer).get(url("list", query=query))) == titles


def test_what_waits_for_my_agency_and_for_me(world, three, late, signed_in, url):
    lead = world.people["agency_lead"]
    client = signed_in(lead)
    confirm_shared_item(item=late, on=TODAY, by=lead)
    assert shown(client.get(url("list", query="?state=confirm"))) == {"For health"}
    assert shown(client.get(url("list", query="?state=my-agency"))) == {"For health", "Neglect in brief"}
    return_cascade(
        item=late, agency=world.agencies["police"], who_discussed="All teams", how_many=None,
        what_changed="Nothing", on=TODAY, by=lead,
    )  # fmt: skip
    assert shown(client.get(url("list", query="?state=my-agency"))) == {"For health"}


def test_the_theme_of_a_finding(world, make_item, make_finding, officer, signed_in, url):
    neglect = add_theme(board=world.board, slug="neglect", name="Neglect", by=officer)
    make_item("On neglect", sent=True, findings=[make_finding(themes=[neglect])])
    make_item("On nothing", sent=True)
    assert shown(signed_in(officer).get(url("list", query="?theme=neglect"))) == {"On neglect"}
    reader = signed_in(world.people["practitioner"]).get(url("list", query="?theme=neglect"))
    assert shown(reader) == {"On neglect", "On nothing"} and "Theme of a finding" not in reader.content.decode()


def test_a_recipient_sees_only_what_they_were_sent(world, three, make_item, signed_in, url):
    make_item("For leads", sent=True, roles=[AGENCY_LEAD.key])
    assert shown(signed_in(world.people["practitioner"]).get(url("list"))) == {"For health", "Neglect in brief"}
    assert shown(signed_in(world.people["contributor"]).get(url("list"))) == set()


def test_the_export_bears_the_same_filters(world, three, officer, signed_in, url):
    response = signed_in(officer).get(url("list", query="?state=sent&format=csv"))
    lines = response.content.decode().splitlines()
    assert lines[0] == "Reference,Title,Sent,Return by,You confirmed,Sent to,Confirmed"
    assert len(lines) == 3 and lines[1].endswith(",,2,0")
    theirs = signed_in(world.people["practitioner"]).get(url("list", query="?format=csv")).content.decode()
    assert theirs.splitlines()[0] == "Reference,Title,Sent,Return by,You confirmed"


def test_who_may_open_the_list(world, signed_in, url):
    assert signed_in(world.people["independent_reviewer"]).get(url("list")).status_code == 403
    assert signed_in(world.people["stranger"]).get(url("list")).status_code == 404
    assert signed_in(world.people["officer"]).post(url("list")).status_code == 405


def test_its_cost_does_not_grow(make_item, officer, signed_in, url, django_assert_max_num_queries):
    client = signed_in(officer)

    def look():
        with django_assert_max_num_queries(40) as counted:
            client.get(url("list"))
        return len(counted)

    make_item(sent=True)
    one = look()
    for number in range(20):
        make_item(f"Item {number}", sent=True)
    assert look() == one
