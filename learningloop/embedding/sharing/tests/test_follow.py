"""How far a sent item came: agency by agency, person by person, as a table and as CSV."""

import pytest
from django.utils import timezone
from django.utils.html import strip_tags

from learningloop.embedding.sharing.operations import confirm_shared_item, return_cascade
from learningloop.embedding.sharing.queries import last_shared_on, owed_on
from learningloop.embedding.sharing.tests.conftest import TODAY
from learningloop.kit.dates import day
from learningloop.learning.models import Finding
from learningloop.people.rules import PRACTITIONER
from tests.world import extra_agency


@pytest.fixture
def travelled(world, make_item, officer, signed_in, url):
    """Sent to three in police and health; the lead opened, confirmed and returned; health has a practitioner."""
    world.person(PRACTITIONER, name="nurse", agency="health")
    item = make_item(sent=True, agencies=("police", "health", "school"))
    lead = world.people["agency_lead"]
    signed_in(lead).get(url("detail", item))
    confirm_shared_item(item=item, on=TODAY, by=lead)
    return_cascade(
        item=item, agency=world.agencies["police"], who_discussed="All teams", how_many=312,
        what_changed="=A new form", on=TODAY, by=lead,
    )  # fmt: skip
    return item


def test_the_totals_stand_in_a_sentence(officer, travelled, signed_in, url):
    text = " ".join(strip_tags(signed_in(officer).get(url("follow", travelled)).content.decode()).split())
    assert f"Sent {day(TODAY)} to 3 people in 2 agencies: 1 opened it, 1 confirmed." in text
    assert "1 agency has returned what came of it, 1 has not" in text
    assert "312" in text and "=A new form" in text and "Reached nobody" in text


def test_agency_by_agency_as_csv(officer, travelled, signed_in, url):
    lines = signed_in(officer).get(url("follow", travelled, "?format=csv")).content.decode().splitlines()
    due = travelled.return_by
    assert lines == [
        "Agency,Sent to,Opened,Confirmed,Return by,Returned,Who discussed it,How many,What changed",
        f"Eastshire Academy,0,0,0,{due},,,,",
        f"Eastshire Health,1,0,0,{due},,,,",
        f"Eastshire Police,2,1,1,{due},{TODAY},All teams,312,'=A new form",
    ]


def test_person_by_person(world, officer, travelled, signed_in, url):
    client = signed_in(officer)
    assert "nurse" in client.get(url("recipients", travelled)).content.decode()
    lines = client.get(url("recipients", travelled, "?format=csv")).content.decode().splitlines()
    today = timezone.localdate().isoformat()
    assert lines[0] == "Name,Agency,First opened,Confirmed" and "nurse,Eastshire Health,," in lines
    assert any(line.startswith("Agency lead,Eastshire Police,2") and line.endswith(today) for line in lines)


@pytest.mark.parametrize(
    ("who", "agencies", "people"),
    [("business_manager", 200, 200), ("independent_chair", 200, 403), ("lay_member", 200, 403),
     ("trainer", 200, 403), ("agency_lead", 403, 403), ("practitioner", 403, 403),
     ("contributor", 404, 404), ("stranger", 404, 404)],
)  # fmt: skip
def test_who_follows(world, travelled, signed_in, url, who, agencies, people):
    client = signed_in(world.people[who])
    assert client.get(url("follow", travelled)).status_code == agencies
    assert client.get(url("recipients", travelled)).status_code == people


def test_a_draft_is_not_followed(officer, draft, signed_in, url):
    assert signed_in(officer).get(url("follow", draft)).status_code == 403
    assert signed_in(officer).get(url("recipients", draft)).status_code == 403


def test_the_outstanding_cascades_and_the_last_sharing(world, travelled, late, draft, finding):
    assert [(row["item__reference"], row["agency__name"]) for row in owed_on(world.board)] == [
        (late.reference, "Eastshire Police"),
        (travelled.reference, "Eastshire Health"),
    ]
    assert last_shared_on(Finding.objects.all()) == {finding.pk: TODAY}


def test_its_cost_does_not_grow(world, make_item, officer, signed_in, url, django_assert_max_num_queries):
    client = signed_in(officer)
    few = make_item(sent=True)
    for number in range(20):
        world.agencies[f"a{number}"] = extra_agency(world, f"a{number}", f"Agency {number}")
        world.person(PRACTITIONER, name=f"p{number}", agency=f"a{number}")
    many = make_item("Wide", sent=True, agencies=tuple(world.agencies))
    for page in ("follow", "recipients"):
        counts = []
        for item in (few, many):
            with django_assert_max_num_queries(40) as counted:
                assert client.get(url(page, item)).status_code == 200
            counts.append(len(counted))
        assert counts[0] == counts[1]
