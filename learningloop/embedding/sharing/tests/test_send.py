"""Checking and sending: who would get it, what is warned of, what is refused, and that it is sent once."""

from datetime import timedelta

import pytest
from django.utils import timezone
from django_scopes import scope

from learningloop.embedding.sharing.models import Recipient
from learningloop.embedding.sharing.operations import (
    NobodyToSendTo,
    NotChecked,
    edit_shared_item,
    send_shared_item,
    write_shared_item,
)
from learningloop.embedding.sharing.tests.conftest import TODAY
from learningloop.learning.operations import draw_finding
from learningloop.people.operations import remove_role
from learningloop.people.rules import CONTRIBUTOR, GROUP_MEMBER, PRACTITIONER
from learningloop.sources.register.operations import record_source
from learningloop.trail.operations import SYSTEM
from learningloop.trail.queries import history
from tests.world import appoint


def names(item):
    return sorted(recipient.person.name for recipient in Recipient.objects.filter(item=item))


def test_it_is_checked_and_sent(world, draft, officer, signed_in, url):
    client = signed_in(officer)
    text = client.get(url("send", draft)).content.decode()
    assert "2 people in 1 agency" in text and "You cannot change it or take it back" in text
    assert "names no child" not in text and "Nobody in" not in text
    page = client.post(url("send", draft), follow=True).content.decode()
    draft.refresh_from_db()
    assert f"{draft.reference} is sent" in page and draft.sent_on == TODAY
    assert names(draft) == ["Agency lead", "Practitioner"]


def test_an_agency_with_nobody_in_the_roles_is_warned_of(make_item, officer, signed_in, url):
    item = make_item(agencies=("police", "health"))
    text = signed_in(officer).get(url("send", item)).content.decode()
    assert "Nobody in Eastshire Health holds one of these roles" in text and "2 people in 1 agency" in text


def test_sending_to_nobody_is_refused(make_item, officer, signed_in, url):
    item = make_item(agencies=("health",))
    client = signed_in(officer)
    assert "It would reach nobody" in client.get(url("send", item)).content.decode()
    assert "Nobody in the chosen agencies holds" in client.post(url("send", item)).content.decode()
    item.refresh_from_db()
    assert item.sent_on is None


def test_a_return_date_that_passed_is_refused(make_item, officer, signed_in, url, monkeypatch):
    item = make_item()
    later = item.return_by + timedelta(days=1)
    monkeypatch.setattr(timezone, "localdate", lambda *_: later)
    client = signed_in(officer)
    assert "has passed. Change it" in client.get(url("send", item)).content.decode()
    assert "Choose a later date" in client.post(url("send", item)).content.decode()


def test_a_restricted_finding_asks_for_the_tick_that_the_text_names_nobody(
    make_item, restricted, officer, signed_in, url
):
    item = make_item(findings=[restricted])
    client = signed_in(officer)
    assert "not shown the findings, only this text" in client.get(url("send", item)).content.decode()
    assert "tick that it names nobody" in client.post(url("send", item)).content.decode()
    with pytest.raises(NotChecked):
        send_shared_item(item=item, on=TODAY, by=officer)
    client.post(url("send", item), {"names_nobody": "on"})
    item.refresh_from_db()
    assert item.sent_on == TODAY
    assert "shared.checked" in [event.kind for event in history(item)]


def test_what_changed_after_the_check_is_not_sent_unseen(draft, officer, signed_in, url):
    client = signed_in(officer)
    seen = client.get(url("send", draft)).context["form"]["seen"].value()
    edit_shared_item(
        item=draft, findings=draft.findings.all(), agencies=draft.agencies.all(), title="Other words", by=officer
    )
    page = client.post(url("send", draft), {"seen": seen})
    draft.refresh_from_db()
    assert "Somebody else changed this draft" in page.content.decode() and "Other words" in page.content.decode()
    assert draft.sent_on is None
    client.post(url("send", draft), {"seen": page.context["form"]["seen"].value()})
    draft.refresh_from_db()
    assert draft.sent_on == TODAY


def test_sending_twice_sends_once(draft, officer, signed_in, url):
    client = signed_in(officer)
    client.post(url("send", draft))
    assert client.post(url("send", draft)).status_code == 403
    assert Recipient.objects.count() == 2


def test_a_person_with_two_roles_gets_it_once_and_who_left_does_not(world, make_item, officer):
    practitioner = world.people["practitioner"]
    appoint(world, practitioner, CONTRIBUTOR)
    contributor = world.people["contributor"]
    remove_role(appointment=contributor.appointments[0], why="Left", on=TODAY, by=officer)
    item = make_item(sent=True, roles=[PRACTITIONER.key, CONTRIBUTOR.key])
    assert names(item) == ["Practitioner"]


def test_a_member_of_a_neighbours_group_who_could_not_open_it_is_not_sent_it(world):
    """The shared group's home is Eastshire: on Westshire its members open the group's share and nothing else."""
    world.person(GROUP_MEMBER, name="neighbour", group="shared")
    with scope(board=world.other):
        source = record_source(board=world.other, kind="audit", title="Audit", started_on=TODAY, by=SYSTEM)
        finding = draw_finding(
            source=source, kind="need", statement="Late", multi_agency=True, drawn_on=TODAY, by=SYSTEM
        )
        item = write_shared_item(
            board=world.other, title="Visits", body="Be early", findings=[finding],
            agencies=[world.agencies["police"]], roles=[GROUP_MEMBER.key], return_by=TODAY, on=TODAY, by=SYSTEM,
        )  # fmt: skip
        with pytest.raises(NobodyToSendTo):
            send_shared_item(item=item, on=TODAY, by=SYSTEM)


@pytest.mark.parametrize(
    ("who", "status"),
    [("business_manager", 200), ("trainer", 403), ("lay_member", 404), ("agency_lead", 404), ("stranger", 404)],
)
def test_who_sends(world, draft, signed_in, url, who, status):
    assert signed_in(world.people[who]).get(url("send", draft)).status_code == status
