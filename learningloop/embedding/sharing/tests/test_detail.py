"""An item as each reader sees it, and that a recipient's opening it is noted once."""

import pytest

from learningloop.embedding.sharing.operations import edit_shared_item, send_shared_item
from learningloop.embedding.sharing.tests.conftest import TODAY
from learningloop.people.rules import PRACTITIONER
from learningloop.trail.models import Reading


@pytest.mark.parametrize(
    ("who", "status"),
    [("practitioner", 200), ("agency_lead", 200), ("lay_member", 200), ("group_member", 200), ("trainer", 200),
     ("contributor", 404), ("independent_reviewer", 404), ("stranger", 404)],
)  # fmt: skip
def test_who_reads_what_was_sent(world, sent, signed_in, url, who, status):
    assert signed_in(world.people[who]).get(url("detail", sent)).status_code == status


def test_a_practitioner_of_another_agency_reads_nothing_of_it(world, sent, signed_in, url):
    from_health = world.person(PRACTITIONER, agency="health")
    assert signed_in(from_health).get(url("detail", sent)).status_code == 404
    assert sent.title not in signed_in(from_health).get(url("list")).content.decode()


def test_the_reader_gets_the_text_and_is_asked_to_confirm(world, sent, finding, signed_in, url):
    text = signed_in(world.people["practitioner"]).get(url("detail", sent)).content.decode()
    assert "<strong>needs</strong>" in text and "I have read this" in text
    assert finding.statement not in text and "How far it came" not in text and url("cascade", sent) not in text
    text = signed_in(world.people["lay_member"]).get(url("detail", sent)).content.decode()
    assert finding.statement in text and "How far it came" in text and "I have read this" not in text


def test_a_restricted_finding_is_not_shown_to_who_may_not_open_it(world, make_item, restricted, signed_in, url):
    item = make_item(sent=True, findings=[restricted])
    assert restricted.reference in signed_in(world.people["group_chair"]).get(url("detail", item)).content.decode()
    assert (
        restricted.reference
        not in signed_in(world.people["agency_lead"]).get(url("detail", item)).content.decode()
    )
    assert (
        signed_in(world.people["trainer"]).get(url("detail", make_item(findings=[restricted]))).status_code == 404
    )


def test_opening_is_noted_once_and_only_for_those_it_was_sent_to(world, sent, signed_in, url):
    for who in ("lay_member", "practitioner", "practitioner", "officer"):
        signed_in(world.people[who]).get(url("detail", sent))
    signed_in(world.people["agency_lead"]).head(url("detail", sent))
    assert [row.actor_id for row in Reading.objects.all()] == [world.people["practitioner"].pk]


def test_the_history_with_its_drafts_is_for_those_who_saw_them(world, make_item, officer, signed_in, url):
    item = make_item(body="Struck out later")
    edit_shared_item(
        item=item, findings=item.findings.all(), agencies=item.agencies.all(), body="As it stands", by=officer
    )
    send_shared_item(item=item, on=TODAY, by=officer)
    assert "Struck out later" in signed_in(officer).get(url("detail", item)).content.decode()
    assert (
        "Struck out later" not in signed_in(world.people["lay_member"]).get(url("detail", item)).content.decode()
    )


def test_a_draft_says_what_comes_next(world, draft, officer, signed_in, url):
    assert "Check and send" in signed_in(officer).get(url("detail", draft)).content.decode()
    text = signed_in(world.people["trainer"]).get(url("detail", draft)).content.decode()
    assert url("send", draft) not in text and "unit checks it and sends it" in text and "Change the draft" in text


def test_an_unknown_reference_and_a_wrong_method(officer, draft, signed_in, url):
    client = signed_in(officer)
    assert client.get(url("detail", draft).replace(draft.reference, "S-1999-001")).status_code == 404
    assert client.post(url("detail", draft)).status_code == 405


def test_its_cost_does_not_grow(
    world, make_finding, make_item, officer, signed_in, url, django_assert_max_num_queries
):
    few = make_item(sent=True)
    findings = [make_finding(f"Finding {number}") for number in range(20)]
    for number in range(10):
        world.person(PRACTITIONER, name=f"practitioner-{number}")
    many = make_item("More", sent=True, findings=findings, agencies=("police", "health", "school"))
    client = signed_in(officer)
    counts = []
    for item in (few, many):
        with django_assert_max_num_queries(40) as counted:
            client.get(url("detail", item))
        counts.append(len(counted))
    assert counts[0] == counts[1]
