"""What shared learning shows at home and on a finding's page."""

from learningloop.embedding.sharing.operations import confirm_shared_item
from learningloop.embedding.sharing.slots import awaits, shared_panel
from learningloop.embedding.sharing.tests.conftest import TODAY
from learningloop.people.models import Person


def sentences(world, who):
    person = Person.objects.get(pk=world.people[who].pk)
    return [(one.sentence, one.by, one.others) for one in awaits(world.board, person)]


def test_home_says_what_waits_for_whom(world, late, make_item, url):
    make_item("A draft")
    title = "Neglect in brief"
    assert sentences(world, "practitioner") == [(f"Read and confirm: {title}", None, False)]
    assert sentences(world, "agency_lead") == [
        (f"Read and confirm: {title}", None, False),
        (f"Return what Eastshire Police made of: {title}", late.return_by, False),
    ]
    assert sentences(world, "officer") == [
        ("Check and send: A draft", None, False),
        (f"1 agency to return: {title}", late.return_by, True),
    ]
    assert sentences(world, "trainer") == [("The board’s unit to send: A draft", None, True)]
    assert sentences(world, "lay_member") == sentences(world, "stranger") == []
    confirm_shared_item(item=late, on=TODAY, by=world.people["practitioner"])
    assert sentences(world, "practitioner") == []


def test_home_lists_ten_of_a_kind_and_costs_the_same(world, make_item, django_assert_num_queries):
    for number in range(12):
        make_item(f"Item {number}", sent=True)
    lead = Person.objects.get(pk=world.people["agency_lead"].pk)
    with django_assert_num_queries(3):
        found = awaits(world.board, lead)
    assert len(found) == 22
    assert {one.url.partition("?")[2] for one in found if one.sentence.startswith("More")} == {
        "state=confirm",
        "state=my-agency",
    }


def test_home_opens_the_pages_it_names(world, late, signed_in):
    for who in ("agency_lead", "officer", "practitioner"):
        client = signed_in(world.people[who])
        for one in awaits(world.board, Person.objects.get(pk=world.people[who].pk)):
            assert client.get(one.url).status_code == 200


def test_a_finding_shows_the_items_that_tell_of_it(world, finding, sent, draft):
    [panel] = shared_panel(finding, world.people["officer"])
    assert panel.title == "Shared (2)" and panel.context["write_url"].endswith(f"?finding={finding.reference}")
    [panel] = shared_panel(finding, world.people["lay_member"])
    assert panel.title == "Shared (1)" and not panel.context["write_url"]
    assert shared_panel(sent, world.people["officer"]) == []


def test_a_finding_that_was_not_shared_invites_those_who_may(world, finding):
    [panel] = shared_panel(finding, world.people["trainer"])
    assert panel.title == "Not shared yet"
    assert shared_panel(finding, world.people["lay_member"]) == []
