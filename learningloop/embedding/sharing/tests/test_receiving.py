"""Confirming, and returning what an agency made of an item."""

import pytest

from learningloop.embedding.sharing.models import CascadeReturn, Recipient
from learningloop.embedding.sharing.operations import (
    NotARecipient,
    NotSentYet,
    confirm_shared_item,
    return_cascade,
)
from learningloop.embedding.sharing.tests.conftest import TODAY
from learningloop.people.rules import AGENCY_LEAD
from learningloop.trail.models import Event
from tests.world import appoint

SAID = {"who_discussed": "All teams at their briefing", "how_many": "312", "what_changed": "A new form"}


def test_a_recipient_confirms_once(world, sent, signed_in, url):
    client = signed_in(world.people["practitioner"])
    assert (
        "The board knows that you have read this"
        in client.post(url("confirm", sent), follow=True).content.decode()
    )
    page = client.post(url("confirm", sent), follow=True).content.decode()
    assert "You confirmed this before" in page and "I have read this" not in page
    assert Recipient.objects.get(person=world.people["practitioner"]).confirmed_on == TODAY
    assert Event.objects.filter(kind="shared.confirmed").count() == 1


@pytest.mark.parametrize(
    ("who", "status"),
    [("lay_member", 403), ("group_member", 403), ("contributor", 404), ("stranger", 404)],
)
def test_who_was_not_sent_it_cannot_confirm(world, sent, signed_in, url, who, status):
    assert signed_in(world.people[who]).post(url("confirm", sent)).status_code == status
    with pytest.raises(NotARecipient):
        confirm_shared_item(item=sent, on=TODAY, by=world.people[who])


def test_confirming_is_a_post(world, sent, signed_in, url):
    assert signed_in(world.people["practitioner"]).get(url("confirm", sent)).status_code == 405


def test_a_lead_returns_what_the_agency_made_of_it_and_corrects_it(world, sent, signed_in, url):
    client = signed_in(world.people["agency_lead"])
    assert "Return what came of it" in client.get(url("detail", sent)).content.decode()
    page = client.post(url("cascade", sent), SAID, follow=True).content.decode()
    assert "The return of Eastshire Police is saved" in page and "All teams at their briefing" in page
    form = client.get(url("cascade", sent)).content.decode()
    assert "A new form" in form and "You can correct it" in form
    client.post(url("cascade", sent), {**SAID, "what_changed": "Two new forms"})
    returned = CascadeReturn.objects.get()
    assert (returned.what_changed, returned.how_many) == ("Two new forms", 312)
    assert Event.objects.filter(kind="shared.cascaded").last().before == {"what_changed": "A new form"}


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"who_discussed": ""}, "Enter who discussed it"),
        ({"what_changed": " "}, "Enter what changed"),
        ({"how_many": "-1"}, "greater than or equal to 0"),
        ({"how_many": "many"}, "Enter a whole number"),
        ({"what_changed": "y" * 100_000}, "at most 10000 characters"),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_stays(world, sent, signed_in, url, wrong, told):
    asked = {**SAID, **wrong}
    text = signed_in(world.people["agency_lead"]).post(url("cascade", sent), asked).content.decode()
    assert told in text and asked["what_changed"].strip() in text and asked["who_discussed"] in text
    assert not CascadeReturn.objects.exists()


def test_a_lead_of_two_agencies_says_for_which(world, make_item, signed_in, url):
    lead = world.people["agency_lead"]
    appoint(world, lead, AGENCY_LEAD, agency="health")
    item = make_item(sent=True, agencies=("police", "health", "school"))
    client = signed_in(lead)
    text = client.get(url("cascade", item)).content.decode()
    assert "Which agency’s return is it?" in text and "Academy" not in text
    client.post(url("cascade", item, "?agency=eastshire-health"), SAID)
    assert CascadeReturn.objects.get().agency == world.agencies["health"]
    assert client.post(url("cascade", item, "?agency=eastshire-school"), SAID).status_code == 404
    assert client.post(url("cascade", item, "?agency=westshire-police"), SAID).status_code == 404


def test_the_boards_unit_enters_a_return_for_an_agency(world, sent, officer, signed_in, url):
    signed_in(officer).post(url("cascade", sent, "?agency=eastshire-police"), SAID)
    assert CascadeReturn.objects.get().by == officer


@pytest.mark.parametrize(
    ("who", "status"), [("practitioner", 403), ("lay_member", 403), ("contributor", 404), ("stranger", 404)]
)
def test_who_returns(world, sent, signed_in, url, who, status):
    assert signed_in(world.people[who]).post(url("cascade", sent), SAID).status_code == status


def test_nothing_is_returned_for_a_draft_or_by_an_agency_it_was_not_sent_to(
    world, draft, sent, officer, signed_in, url
):
    assert signed_in(officer).get(url("cascade", draft)).status_code == 403
    said = {**SAID, "how_many": None, "on": TODAY, "by": officer}
    with pytest.raises(NotSentYet):
        return_cascade(item=draft, agency=world.agencies["police"], **said)
    with pytest.raises(NotARecipient):
        return_cascade(item=sent, agency=world.agencies["school"], **said)
